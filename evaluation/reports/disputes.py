"""Which units are behind a count of a report: those of two raters, told apart as the queue of their review does."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.reports.agreement_of_codes import independent
from evaluation.reports.sections import Counted
from evaluation.tables import UnitTable
from runs import RaterKind


class Dispute(NamedTuple):
    """What two raters differ in, and how often."""

    counted: Counted
    """What is counted, with the two raters in their order."""
    units: int
    judgements: int
    """Cells of unit and code; as many as units where one code is counted."""


def disputes_behind(
    table: UnitTable,
    counted: Counted,
    kinds: Mapping[str, RaterKind],
    *,
    interviews: tuple[str, ...] = (),
    some_codes: bool = False,
) -> tuple[Dispute, ...]:
    """The parts that a count sums up, each of two raters and of what one filter of a queue finds; none that are empty.

    Args:
        table: The units, raters and codes that the count is of.
        counted: What is counted; of no raters in particular it is over the pairs of those who judged independently.
        kinds: Whether each rater is a person, a model or a consensus.
        interviews: The interviews that were chosen; nothing for all, which need no telling apart.
        some_codes: Whether the table has only some of the codebook's codes, which then need telling apart.
    """
    pairs = [counted.raters] if counted.raters else combinations(independent(table, kinds).raters, 2)
    found = (
        _dispute(table, part)
        for raters in pairs
        for interview in ([counted.interview] if counted.interview else interviews or [""])
        for part in _parts(counted._replace(raters=raters, interview=interview), table if some_codes else None)
    )
    return tuple(each for each in found if each.units)


def _parts(counted: Counted, table: UnitTable | None) -> Iterator[Counted]:
    """What is counted of one pair; all codes together are taken apart where a table is given."""
    if counted.code or table is None:
        yield counted
    else:
        yield from (counted._replace(code=code, only=only) for code in table.codes for only in (1, 2))


def _dispute(table: UnitTable, counted: Counted) -> Dispute:
    cells = _cells(table.only(counted.raters), counted)
    return Dispute(counted, int(cells.any(axis=1).sum()), int(cells.sum()))


def _cells(pair: UnitTable, counted: Counted) -> NDArray[np.bool_]:
    """Shape (units, codes or 1): what is counted, of the units that both saw."""
    chosen = pair.shared(*pair.raters)
    if counted.interview:
        chosen = chosen & (pair.interview == pair.interviews.index(counted.interview))
    one, other = (pair.applied[:, rater] & chosen[:, np.newaxis] for rater in (0, 1))
    first, second = one & ~other, other & ~one
    if not counted.code:
        return first | second
    code = pair.codes.index(counted.code)
    if not counted.against:
        return (first, second)[counted.only - 1][:, [code]]
    other = pair.codes.index(counted.against)
    return (first[:, [code]] & second[:, [other]]) | (second[:, [code]] & first[:, [other]])
