"""Who coded what in a part of a transcript, turn by turn."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from evaluation.review.interviews.windows import Talk
from runs import CodingStatus
from runs.document_codings import Given, Judged
from runs.marks import Mark, Piece, pieces, style_of, touching
from runs.reviews.case_places import CasePlace


class Column(NamedTuple):
    """A rater on the page."""

    number: int
    """From 1, in the order in which raters came into the study."""
    name: str
    kind: str
    shown: bool

    @property
    def style(self) -> str:
        """The class that tells this rater's passages from others'."""
        return style_of(self.number)


class Stripe(NamedTuple):
    """What one rater said of one turn."""

    column: Column
    codes: tuple[str, ...]
    word: str
    """What there is instead of codes: that none applies, that there is no answer, or nothing."""
    ungrounded: tuple[Given, ...]
    """What was given with a quotation that is not in the text."""


@dataclass(frozen=True)
class Row:
    """One turn, with everything that stands beside it."""

    talk: Talk
    pieces: tuple[Piece, ...]
    stripes: tuple[Stripe, ...]
    cases: tuple[CasePlace, ...]


def rows(
    text: str,
    talks: Sequence[Talk],
    columns: Sequence[Column],
    judged: Iterable[Judged],
    cases: Iterable[CasePlace],
    *,
    only: frozenset[str] = frozenset(),
) -> Iterator[Row]:
    """The turns of a page.

    Args:
        text: The whole text.
        talks: The turns.
        columns: The raters whose codes are shown.
        judged: What they said.
        cases: The cases that begin in the turns.
        only: The codes that are shown; none named means all.
    """
    by_rater = {column.name: column for column in columns}
    shown = [each for each in judged if each.rater in by_rater]
    said = touching(talks, [(each.start, each.end, each) for each in shown])
    marked = touching(
        talks,
        [
            (given.start, given.end, Mark(given.start, given.end, given.rater, given.code))
            for each in shown
            for given in each.given
            if given.start is not None and given.end is not None and (not only or given.code in only)
        ],
    )
    beside = touching(talks, [(each.start, each.start + 1, each) for each in cases])
    for talk, judgements, marks, here in zip(talks, said, marked, beside, strict=True):
        yield Row(
            talk,
            pieces(text, talk.start, talk.end, marks),
            tuple(_stripe(column, talk, judgements, marks, only) for column in columns),
            tuple(here),
        )


def _stripe(column: Column, talk: Talk, said: Sequence[Judged], marks: Iterable[Mark], only: frozenset[str]) -> Stripe:
    own = [each for each in said if each.rater == column.name]
    codes = dict.fromkeys(mark.code for mark in marks if mark.source == column.name)
    ungrounded = tuple(
        given
        for each in own
        if talk.start <= each.start < talk.end
        for given in each.given
        if given.start is None and (not only or given.code in only)
    )
    return Stripe(column, tuple(codes), "" if codes else _word(own, only), ungrounded)


def _word(own: Sequence[Judged], only: frozenset[str]) -> str:
    if not own:
        return "not judged"
    if any(each.status is not CodingStatus.CODED for each in own):
        return "no usable answer"
    return "none of these" if only else "none applies"
