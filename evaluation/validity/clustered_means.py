"""Means over units with standard errors that take whole interviews as the sample."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.ratios import Values

FEWEST_CLUSTERS = 5
"""With fewer interviews than this, a standard error over interviews is no basis for a verdict or an interval."""


class Sums(NamedTuple):
    """What a mean over units is computed from; the first axis of both is the interview."""

    units: Values
    """Shape (interviews,): how many units an interview has."""
    total: Values
    """Shape (interviews, ...): the sum of the values of its units."""


def sums_by_interview(values: Values, interview: NDArray[np.intp]) -> Sums:
    """The sums of each interview that has a unit, in the order of the interviews' numbers.

    Args:
        values: Shape (units, ...).
        interview: Shape (units,): the number of the interview that a unit lies in.
    """
    present, index = np.unique(interview, return_inverse=True)
    total = np.zeros((present.size, *values.shape[1:]))
    np.add.at(total, index, values)
    return Sums(np.bincount(index, minlength=present.size).astype(np.float64), total)


def mean_of(parts: Sums) -> Values:
    """The mean over all units; NaN where there is none."""
    units = parts.units.sum()
    return parts.total.sum(axis=0) / units if units else np.full(parts.total.shape[1:], np.nan)


def cluster_standard_error(parts: Sums) -> Values:
    """The standard error of the mean over units when whole interviews were drawn; NaN with fewer than two.

    sqrt(J / (J - 1) sum_j (T_j - n_j mean)^2) / N, with J interviews of n_j units that sum up to T_j: the
    linearised variance of a ratio of sums over clusters. Source: Liang & Zeger (1986), Biometrika 73, 13-22;
    Cochran (1977), Sampling Techniques, 9A.
    """
    clusters = parts.units.size
    if clusters < 2:
        return np.full(parts.total.shape[1:], np.nan)
    units = parts.units.reshape(-1, *(1,) * (parts.total.ndim - 1))
    deviation = parts.total - units * mean_of(parts)
    return np.sqrt(clusters / (clusters - 1) * (deviation**2).sum(axis=0)) / parts.units.sum()
