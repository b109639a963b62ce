"""A transcript with all that was coded in it, turn by turn, as a page shows it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from runs.exchange.rows.unit_rows import covers, merged_stretches
from runs.marks import Mark, Piece, pieces, style_of, touching
from runs.records import Coding, CodingStatus, Rater, Transcript, Turn


class Column(NamedTuple):
    """A rater on the page."""

    number: int
    """From 1, in the order in which raters came into the study."""
    rater: Rater

    @property
    def style(self) -> str:
        """The class that tells this rater's passages from others'."""
        return style_of(self.number)


class Given(NamedTuple):
    """A code that a rater gave a passage."""

    column: Column
    code: str
    rationale: str


class Passage(NamedTuple):
    """A passage in a turn, with all codes that were given to just these words."""

    number: int
    """Its number in the turn, from 1."""
    start: int
    end: int
    given: tuple[Given, ...]
    continues: bool
    """Whether it began in a turn before."""


class CodedPiece(NamedTuple):
    """A stretch of text in which the same passages are coded throughout."""

    text: str
    style: str
    """The class of the rater who coded it, ``several``, or nothing."""
    codes: str
    """Who gave which codes, in a line."""
    begins: tuple[Passage, ...]
    """The passages that begin with it, where that is not with the turn."""
    ends: tuple[Passage, ...]
    """The passages of this turn that end with it."""


class CodedTurn(NamedTuple):
    """A turn, or words that stand in none and were coded."""

    anchor: str
    position: int | None
    """The turn's number; None for words outside of turns."""
    speaker: str
    start_ms: int | None
    pieces: tuple[CodedPiece, ...]
    passages: tuple[Passage, ...]
    none_applies: tuple[Column, ...]
    """Those who looked at all of it and gave no code in it."""


class _Marked(NamedTuple):
    start: int
    end: int
    given: Given


def coded_turns(
    transcript: Transcript, codings: Sequence[Coding], columns: Mapping[str, Column], anchor: str
) -> Iterator[CodedTurn]:
    """The turns of a transcript in the order of the text.

    Args:
        transcript: The transcript.
        codings: The codings that are in force.
        columns: The raters by name.
        anchor: What the anchors of its turns begin with.
    """
    answered = [each for each in codings if each.status is CodingStatus.CODED]
    marked = sorted(_marked(answered, columns), key=lambda each: (each.start, each.end, each.given.column.number))
    seen = {
        name: merged_stretches((each.start, each.end) for each in answered if each.rater == name) for name in columns
    }
    places = _places(transcript, marked)
    over = touching(places, [(each.start, each.end, each) for each in marked])
    for number, (turn, here) in enumerate(zip(places, over, strict=True), 1):
        coded = {each.given.column.rater.name for each in here}
        idle = [columns[name] for name in columns if name not in coded and covers(seen[name], transcript.text, turn)]
        yield _turn(transcript.text, turn, here, tuple(idle), f"{anchor}-{number}")


def _marked(codings: Iterable[Coding], columns: Mapping[str, Column]) -> Iterator[_Marked]:
    for coding in codings:
        for each in coding.assignments:
            if each.start is not None and each.end is not None and each.start < each.end:
                yield _Marked(each.start, each.end, Given(columns[coding.rater], each.code, each.rationale))


def _places(transcript: Transcript, marked: Sequence[_Marked]) -> list[Turn]:
    """The turns, and as turns with the number 0 what was coded and touches none of them."""
    turns = transcript.turns
    starts, ends = [turn.start for turn in turns], [turn.end for turn in turns]
    outside = [each for each in marked if bisect_right(ends, each.start) == bisect_left(starts, each.end)]
    spans = merged_stretches((each.start, each.end) for each in outside)
    more = [Turn(position=0, speaker="", start=start, end=end) for start, end in spans]
    return sorted((*turns, *more), key=lambda turn: (turn.start, turn.end))


def _turn(text: str, turn: Turn, here: Sequence[_Marked], idle: tuple[Column, ...], anchor: str) -> CodedTurn:
    by_span: dict[tuple[int, int], list[Given]] = {}
    for each in here:
        by_span.setdefault((each.start, each.end), []).append(each.given)
    passages = tuple(
        Passage(number, start, end, tuple(given), continues=start < turn.start)
        for number, ((start, end), given) in enumerate(by_span.items(), 1)
    )
    marks = [Mark(each.start, each.end, str(each.number), "") for each in passages]
    by_number = {str(each.number): each for each in passages}
    cut = tuple(_piece(each, by_number, turn.start) for each in pieces(text, turn.start, turn.end, marks))
    return CodedTurn(anchor, turn.position or None, turn.speaker, turn.start_ms, cut, passages, idle)


def _piece(piece: Piece, passages: Mapping[str, Passage], begin: int) -> CodedPiece:
    over = [passages[mark.source] for mark in piece.marks]
    given = [each for passage in over for each in passage.given]
    styles = {each.column.number: each.column.style for each in given}
    style = "" if not styles else next(iter(styles.values())) if len(styles) == 1 else "several"
    codes = "; ".join(dict.fromkeys(f"{each.column.rater.name}: {each.code}" for each in given))
    begins = sorted(passages[mark.source] for mark in piece.begins if piece.start > begin)
    ends = sorted(passages[mark.source] for mark in piece.ends)
    return CodedPiece(piece.text, style, codes, tuple(begins), tuple(ends))
