"""Where raters disagree, worst code first."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from evaluation.coefficients import cohens_kappa
from evaluation.sums import sums_of_codes
from evaluation.tables import UnitTable
from runs import Assignment, Segment


class Disagreement(Segment, frozen=True):
    """One unit and one code that one of two raters gave and the other did not."""

    code: str
    given_by: str
    not_by: str
    quotations: tuple[str, ...]
    rationales: tuple[str, ...]


def disagreements(table: UnitTable) -> tuple[Disagreement, ...]:
    """Every disagreement of every pair of raters over the units that both saw.

    The code on which the pairs' Cohen's kappa is lowest (mean over pairs) comes first, a code whose
    kappa is undefined last; within a code they stand in the order of the text.
    """
    pairs = list(combinations(table.raters, 2))
    if not pairs or not len(table) or not table.codes:
        return ()
    sums = sums_of_codes(table.seen, table.applied, np.zeros(len(table), dtype=np.intp)).over(0)
    kappas = np.nan_to_num(cohens_kappa(sums), nan=np.inf)
    evidence = _evidence(table)
    order: list[int] = np.argsort(kappas, kind="stable").tolist()
    directed = [each for pair in pairs for each in (pair, pair[::-1])]
    only_first = np.stack([_only_first(table, *raters) for raters in directed], axis=-1)
    return tuple(
        _disagreement(table, evidence, unit, table.codes[code], *directed[direction])
        for code in order
        for unit, direction in np.argwhere(only_first[:, code]).tolist()
    )


def _only_first(table: UnitTable, first: str, second: str) -> NDArray[np.bool_]:
    """Shape (units, codes): what only the first of two raters gave, of what both saw."""
    one, other = table.raters.index(first), table.raters.index(second)
    return table.shared(first, second)[:, None] & table.applied[:, one] & ~table.applied[:, other]


def _evidence(table: UnitTable) -> dict[tuple[str, str, str], list[Assignment]]:
    """The assignments of each rater, document and code."""
    found: dict[tuple[str, str, str], list[Assignment]] = {}
    for coding in table.codings:
        for assignment in coding.assignments:
            found.setdefault((coding.rater, coding.document, assignment.code), []).append(assignment)
    return found


def _disagreement(
    table: UnitTable,
    evidence: dict[tuple[str, str, str], list[Assignment]],
    unit: int,
    code: str,
    first: str,
    second: str,
) -> Disagreement:
    segment = table.segments[unit]
    given = [a for a in evidence.get((first, segment.document, code), []) if _touches(a, segment)]
    return Disagreement(
        **dict(segment),
        code=code,
        given_by=first,
        not_by=second,
        quotations=tuple(a.quotation for a in given),
        rationales=tuple(a.rationale for a in given if a.rationale),
    )


def _touches(assignment: Assignment, segment: Segment) -> bool:
    if assignment.start is None or assignment.end is None:
        return False
    return assignment.start < segment.end and assignment.end > segment.start
