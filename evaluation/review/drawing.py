"""From units x raters x codes to the cases of a review."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from evaluation.coefficients import cohens_kappa
from evaluation.review.passages import counted, overlap_of
from evaluation.sums import sums_of_codes
from evaluation.tables import UnitTable
from evaluation.units import counts_as_evidence
from runs import Assignment, Coding, CodingStatus, Segment
from runs.reviews.records import CaseKind, DrawnCase, Judgement, ReviewDesign

NO_KAPPA = 2.0
"""The rank of a code whose kappa is undefined: behind every other."""


def draw_cases(
    table: UnitTable, codings: Iterable[Coding], design: ReviewDesign, texts: Mapping[str, str]
) -> tuple[DrawnCase, ...]:
    """The units in which the two raters of a review differ, and a share of those in which they agree.

    The same codings and design give the same cases: chance comes from the design's seed and from the place of a
    unit alone, so that a case stays what it is when other units are coded.

    Args:
        table: What the two raters said about each unit; made from the study's latest codebook.
        codings: All codings of both, in the order in which they were made: also those that brought no judgement.
        design: The review's design.
        texts: The text of each document.
    """
    drawing = _Drawing(table, codings, design, texts)
    return tuple(drawing.case(unit) for unit in drawing.units)


def chance(seed: int, what: str, segment: Segment) -> int:
    """A number from 0 to 2**53 - 1, drawn at random for this unit and purpose, and the same every time."""
    named = f"{seed}\n{what}\n{segment.start}\n{segment.end}\n{segment.document}"
    return int.from_bytes(hashlib.sha256(named.encode("utf-8", "surrogatepass")).digest()[:8]) >> 11


class _Drawing:
    """Everything that cases of one review are drawn from."""

    def __init__(
        self, table: UnitTable, codings: Iterable[Coding], design: ReviewDesign, texts: Mapping[str, str]
    ) -> None:
        self._table = table.only(design.raters)
        self._design, self._texts = design, texts
        self._failed, self._ungrounded = self._odd(list(codings))
        self._codings = _by_place(self._table.codings)
        self._ranks = np.nan_to_num(_kappas(self._table), nan=NO_KAPPA)
        self._differ = self._table.applied[:, 0] != self._table.applied[:, 1]

    @cached_property
    def units(self) -> list[int]:
        """The units that are cases, in the order of the table."""
        both = np.all(self._table.seen, axis=1)
        found = {*_where(both & np.any(self._differ, axis=1)), *(unit for unit in self._ungrounded if both[unit])}
        found |= {unit for unit, rater in self._failed if self._table.seen[unit, 1 - rater]}
        rest = [unit for unit in _where(both) if unit not in found]
        if self._design.least_overlap is not None:
            found |= {unit for unit in rest if self._apart(unit)}
        audited = {unit for unit in rest if unit not in found and self._is_audited(unit)}
        return sorted(found | audited)

    def case(self, unit: int) -> DrawnCase:
        """One unit as a case."""
        segment = self._table.segments[unit]
        judgements = [self._judgement(unit, rater) for rater in (0, 1)]
        kind, disputed = self._kind(unit)
        a = chance(self._design.seed, "who is A", segment) & 1
        return DrawnCase(
            document=segment.document,
            start=segment.start,
            end=segment.end,
            turn=segment.turn,
            speaker=segment.speaker,
            kind=kind,
            passage=self._texts[segment.document][segment.start : segment.end],
            judgements=(judgements[a], judgements[1 - a]),
            disputed=disputed,
            rank=self._rank(segment, disputed if kind is not CaseKind.AGREED else ()),
            shuffle=chance(self._design.seed, "order", segment),
        )

    def _kind(self, unit: int) -> tuple[CaseKind, tuple[str, ...]]:
        """In what the raters differ, and the codes in question."""
        one, other = self._table.applied[unit, 0], self._table.applied[unit, 1]
        if not self._table.seen[unit].all():
            return CaseKind.NOT_JUDGED, self._named(one | other)
        if (one & ~other).any() and (other & ~one).any():
            return CaseKind.CONFLICT, self._named(one ^ other)
        if (one ^ other).any():
            return CaseKind.ONE_ONLY, self._named(one ^ other)
        if unit in self._ungrounded:
            return CaseKind.UNGROUNDED, tuple(sorted(self._ungrounded[unit]))
        apart = self._apart(unit)
        return (CaseKind.BOUNDARY, apart) if apart else (CaseKind.AGREED, self._named(one))

    def _named(self, codes: NDArray[np.bool_]) -> tuple[str, ...]:
        return tuple(self._table.codes[code] for code in _where(codes))

    def _apart(self, unit: int) -> tuple[str, ...]:
        """The codes that both gave, on passages that overlap less than the design wants."""
        least = self._design.least_overlap
        if least is None:
            return ()
        segment = self._table.segments[unit]
        one, other = (self._assignments(unit, rater) for rater in (0, 1))
        codes = self._named(np.all(self._table.applied[unit], axis=0))
        return tuple(code for code in codes if overlap_of(one, other, code, segment.start, segment.end) < least)

    def _is_audited(self, unit: int) -> bool:
        drawn = chance(self._design.seed, "audit", self._table.segments[unit])
        return drawn < self._design.audit_share * 2**53

    def _rank(self, segment: Segment, disputed: Sequence[str]) -> float:
        """The pair's kappa on the worst code; where no code is in question, that of a code at random."""
        codes = [self._table.codes.index(code) for code in disputed if code in self._table.codes]
        if codes:
            return float(self._ranks[codes].min())
        drawn = chance(self._design.seed, "rank", segment)
        return float(self._ranks[self._disputed_codes[drawn % len(self._disputed_codes)]])

    @cached_property
    def _disputed_codes(self) -> list[int]:
        """Codes in dispute, each as often as it is, so that one drawn of them looks like any case's."""
        both = np.all(self._table.seen, axis=1)
        found: list[int] = np.argwhere(both[:, None] & self._differ)[:, 1].tolist()
        return found or list(range(len(self._table.codes)))

    def _judgement(self, unit: int, rater: int) -> Judgement:
        name = self._table.raters[rater]
        failed = self._failed.get((unit, rater)) if not self._table.seen[unit, rater] else None
        if failed:
            return Judgement(
                rater=name, status=failed.status, codes=(), assignments=(), reason=failed.reason, run=failed.run
            )
        made = self._made(unit, rater)
        return Judgement(
            rater=name,
            status=CodingStatus.CODED,
            codes=self._named(self._table.applied[unit, rater]),
            assignments=self._assignments(unit, rater),
            reason=next((coding.reason for coding in made if coding.reason), ""),
            run=next((coding.run for coding in made if coding.run is not None), None),
        )

    def _assignments(self, unit: int, rater: int) -> tuple[Assignment, ...]:
        """What counts and lies in the unit, and what is not in the text and was said of it."""
        segment = self._table.segments[unit]
        return tuple(
            assignment
            for coding in self._made(unit, rater)
            for assignment in coding.assignments
            if (
                counted(assignment, segment.start, segment.end)
                if counts_as_evidence(assignment)
                else _is_of(coding, segment)
            )
        )

    def _made(self, unit: int, rater: int) -> list[Coding]:
        segment = self._table.segments[unit]
        made = self._codings.get((segment.document, self._table.raters[rater]), [])
        return [coding for coding in made if coding.start < segment.end and coding.end > segment.start]

    def _odd(self, codings: list[Coding]) -> tuple[dict[tuple[int, int], Coding], dict[int, set[str]]]:
        """The units for which a rater has no judgement, and those with codes whose quotation is not in the text."""
        places = {(each.document, each.start, each.end): unit for unit, each in enumerate(self._table.segments)}
        columns = {name: rater for rater, name in enumerate(self._table.raters)}
        latest = {((c.document, c.start, c.end), c.rater): c for c in codings if c.rater in columns and c.independent}
        failed: dict[tuple[int, int], Coding] = {}
        ungrounded: defaultdict[int, set[str]] = defaultdict(set)
        for (place, rater), coding in latest.items():
            unit = places.get(place)
            if unit is None:
                continue
            if coding.status is not CodingStatus.CODED:
                failed[unit, columns[rater]] = coding
            ungrounded_codes = {each.code for each in coding.assignments if not counts_as_evidence(each)}
            if ungrounded_codes:
                ungrounded[unit] |= ungrounded_codes
        return failed, dict(ungrounded)


def _is_of(coding: Coding, segment: Segment) -> bool:
    """Whether the coding says nothing of anything but this unit."""
    return segment.start <= coding.start and coding.end <= segment.end


def _where(chosen: NDArray[np.bool_]) -> list[int]:
    found: list[int] = np.flatnonzero(chosen).tolist()
    return found


def _by_place(codings: Iterable[Coding]) -> dict[tuple[str, str], list[Coding]]:
    found: defaultdict[tuple[str, str], list[Coding]] = defaultdict(list)
    for coding in codings:
        found[coding.document, coding.rater].append(coding)
    return dict(found)


def _kappas(table: UnitTable) -> NDArray[np.float64]:
    """Shape (codes,): Cohen's kappa of the two raters on each code."""
    if not len(table):
        return np.full(len(table.codes), np.nan)
    return cohens_kappa(sums_of_codes(table.seen, table.applied, np.zeros(len(table), dtype=np.intp)).over(0))
