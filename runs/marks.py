"""Passages that are marked in a text: which turns they touch, and the text cut at their borders, as pages show it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeVar

T = TypeVar("T")
STYLES = 6
"""Ways in which raters' passages are told apart before they begin anew."""


class Place(Protocol):
    """A stretch of a text."""

    @property
    def start(self) -> int:
        """Where it begins."""
        ...

    @property
    def end(self) -> int:
        """The place after its last character."""
        ...


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


def style_of(number: int) -> str:
    """The class that tells the passages of one rater, by his or her number from 1, from others'."""
    return f"r{(number - 1) % STYLES + 1}"


def touching(places: Iterable[Place], found: Sequence[tuple[int, int, T]]) -> Iterator[list[T]]:
    """For each place, what shares a character with it, in the order of the text.

    Args:
        places: Places in the order of the text.
        found: Anything, each with its start and its end.
    """
    ordered = sorted(found, key=lambda each: each[:2])
    coming, under = 0, list[tuple[int, int, T]]()
    for place in places:
        under = [each for each in under if each[1] > place.start]
        while coming < len(ordered) and ordered[coming][0] < place.end:
            if ordered[coming][1] > place.start:
                under.append(ordered[coming])
            coming += 1
        yield [each for _, _, each in under]
