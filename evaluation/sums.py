"""What coefficients are computed from, in sums over units: leaving out an interview is a subtraction."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.ratios import Values


class Sums(NamedTuple):
    """Sums over units of one judgement by several raters, of which each may have missed some units.

    K is the number of values that can be given, R that of raters, P = R (R - 1) / 2 that of pairs of raters in the
    order of ``itertools.combinations``. In the comments n_k is how many raters gave value k to a unit, r how many
    judged it. Any leading axes (interviews, codes, replicates) are the same in all arrays.
    """

    units: Values
    """Shape (...): the units that two raters or more judged."""
    judged: Values
    """Shape (...): the units that anyone judged."""
    shares: Values
    """Shape (..., K): the sum of n_k / r over the units judged."""
    agreement: Values
    """Shape (..., K, K): the sum of n_k (n_l - [k = l]) / (r (r - 1))."""
    coincidences: Values
    """Shape (..., K, K): the sum of n_k (n_l - [k = l]) / (r - 1)."""
    margins: Values
    """Shape (..., R, K): how many units each rater gave each value."""
    tables: Values
    """Shape (..., P, K, K): how often the first rater of a pair gave k where the second gave l."""

    def over(self, axis: int) -> "Sums":
        """The sums over a leading axis."""
        return Sums(*(each.sum(axis=axis) for each in self))

    def by_pair(self) -> "Sums":
        """The sums of each pair of raters alone, over the units that both judged; the pairs are a new leading axis."""
        return sums_of_tables(self.tables)


def sums_of_tables(tables: Values) -> Sums:
    """Sums of two raters from their contingency tables.

    Args:
        tables: Shape (..., K, K): how often the first rater gave k where the second gave l.
    """
    both = tables.sum(axis=(-2, -1))
    together = tables + np.swapaxes(tables, -2, -1)
    margins = np.stack([tables.sum(axis=-1), tables.sum(axis=-2)], axis=-2)
    return Sums(
        units=both,
        judged=both,
        shares=margins.sum(axis=-2) / 2,
        agreement=together / 2,
        coincidences=together,
        margins=margins,
        tables=tables[..., np.newaxis, :, :],
    )


def sums_of_values(
    values: NDArray[np.integer],
    clusters: NDArray[np.intp],
    *,
    size: int,
    number: int | None = None,
    weight: Values | None = None,
) -> Sums:
    """Sums for each cluster of units, of one value a unit and rater.

    Args:
        values: Shape (units, raters): the number of the value from 0, and -1 where the rater did not judge the unit.
        clusters: Shape (units,): the number of the cluster (an interview) that a unit belongs to, from 0.
        size: How many values can be given.
        number: How many clusters there are; None for as many as occur.
        weight: Shape (units,): how often each unit counts; None for once.

    Returns:
        Sums whose arrays have the clusters as their first axis.
    """
    number = int(clusters.max(initial=-1)) + 1 if number is None else number
    raters = values.shape[1]
    seen = values >= 0
    several = seen.sum(axis=1)
    counted = _Counting(clusters, several, number, raters, weight)
    by_rater = np.stack([counted.of(seen[:, r], values[:, r], size=size) for r in range(raters)], axis=1)
    pairs = [
        counted.of(seen[:, a] & seen[:, b], size * values[:, a].astype(np.int64) + values[:, b], size=size * size)
        for a, b in combinations(range(raters), 2)
    ]
    tables = np.stack(pairs, axis=1) if pairs else np.zeros((number, 0, raters + 1, size * size))
    return _sums(counted, by_rater, tables.reshape(number, len(pairs), raters + 1, size, size))


class _Counting(NamedTuple):
    """Counts units by cluster, by how many raters judged them, and by what they were given."""

    clusters: NDArray[np.intp]
    several: NDArray[np.integer]
    number: int
    raters: int
    weight: Values | None

    def of(self, chosen: NDArray[np.bool_], given: NDArray[np.integer], *, size: int) -> Values:
        """Shape (clusters, raters + 1, size)."""
        shape = (self.number, self.raters + 1, size)
        place = (self.clusters[chosen] * shape[1] + self.several[chosen]) * size + given[chosen]
        weight = None if self.weight is None else self.weight[chosen]
        return np.bincount(place, weights=weight, minlength=int(np.prod(shape))).reshape(shape).astype(np.float64)


def _sums(counted: _Counting, by_rater: Values, tables: Values) -> Sums:
    """From counts of shapes (clusters, R, raters who judged, K) and (clusters, P, raters who judged, K, K)."""
    r = np.arange(counted.raters + 1, dtype=np.float64)
    once, twice = np.maximum(r, 1), np.maximum(r - 1, 1)
    both = tables.sum(axis=1)
    both = both + np.swapaxes(both, -2, -1)
    every = np.ones(len(counted.clusters), dtype=np.bool_)
    judged = counted.of(every, np.zeros(len(counted.clusters), dtype=np.int64), size=1)[:, :, 0]
    return Sums(
        units=judged[:, 2:].sum(axis=1),
        judged=judged[:, 1:].sum(axis=1),
        shares=np.einsum("jark,r->jk", by_rater, 1 / once),
        agreement=np.einsum("jrkl,r->jkl", both, 1 / (once * twice)),
        coincidences=np.einsum("jrkl,r->jkl", both, 1 / twice),
        margins=by_rater.sum(axis=2),
        tables=tables.sum(axis=2),
    )


def sums_of_codes(
    seen: NDArray[np.bool_],
    applied: NDArray[np.bool_],
    clusters: NDArray[np.intp],
    *,
    number: int | None = None,
    weight: Values | None = None,
) -> Sums:
    """Sums for each cluster and code, of the yes-or-no judgement whether a unit has the code.

    Args:
        seen: Shape (units, raters): whether the rater judged the unit.
        applied: Shape (units, raters, codes): whether the rater then gave the code.
        clusters: Shape (units,): the number of the cluster (an interview) that a unit belongs to, from 0.
        number: How many clusters there are; None for as many as occur.
        weight: Shape (units,): how often each unit counts; None for once.

    Returns:
        Sums whose arrays have the clusters and the codes as their first axes; value 0 is "no", 1 is "yes".
    """
    each = [
        sums_of_values(
            np.where(seen, applied[:, :, code], -1).astype(np.int8), clusters, size=2, number=number, weight=weight
        )
        for code in range(applied.shape[2])
    ]
    return stacked(each, axis=1)


def stacked(each: Sequence[Sums], *, axis: int) -> Sums:
    """Sums side by side along a new leading axis."""
    return Sums(*(np.stack(arrays, axis=axis) for arrays in zip(*each, strict=True)))
