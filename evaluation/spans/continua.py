"""Spans that raters gave codes to; each interview is a continuum of characters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evaluation.errors import AgreementError
from evaluation.ratios import Values

Numbers = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Spans:
    """Who gave which code to which characters, and who looked at which interview.

    The place i of ``interview``, ``rater``, ``code``, ``start`` and ``end`` is one span; the first three are numbers
    of names. A rater who saw an interview and has no span in it gave no code there; one who did not see it is missing.

    Raises:
        AgreementError: The arrays do not fit the names, or a span lies outside its interview, is empty, or is by a
            rater who did not see the interview. The message names the span.
    """

    raters: tuple[str, ...]
    codes: tuple[str, ...]
    interviews: tuple[str, ...]
    interview: Numbers
    rater: Numbers
    code: Numbers
    start: Numbers
    """In code points, from 0."""
    end: Numbers
    """One more than the place of the last character."""
    lengths: Numbers
    """Shape (interviews,), in code points."""
    seen: NDArray[np.bool_]
    """Shape (interviews, raters): which rater coded which interview."""

    def __post_init__(self) -> None:
        _require_names(self)
        _require_shapes(self)
        _require_places(self)

    def __len__(self) -> int:
        return self.start.shape[0]

    def rows(self, keep: Numbers | NDArray[np.bool_]) -> "Spans":
        """Some of the spans; ``keep`` is a mask or an array of places. Who saw what stays."""
        return replace(
            self,
            interview=self.interview[keep],
            rater=self.rater[keep],
            code=self.code[keep],
            start=self.start[keep],
            end=self.end[keep],
        )

    def only(self, raters: Sequence[str]) -> "Spans":
        """The spans of these raters only, in their given order."""
        columns = [self.raters.index(name) for name in raters]
        number = _renumbered(columns, len(self.raters))[self.rater]
        kept = self.rows(number >= 0)
        return replace(kept, raters=tuple(raters), rater=number[number >= 0], seen=self.seen[:, columns])

    def of(self, codes: Sequence[str]) -> "Spans":
        """The spans of these codes only, such as those of a group that exclude each other."""
        number = _renumbered([self.codes.index(name) for name in codes], len(self.codes))[self.code]
        return replace(self.rows(number >= 0), codes=tuple(codes), code=number[number >= 0])

    def united(self, name: str) -> "Spans":
        """The spans with all codes made one, of that name: where was any code given?"""
        return replace(self, codes=(name,), code=np.zeros_like(self.code))

    def comparable(self) -> "Spans":
        """The spans in interviews that two raters or more saw."""
        return self.rows((self.seen.sum(axis=1) >= 2)[self.interview])

    def merged(self, *, touching: bool) -> "Spans":
        """A rater's own spans of one code made one where they overlap, or also where one ends as the next begins.

        They come sorted by interview, rater, code and start.
        """
        group = (self.interview * len(self.raters) + self.rater) * len(self.codes) + self.code
        origin = group * self.stride
        order = np.argsort(origin + self.start)
        begin, reach = (origin + self.start)[order], np.maximum.accumulate((origin + self.end)[order])
        opens = np.ones(len(self), dtype=np.bool_)
        opens[1:] = begin[1:] - reach[:-1] >= (1 if touching else 0)
        first, last = order[opens], np.roll(opens, -1)
        return replace(self.rows(first), end=reach[last] - origin[first])

    @property
    def stride(self) -> int:
        """More than the longest interview, so that continua laid out this far apart never touch."""
        return int(self.lengths.max(initial=0)) + 1

    @property
    def cell(self) -> Numbers:
        """For each span the number of its interview and code together; shape (spans,)."""
        return self.interview * len(self.codes) + self.code

    def per_cell(self, figures: Values | Numbers) -> Values:
        """The sums of a figure of each span; shape (interviews, codes)."""
        return _cells(self, self.cell, figures)


def depth_moments(spans: Spans) -> tuple[Values, Values]:
    """Sums over characters of x and of x squared, x being how many of the spans with one code lie over a character.

    Both have shape (interviews, codes). No array of characters is made.
    """
    origin = spans.cell * spans.stride
    events = np.sort(np.concatenate([2 * (origin + spans.start) + 1, 2 * (origin + spans.end)]))
    at, depth = events // 2, np.cumsum(2 * (events % 2) - 1)[:-1]
    covered = depth * np.diff(at)
    cell = at[:-1] // spans.stride
    return _cells(spans, cell, covered), _cells(spans, cell, depth * covered)


def _cells(spans: Spans, cell: Numbers, figures: Values | Numbers) -> Values:
    shape = (len(spans.interviews), len(spans.codes))
    return np.bincount(cell, weights=figures, minlength=shape[0] * shape[1]).reshape(shape).astype(float)


def _renumbered(kept: Sequence[int], size: int) -> Numbers:
    numbers = np.full(size, -1, dtype=np.intp)
    numbers[list(kept)] = np.arange(len(kept))
    return numbers


def _require_names(spans: Spans) -> None:
    for kind, names in (("rater", spans.raters), ("code", spans.codes), ("interview", spans.interviews)):
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise AgreementError(f"The {kind} {twice} is named twice.", do=f"Name each {kind} once.")


def _require_shapes(spans: Spans) -> None:
    columns = (spans.interview, spans.rater, spans.code, spans.start, spans.end)
    shape = (len(spans.interviews), len(spans.raters))
    if any(column.shape != (len(spans),) for column in columns):
        raise AgreementError("The spans' arrays differ in length.", why=f"They have {[c.shape for c in columns]}.")
    if spans.lengths.shape != shape[:1] or spans.seen.shape != shape:
        raise AgreementError(
            "The spans' arrays do not fit their names.",
            why=f"interviews and raters are {shape}, lengths is {spans.lengths.shape}, seen is {spans.seen.shape}.",
        )
    for names, numbers in ((spans.interviews, columns[0]), (spans.raters, columns[1]), (spans.codes, columns[2])):
        if len(spans) and (numbers.min() < 0 or numbers.max() >= len(names)):
            raise AgreementError("A span has a number without a name.", why=f"Only {len(names)} are named.")


def _require_places(spans: Spans) -> None:
    length = spans.lengths[spans.interview]
    placed = (spans.start >= 0) & (spans.start < spans.end) & (spans.end <= length)
    if not placed.all():
        where = int(np.flatnonzero(~placed)[0])
        raise AgreementError(
            f"{_named(spans, where)} is not a stretch of the interview.",
            why=f"The interview has {length[where]} characters; a span begins at 0 or later and holds at least one.",
            do="Import the coding again for the text as it is stored.",
        )
    unseen = np.flatnonzero(~spans.seen[spans.interview, spans.rater])
    if unseen.size:
        raise AgreementError(
            f"{_named(spans, int(unseen[0]))} is by a rater who did not see the interview.",
            do="Enter the rater among those who saw it, or leave the span out.",
        )


def _named(spans: Spans, where: int) -> str:
    rater, code = spans.raters[int(spans.rater[where])], spans.codes[int(spans.code[where])]
    interview = spans.interviews[int(spans.interview[where])]
    return f"{rater}'s span {spans.start[where]} to {spans.end[where]} of {code} in {interview}"
