"""95 % intervals that leave out whole interviews."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from codebook import Record
from evaluation.counts import Counts
from evaluation.student import student_quantile

FEWEST_INTERVIEWS = 5
"""With fewer interviews than this, units are left out instead, and the interval is too narrow."""


class Estimate(Record, frozen=True):
    """A figure with its 95 % interval, or the reason why there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""
    """Why the value, or only the interval, is missing."""
    left_out: str = ""
    """What the interval's jackknife left out one of at a time: interview or unit."""
    undefined_replicates: int = 0
    """How many of the jackknife's replicates were undefined and took no part."""


Statistic = Callable[[Counts], NDArray[np.float64]]
"""From counts of shape (..., pairs, codes, 4) to figures of shape (...)."""


def estimate(statistic: Statistic, counts: Counts, *, left_out: str, floor: float = -1.0) -> Estimate:
    """A statistic over all clusters with its delete-one-cluster jackknife interval, t with clusters - 1 degrees.

    Args:
        statistic: What is estimated.
        counts: Shape (clusters, pairs, codes, 4); clusters without a unit take no part.
        left_out: What a cluster is, in a word.
        floor: The least value that the statistic can take; the greatest is 1.

    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 11.
    """
    counts = counts[counts.sum(axis=(1, 2, 3)) > 0]
    total = counts.sum(axis=0)
    value = float(statistic(total))
    if math.isnan(value):
        return Estimate(value=None, reason=_why_undefined(total))
    replicates = statistic(total - counts)
    defined = replicates[~np.isnan(replicates)]
    missing, size = int(replicates.size - defined.size), int(defined.size)
    if size < 2:
        return Estimate(value=value, reason=f"Fewer than two {left_out}s to leave out.", undefined_replicates=missing)
    spread = math.sqrt((size - 1) / size * float(((defined - defined.mean()) ** 2).sum()))
    margin = student_quantile(0.975, size - 1) * spread
    low, high = max(floor, value - margin), min(1.0, value + margin)
    return Estimate(value=value, low=low, high=high, left_out=left_out, undefined_replicates=missing)


def _why_undefined(total: Counts) -> str:
    both, first, second, neither = total.sum(axis=(0, 1)) if total.size else np.zeros(4)
    if both + first + second + neither == 0:
        return "No unit was seen by both raters."
    if both + first + second == 0:
        return "Nobody gave the code."
    if first + second + neither == 0:
        return "Both gave the code to every unit."
    return "Neither rater's judgements vary."
