"""The text around a segment that a person codes, with nobody's codes in it but that person's own."""

from collections.abc import Iterable, Mapping, Sequence

from evaluation.review.cases.case_text import ShownPiece, ShownTurn, part_shown
from evaluation.review.interviews.texts import turns_around
from runs import Segment, Transcript, Turn
from runs.marks import Mark, Piece, pieces
from runs.reviews.own_coding import Said

OWN, UNIT = "own", "unit"


def own_marks(said: Mapping[tuple[int, int], Said]) -> tuple[Mark, ...]:
    """The passages to which a person gave codes in an interview, in the order of the text."""
    given = (each for one in said.values() for each in one.assignments)
    return tuple(sorted(Mark(a.start, a.end, OWN, a.code) for a in given if a.start is not None and a.end is not None))


def turns_shown(unit: Segment, transcript: Transcript, marks: Iterable[Mark], context: int) -> tuple[ShownTurn, ...]:
    """The turns of a segment, and some on either side.

    Args:
        unit: The segment.
        transcript: Its transcript.
        marks: The person's own passages.
        context: How many turns on either side.
    """
    turns = turns_around(transcript, unit.start, unit.end, context)
    shown = (*marks, Mark(unit.start, unit.end, UNIT, ""))
    return tuple(_turn(unit, transcript.text, turn, shown) for turn in turns)


def _turn(unit: Segment, text: str, turn: Turn, marks: Sequence[Mark]) -> ShownTurn:
    start, end = part_shown(turn, unit.start, unit.end)
    shown = tuple(_piece(each) for each in pieces(text, start, end, marks) if each.text)
    in_unit = turn.start < unit.end and turn.end > unit.start
    return ShownTurn(turn.position, turn.speaker, shown, start - turn.start, turn.end - end, in_unit)


def _piece(piece: Piece) -> ShownPiece:
    return ShownPiece(
        start=piece.start,
        text=piece.text,
        looks=OWN if OWN in piece.sources else "",
        in_unit=UNIT in piece.sources,
        begins=tuple(mark for mark in piece.begins if mark.source == OWN),
        ends=tuple(mark for mark in piece.ends if mark.source == OWN),
    )
