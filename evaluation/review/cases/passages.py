"""The passages of a unit: what of an assignment lies in it, and how two raters' passages overlap."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from runs import Assignment, Grounding


class Passage(NamedTuple):
    """A stretch of a text."""

    start: int
    end: int


def counted(assignment: Assignment, start: int, end: int) -> Passage | None:
    """What of an assignment counts and lies in a unit; None where nothing does."""
    if assignment.start is None or assignment.end is None or assignment.grounding is Grounding.UNGROUNDED:
        return None
    inside = Passage(max(assignment.start, start), min(assignment.end, end))
    return inside if inside.start < inside.end else None


def passages_of(assignments: Iterable[Assignment], code: str, start: int, end: int) -> tuple[Passage, ...]:
    """Where a code is in a unit, joined where passages touch, in the order of the text."""
    found = (counted(each, start, end) for each in assignments if each.code == code)
    return tuple(_joined(sorted(each for each in found if each)))


def overlap_of(one: Iterable[Assignment], other: Iterable[Assignment], code: str, start: int, end: int) -> float:
    """Characters that both gave a code over those that either gave it, in a unit; 1 where neither did."""
    first, second = passages_of(one, code, start, end), passages_of(other, code, start, end)
    both = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in first for b in second)
    either = sum(each.end - each.start for each in (*first, *second)) - both
    return both / either if either else 1.0


def _joined(passages: Iterable[Passage]) -> Iterator[Passage]:
    last: Passage | None = None
    for passage in passages:
        if last and passage.start <= last.end:
            last = Passage(last.start, max(last.end, passage.end))
            continue
        if last:
            yield last
        last = passage
    if last:
        yield last
