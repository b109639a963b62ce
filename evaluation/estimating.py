"""Figures of a sample with their intervals: over interviews, or over units where there are too few of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic

import numpy as np
from numpy.typing import NDArray

from evaluation.intervals import (
    FEWEST_INTERVIEWS,
    Estimate,
    Jackknife,
    P,
    Statistic,
    groups_of_units,
    jackknife,
    rebuilt,
)

Clusters = NDArray[np.intp]
"""Shape (units,): the number of the cluster that a unit belongs to, from 0."""


@dataclass(frozen=True, eq=False)
class Sample(Generic[P]):
    """Judgements of which figures are made.

    Args:
        build: Sums the judgements up by cluster.
        interview: The interview of each unit, as a number from 0.
        unweighted: The same judgements without the weights of a sampling design; None where they have none.
    """

    build: Callable[[Clusters], P]
    interview: Clusters
    unweighted: "Sample[P] | None" = None

    @property
    def counts(self) -> "Sample[P]":
        """The judgements of which numbers of units are told: each unit once, whatever its weight."""
        return self.unweighted or self

    @cached_property
    def by_interview(self) -> P:
        """Sums by interview."""
        return self.build(self.interview)

    @cached_property
    def by_unit(self) -> P:
        """Sums by unit, or by groups of neighbouring units."""
        return self.build(groups_of_units(len(self.interview)))

    @cached_property
    def total(self) -> P:
        """Sums over everything."""
        return rebuilt(self.by_interview, [each.sum(axis=0) for each in self.by_interview])


Reason = Callable[[P], "NDArray[np.str_]"]
"""From sums to the reasons why figures are undefined, of the figures' shape."""


def estimated(
    sample: Sample[P],
    statistic: Statistic[P],
    units: Statistic[P],
    why: Reason[P],
    *,
    least: float = -1.0,
    most: float = 1.0,
    symmetric: bool = False,
) -> NDArray[np.object_]:
    """An ``Estimate`` for each figure that a statistic gives; shape of the figures.

    Args:
        sample: The judgements.
        statistic: What is estimated.
        units: How many units count for each figure; of the same shape as the figures.
        why: Tells why a figure is undefined.
        least: The least value that it can take.
        most: The greatest.
        symmetric: Whether intervals are as wide on both sides, as those of differences.
    """

    def left_out(parts: P) -> Jackknife:
        return jackknife(statistic, parts, units(parts) > 0, least=least, most=most, symmetric=symmetric)

    found = left_out(sample.by_interview)
    few = found.size + found.undefined < FEWEST_INTERVIEWS
    reasons = why(sample.total)
    by_interview = told(found, "interview", reasons)
    if not few.any():
        return by_interview
    return np.where(few, told(left_out(sample.by_unit), "unit", reasons), by_interview)


TOO_FEW = "There are fewer than two interviews or units to leave out."
AT_A_LIMIT = "The figure is at its limit, or the same whatever is left out: the data do not tell how far off it may be."
RESTS_ON_ONE = "Without one interview or unit the figure is undefined: it rests on that one alone."
"""Why a figure has no interval."""


def sole(found: NDArray[np.object_]) -> Estimate:
    """The estimate of a statistic that gives a single figure."""
    each: Any = found[()]
    return each


def told(found: Jackknife, left_out: str, reasons: "NDArray[np.str_] | Sequence[str] | str") -> NDArray[np.object_]:
    """An ``Estimate`` for each figure of a jackknife.

    Args:
        found: The figures.
        left_out: What was left out one of at a time, in a word.
        reasons: Why figures are undefined that are; one for all, or one for each.
    """
    words = np.broadcast_to(np.asarray(reasons), found.value.shape)
    out = np.empty(found.value.shape, dtype=object)
    for place in np.ndindex(out.shape):
        out[place] = _estimate(found, place, left_out, str(words[place]))
    return out


def _estimate(found: Jackknife, place: tuple[int, ...], left_out: str, reason: str) -> Estimate:
    value, low, high = (float(each[place]) for each in (found.value, found.low, found.high))
    if np.isnan(value):
        return Estimate(value=None, undefined=reason)
    if np.isnan(low):
        return Estimate(value=value, no_interval=_no_interval(found, place))
    return Estimate(value=value, low=low, high=high, left_out=left_out)


def _no_interval(found: Jackknife, place: tuple[int, ...]) -> str:
    if found.size[place] + found.undefined[place] < 2:
        return TOO_FEW
    return RESTS_ON_ONE if found.undefined[place] else AT_A_LIMIT
