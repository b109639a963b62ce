"""Which of several places of a quotation a paragraph's number means.

Programs count paragraphs in ways of their own, over a text of their own. So nothing is taken from a number by itself:
the quotations that stand at one place only show how numbers and lines go together, and a place is chosen only where
they leave no other.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_AGREEING = 0.9
"""The share of the known places at which one difference between lines and numbers must be found."""


class _Anchor(NamedTuple):
    paragraph: int
    place: int


class ParagraphHints:
    """What the numbers of paragraphs say in one text.

    Args:
        text: The text.
        known: Numbers of paragraphs and the places of quotations that stand only there.
    """

    def __init__(self, text: str, known: Iterable[tuple[int, int]]) -> None:
        self._anchors = sorted({_Anchor(*each) for each in known})
        lines, filled = _line_starts(text)
        self._counts = [each for each in (self._count(lines), self._count(filled)) if each]

    def choose(self, paragraph: int, places: Sequence[int]) -> int | None:
        """Index of the only place that a number can mean; None where it tells nothing, or leaves several."""
        there = {
            at
            for starts, difference in self._counts
            for at, place in enumerate(places)
            if _line(starts, place) - paragraph == difference
        }
        if there:
            return there.pop() if len(there) == 1 else None
        possible = [at for at, place in enumerate(places) if self._is_in_order(paragraph, place)]
        return possible[0] if len(possible) == 1 else None

    def _count(self, starts: Sequence[int]) -> tuple[Sequence[int], int] | None:
        """A way of counting lines under which they differ from the numbers by the same everywhere."""
        numbers = {anchor.paragraph for anchor in self._anchors}
        differences = Counter(_line(starts, anchor.place) - anchor.paragraph for anchor in self._anchors)
        if len(numbers) < 2:
            return None
        ((difference, times),) = differences.most_common(1)
        return (starts, difference) if times >= _AGREEING * len(self._anchors) else None

    def _is_in_order(self, paragraph: int, place: int) -> bool:
        """Whether paragraphs before it lie before the place, and those after it after the place."""
        before = [anchor.place < place for anchor in self._anchors if anchor.paragraph < paragraph]
        after = [anchor.place > place for anchor in self._anchors if anchor.paragraph > paragraph]
        return all(before) and all(after) and bool(before or after)


def _line_starts(text: str) -> tuple[list[int], list[int]]:
    """Where lines begin: all of them, and those that are not blank."""
    lines: list[int] = []
    filled: list[int] = []
    at = 0
    for line in text.split("\n"):
        lines.append(at)
        if line.strip():
            filled.append(at)
        at += len(line) + 1
    return lines, filled


def _line(starts: Sequence[int], place: int) -> int:
    return bisect_right(starts, place)
