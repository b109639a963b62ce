"""From units x raters x codes to the cases of a review."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from evaluation.coefficients import cohens_kappa
from evaluation.review.cases.judgements import Judgements, where
from evaluation.review.cases.passages import overlap_of
from evaluation.sums import sums_of_codes
from evaluation.tables import UnitTable
from runs import Coding, Segment
from runs.reviews.records import CaseKind, DrawnCase, ReviewDesign

NO_KAPPA = 2.0
"""The rank of a code whose kappa is undefined: behind every other."""


def draw_cases(
    table: UnitTable, codings: Iterable[Coding], design: ReviewDesign, texts: Mapping[str, str]
) -> tuple[DrawnCase, ...]:
    """The units in which the two raters of a review differ, and a share of those in which they agree.

    The same codings and design give the same cases: chance comes from the design's seed and from the place of a
    unit alone, so that a case stays what it is when other units are coded.

    The arguments are those of ``Drawing``.
    """
    return Drawing(table, codings, design, texts).cases()


def chance(seed: int, what: str, segment: Segment) -> int:
    """A number from 0 to 2**53 - 1, drawn at random for this unit and purpose, and the same every time."""
    named = f"{seed}\n{what}\n{segment.start}\n{segment.end}\n{segment.document}"
    return int.from_bytes(hashlib.sha256(named.encode("utf-8", "surrogatepass")).digest()[:8]) >> 11


class Drawing:
    """What cases of one review are drawn from, and the cases.

    Args:
        table: What the two raters said about each unit; made from the study's latest codebook.
        codings: All codings of both, in the order in which they were made: also those that brought no judgement.
        design: The review's design.
        texts: The text of each document.

    Attributes:
        table: What the two raters said, in the order of the design.
        said: The same with passages, and what brought no judgement.
        both: Which units both judged; shape (units,).
    """

    def __init__(
        self, table: UnitTable, codings: Iterable[Coding], design: ReviewDesign, texts: Mapping[str, str]
    ) -> None:
        self.table = table.only(design.raters)
        self._design, self._texts = design, texts
        self.said = Judgements(self.table, codings)
        self._ranks = np.nan_to_num(_kappas(self.table), nan=NO_KAPPA)
        self._columns = {code: column for column, code in enumerate(self.table.codes)}
        self.both = np.all(self.table.seen, axis=1)
        self._differ = self.both[:, None] & (self.table.applied[:, 0] != self.table.applied[:, 1])

    @cached_property
    def units(self) -> list[int]:
        """The units that are cases, in the order of the table."""
        found = {*where(np.any(self._differ, axis=1)), *(unit for unit in self.said.ungrounded if self.both[unit])}
        found |= {unit for unit, rater in self.said.failed if self._is_judged_by_the_other(unit, rater)}
        found |= {unit for unit in self._coded_by_both if unit not in found and self._apart(unit)}
        return sorted(found | {unit for unit in where(self.both) if unit not in found and self._is_audited(unit)})

    def cases(self) -> tuple[DrawnCase, ...]:
        """All cases, in the order of the table."""
        return tuple(self.case(unit) for unit in self.units)

    def case(self, unit: int) -> DrawnCase:
        """One unit as a case."""
        segment = self.table.segments[unit]
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
            judgements=(self.said.of(unit, a), self.said.of(unit, 1 - a)),
            disputed=disputed,
            rank=self._rank(segment, disputed if kind is not CaseKind.AGREED else ()),
            shuffle=chance(self._design.seed, "order", segment),
        )

    def _kind(self, unit: int) -> tuple[CaseKind, tuple[str, ...]]:
        """In what the raters differ, and the codes in question."""
        one, other = self.table.applied[unit, 0], self.table.applied[unit, 1]
        if not self.both[unit]:
            return CaseKind.NOT_JUDGED, self.said.named(one | other)
        if (one & ~other).any() and (other & ~one).any():
            return CaseKind.CONFLICT, self.said.named(one ^ other)
        if (one ^ other).any():
            return CaseKind.ONE_ONLY, self.said.named(one ^ other)
        if unit in self.said.ungrounded:
            return CaseKind.UNGROUNDED, tuple(sorted(self.said.ungrounded[unit]))
        apart = self._apart(unit)
        return (CaseKind.BOUNDARY, apart) if apart else (CaseKind.AGREED, self.said.named(one))

    def _is_judged_by_the_other(self, unit: int, rater: int) -> bool:
        return bool(self.table.seen[unit, 1 - rater] and not self.table.seen[unit, rater])

    @property
    def _coded_by_both(self) -> list[int]:
        """The units with a code that both gave, where it matters on which passages."""
        if self._design.least_overlap is None:
            return []
        return where(np.any(np.all(self.table.applied, axis=1), axis=1))

    def _apart(self, unit: int) -> tuple[str, ...]:
        """The codes that both gave, on passages that overlap less than the design wants."""
        least = self._design.least_overlap
        if least is None:
            return ()
        segment = self.table.segments[unit]
        one, other = (self.said.assignments(unit, rater) for rater in (0, 1))
        codes = self.said.named(np.all(self.table.applied[unit], axis=0))
        return tuple(code for code in codes if overlap_of(one, other, code, segment.start, segment.end) < least)

    def _is_audited(self, unit: int) -> bool:
        drawn = chance(self._design.seed, "audit", self.table.segments[unit])
        return drawn < self._design.audit_share * 2**53

    def _rank(self, segment: Segment, disputed: Sequence[str]) -> float:
        """The pair's kappa on the worst code; where no code is in question, that of a code at random."""
        codes = [self._columns[code] for code in disputed if code in self._columns]
        if codes:
            return float(self._ranks[codes].min())
        if not self._disputed_codes:
            return NO_KAPPA
        drawn = chance(self._design.seed, "rank", segment)
        return float(self._ranks[self._disputed_codes[drawn % len(self._disputed_codes)]])

    @cached_property
    def _disputed_codes(self) -> list[int]:
        """Codes in dispute, each as often as it is, so that one drawn of them looks like any case's."""
        found: list[int] = np.argwhere(self._differ)[:, 1].tolist()
        return found or list(range(len(self.table.codes)))


def _kappas(table: UnitTable) -> NDArray[np.float64]:
    """Shape (codes,): Cohen's kappa of the two raters on each code."""
    if not len(table):
        return np.full(len(table.codes), np.nan)
    return cohens_kappa(sums_of_codes(table.seen, table.applied, np.zeros(len(table), dtype=np.intp)).over(0))
