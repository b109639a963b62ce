"""The text around a case, cut into pieces with the raters' passages marked in them."""

from collections.abc import Iterator
from typing import NamedTuple

from evaluation.review.cases.passages import passages_of
from evaluation.review.interviews.texts import turns_around
from runs import Transcript, Turn
from runs.marks import Mark, Piece, pieces
from runs.reviews.records import DrawnCase

CONTEXTS = (2, 10, 40)
"""How many turns are shown on either side, the first one at first."""
LONGEST = 4000
"""Characters of a turn of the context that are shown at most."""
LETTERS = ("a", "b")


class ShownPiece(NamedTuple):
    """A stretch of text in which the same passages are marked."""

    start: int
    text: str
    looks: str
    """``a``, ``b`` or ``both``; empty where nothing is marked."""
    in_unit: bool
    """Whether it is of the unit that is decided on."""
    begins: tuple[Mark, ...]
    ends: tuple[Mark, ...]


class ShownTurn(NamedTuple):
    """One turn of the text."""

    number: int
    speaker: str
    pieces: tuple[ShownPiece, ...]
    cut_before: int
    """Characters at its beginning that are not shown."""
    cut_behind: int
    in_unit: bool


def marks_of(case: DrawnCase) -> tuple[Mark, ...]:
    """The passages of both raters in the unit, in the order of the text."""
    return tuple(sorted(_marks(case)))


def _marks(case: DrawnCase) -> Iterator[Mark]:
    for letter, judgement in zip(LETTERS, case.judgements, strict=True):
        for code in judgement.codes:
            for passage in passages_of(judgement.assignments, code, case.start, case.end):
                yield Mark(passage.start, passage.end, letter, code)


def turns_of(case: DrawnCase, transcript: Transcript, context: int) -> tuple[ShownTurn, ...]:
    """The turns of a case, and some on either side.

    Args:
        case: The case.
        transcript: Its transcript.
        context: How many turns on either side.
    """
    marks = marks_of(case)
    turns = turns_around(transcript, case.start, case.end, context)
    return tuple(_turn(case, transcript.text, turn, marks) for turn in turns)


def _turn(case: DrawnCase, text: str, turn: Turn, marks: tuple[Mark, ...]) -> ShownTurn:
    in_unit = turn.start < case.end and turn.end > case.start
    start, end = part_shown(turn, case.start, case.end)
    unit = (Mark(case.start, case.end, "unit", ""),) if in_unit else ()
    shown = tuple(_piece(each) for each in pieces(text, start, end, (*marks, *unit)) if each.text)
    return ShownTurn(turn.position, turn.speaker, shown, start - turn.start, turn.end - end, in_unit)


def part_shown(turn: Turn, start: int, end: int) -> tuple[int, int]:
    """What of a turn is shown beside a unit: all of the unit, and of the rest what stands nearest to it.

    Args:
        turn: The turn.
        start: Where the unit begins.
        end: Where it ends.
    """
    if turn.start < end and turn.end > start:
        return max(turn.start, start - LONGEST), min(turn.end, end + LONGEST)
    if turn.end <= start:
        return max(turn.start, turn.end - LONGEST), turn.end
    return turn.start, min(turn.end, turn.start + LONGEST)


def _piece(piece: Piece) -> ShownPiece:
    raters = [source for source in piece.sources if source in LETTERS]
    return ShownPiece(
        start=piece.start,
        text=piece.text,
        looks="both" if len(raters) > 1 else "".join(raters),
        in_unit="unit" in piece.sources,
        begins=tuple(mark for mark in piece.begins if mark.source in LETTERS),
        ends=tuple(mark for mark in piece.ends if mark.source in LETTERS),
    )
