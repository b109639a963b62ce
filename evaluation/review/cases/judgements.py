"""What each of two raters said of a unit."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from evaluation.review.cases.passages import counted
from evaluation.tables import UnitTable
from evaluation.units import counts_as_evidence
from runs import Assignment, Coding, CodingStatus, Segment
from runs.reviews.own_coding import TAKEN_BACK
from runs.reviews.records import Judgement


class Judgements:
    """What each of two raters said of each unit of a table, also where it brought no judgement.

    Args:
        table: What the two said.
        codings: All codings of both, in the order in which they were made: also those that brought no judgement.

    Attributes:
        failed: The codings that failed, were refused or were cut off, by unit and rater (0 or 1).
        ungrounded: The codes of each unit that somebody gave with a quotation that is not in the text.
    """

    def __init__(self, table: UnitTable, codings: Iterable[Coding]) -> None:
        self._table = table
        self._made = _by_place(table.codings)
        self.failed: dict[tuple[int, int], Coding] = {}
        self.ungrounded: defaultdict[int, set[str]] = defaultdict(set)
        self._note(codings)

    def of(self, unit: int, rater: int) -> Judgement:
        """What one rater said of a unit."""
        name = self._table.raters[rater]
        failed = None if self._table.seen[unit, rater] else self.failed.get((unit, rater))
        if failed:
            return Judgement(
                rater=name, status=failed.status, codes=(), assignments=(), reason=failed.reason, run=failed.run
            )
        made = self._codings(unit, rater)
        return Judgement(
            rater=name,
            status=CodingStatus.CODED,
            codes=self.named(self._table.applied[unit, rater]),
            assignments=self.assignments(unit, rater),
            reason=next((coding.reason for coding in made if coding.reason), ""),
            run=next((coding.run for coding in made if coding.run is not None), None),
        )

    def assignments(self, unit: int, rater: int) -> tuple[Assignment, ...]:
        """What counts and lies in the unit, and what is not in the text and was said of it."""
        segment = self._table.segments[unit]
        return tuple(
            assignment
            for coding in self._codings(unit, rater)
            for assignment in coding.assignments
            if (
                counted(assignment, segment.start, segment.end)
                if counts_as_evidence(assignment)
                else _is_of(coding, segment)
            )
        )

    def named(self, codes: NDArray[np.bool_]) -> tuple[str, ...]:
        """The names of codes; ``codes`` has shape (codes,)."""
        return tuple(self._table.codes[code] for code in where(codes))

    def _codings(self, unit: int, rater: int) -> Sequence[Coding]:
        segment = self._table.segments[unit]
        made = self._made.get((segment.document, self._table.raters[rater]))
        return made.overlapping(segment) if made else ()

    def _note(self, codings: Iterable[Coding]) -> None:
        """Take in which judgements failed, and which quotations are not in the text."""
        places = {(each.document, each.start, each.end): unit for unit, each in enumerate(self._table.segments)}
        columns = {name: rater for rater, name in enumerate(self._table.raters)}
        latest = {((c.document, c.start, c.end), c.rater): c for c in codings if c.rater in columns and c.independent}
        for (place, rater), coding in latest.items():
            unit = places.get(place)
            if unit is None:
                continue
            if coding.status is not CodingStatus.CODED and coding.reason != TAKEN_BACK:
                self.failed[unit, columns[rater]] = coding
            ungrounded = {each.code for each in coding.assignments if not counts_as_evidence(each)}
            if ungrounded := ungrounded & set(self._table.codes):
                self.ungrounded[unit] |= ungrounded


class _Made:
    """The codings of one rater in one document, to be found by their place."""

    def __init__(self, codings: Iterable[Coding]) -> None:
        self._codings = sorted(codings, key=attrgetter("start"))
        self._longest = max(coding.end - coding.start for coding in self._codings)

    def overlapping(self, segment: Segment) -> list[Coding]:
        """Those that share a character with a segment, in the order of the text."""
        first = bisect_left(self._codings, segment.start - self._longest, key=attrgetter("start"))
        behind = bisect_left(self._codings, segment.end, key=attrgetter("start"))
        return [coding for coding in self._codings[first:behind] if coding.end > segment.start]


def where(chosen: NDArray[np.bool_]) -> list[int]:
    """The indices that are chosen."""
    found: list[int] = np.flatnonzero(chosen).tolist()
    return found


def _is_of(coding: Coding, segment: Segment) -> bool:
    """Whether the coding says nothing of anything but this unit."""
    return segment.start <= coding.start and coding.end <= segment.end


def _by_place(codings: Iterable[Coding]) -> dict[tuple[str, str], _Made]:
    found: defaultdict[tuple[str, str], list[Coding]] = defaultdict(list)
    for coding in codings:
        found[coding.document, coding.rater].append(coding)
    return {place: _Made(made) for place, made in found.items()}
