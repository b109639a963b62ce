"""Where in an interview cases lie, as a strip that is drawn and told in words."""

from collections.abc import Iterable
from typing import NamedTuple

from runs.reviews.case_places import CasePlace
from runs.reviews.records import CaseState

PARTS = 120
"""Of the strip, at most."""
WIDTH = 1200
"""Of the drawing, in its own units."""


class Spot(NamedTuple):
    """Cases that lie so near to each other that the strip shows them as one."""

    x: int
    """From the left, of ``WIDTH``."""
    start: int
    """Where the first of them begins in the text."""
    end: int
    """Where the last of them begins."""
    first: int
    """The number of the first."""
    open: int
    decided: int


def spots(places: Iterable[CasePlace], length: int) -> tuple[Spot, ...]:
    """Cases on the strip, from left to right.

    Args:
        places: The cases in the order of the text.
        length: Of the text, in characters.
    """
    found: dict[int, Spot] = {}
    for place in places:
        part = place.start * PARTS // max(length, 1)
        known = found.get(part) or Spot(part * WIDTH // PARTS, place.start, place.start, place.number, 0, 0)
        is_decided = place.state is CaseState.DECIDED
        found[part] = known._replace(
            end=place.start, open=known.open + (not is_decided), decided=known.decided + is_decided
        )
    return tuple(found[part] for part in sorted(found))


def reach(start: int, end: int, length: int) -> tuple[int, int]:
    """Where a stretch of the text lies on the strip: from the left, and how wide."""
    left = start * WIDTH // max(length, 1)
    return left, max(end * WIDTH // max(length, 1) - left, 2)
