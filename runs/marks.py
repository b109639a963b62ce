"""A text cut at the borders of all passages that are marked in it, so that overlapping ones can be shown."""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple


class Mark(NamedTuple):
    """A passage that is marked: where, by whom, with which code."""

    start: int
    end: int
    source: str
    """Whose it is, in a word for the style sheet: ``a``, ``b``, ``own``."""
    code: str


class Piece(NamedTuple):
    """A stretch of text in which the same passages are marked throughout."""

    start: int
    text: str
    marks: tuple[Mark, ...]
    begins: tuple[Mark, ...]
    """Of these, those that begin with it."""
    ends: tuple[Mark, ...]
    """Of these, those that end with it."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Whose passages these are, in alphabetical order."""
        return tuple(sorted({mark.source for mark in self.marks}))


def pieces(text: str, start: int, end: int, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """``text[start:end]`` in pieces that join to it exactly, each with the passages that are marked in all of it.

    Args:
        text: The whole text.
        start: Where the stretch to show begins.
        end: Where it ends.
        marks: Passages anywhere in the text; what of them lies outside the stretch is not shown.
    """
    shown = sorted(mark for mark in marks if max(mark.start, start) < min(mark.end, end))
    borders = sorted({start, end, *(max(m.start, start) for m in shown), *(min(m.end, end) for m in shown)})
    found: list[Piece] = []
    under: list[Mark] = []
    coming = iter(shown)
    following = next(coming, None)
    for at, until in pairwise(borders):
        under = [mark for mark in under if mark.end > at]
        while following and following.start <= at:
            under.append(following)
            following = next(coming, None)
        here = tuple(under)
        begins = tuple(mark for mark in here if max(mark.start, start) == at)
        ends = tuple(mark for mark in here if min(mark.end, end) == until)
        found.append(Piece(at, text[at:until], here, begins, ends))
    return tuple(found)
