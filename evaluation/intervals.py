"""95 % intervals that leave out, or draw anew, whole interviews."""

import warnings
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import SerializerFunctionWrapHandler, model_serializer

from codebook import Record
from evaluation.ratios import Values
from evaluation.student import student_quantile

FEWEST_INTERVIEWS = 5
"""With fewer interviews than this, units are left out instead, and the interval is too narrow."""
_NOTHING = 1e-12
MOST_GROUPS = 2000
"""With more units than this, as many groups of neighbouring units are left out instead of single units."""


class Estimate(Record, frozen=True):
    """A figure with its 95 % interval, or the reason why there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None
    undefined: str | None = None
    """Why there is no value."""
    no_interval: str | None = None
    """Why there is a value but no interval."""
    left_out: str | None = None
    """What the interval's jackknife left out one of at a time: interview, or unit where interviews are too few."""

    @model_serializer(mode="wrap")
    def _without_what_does_not_apply(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Value and ends always; the rest where it says something."""
        return {name: said for name, said in whole(self).items() if said or name in {"value", "low", "high"}}


P = TypeVar("P", bound=tuple[Values, ...])
Statistic = Callable[[P], Values]
"""From sums with any leading axes to figures of these axes; NaN where undefined."""


class Jackknife(NamedTuple):
    """Figures with intervals, element by element in arrays of one shape."""

    value: Values
    low: Values
    high: Values
    size: NDArray[np.intp]
    """How many clusters took part."""
    undefined: NDArray[np.intp]
    """How many replicates were undefined."""


def rebuilt(parts: P, arrays: "list[Values]") -> P:
    """The same named tuple of other arrays."""
    return type(parts)(*arrays)


def jackknife(
    statistic: Statistic[P],
    parts: P,
    present: NDArray[np.bool_],
    *,
    least: float = -1.0,
    most: float = 1.0,
    symmetric: bool = False,
) -> Jackknife:
    """A statistic over all clusters with its delete-one-cluster jackknife interval, t with clusters - 1 degrees.

    The standard error is taken to the scale of the logit of where the statistic lies between its limits, by the delta
    method, and the interval back from there: for a coefficient from -1 to 1 that is Fisher's z. Near a limit a
    statistic is skewed, and an interval as wide on both sides covers too little. There is no interval where the
    statistic is at a limit or the same whichever cluster is left out, nor where it is undefined without one of them, so
    that it rests on that one alone: that tells nothing of its uncertainty.

    Args:
        statistic: What is estimated; gives figures of any shape, the same for each leading axis.
        parts: Sums by cluster, the first axis of each array.
        present: Shape (clusters,) or (clusters, *figures): the clusters in which there is something to judge.
        least: The least value that the statistic can take.
        most: The greatest.
        symmetric: Whether the interval is as wide on both sides, as that of a difference.

    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 11; for alpha Hughes (2021),
    krippendorffsalpha: an R package for measuring agreement using Krippendorff's alpha coefficient; Fisher (1921),
    On the "probable error" of a coefficient of correlation.
    """
    total = rebuilt(parts, [each.sum(axis=0) for each in parts])
    value = np.asarray(statistic(total))
    replicates = np.asarray(statistic(rebuilt(parts, [whole - each for whole, each in zip(total, parts, strict=True)])))
    there = np.broadcast_to(present.reshape(present.shape + (1,) * (replicates.ndim - present.ndim)), replicates.shape)
    defined = there & ~np.isnan(replicates)
    size = defined.sum(axis=0)
    some = np.maximum(size, 1)
    kept = np.where(defined, replicates, 0.0)
    spread = np.where(defined, replicates - kept.sum(axis=0) / some, 0.0)
    margin = np.sqrt((some - 1) / some * (spread**2).sum(axis=0)) * _quantiles(size)
    undefined = (there & ~defined).sum(axis=0)
    margin = np.where((margin > _NOTHING) & (undefined == 0), margin, np.nan)
    low, high = value - margin, value + margin
    if not symmetric:
        low, high = _between(value, margin, least, most)
    return Jackknife(value, np.maximum(low, least), np.minimum(high, most), size, undefined)


def _between(value: Values, margin: Values, least: float, most: float) -> tuple[Values, Values]:
    """The ends of an interval that never leaves the limits; NaN where the value is at one."""
    width = most - least
    share = (value - least) / width
    inside = (share > _NOTHING) & (share < 1 - _NOTHING)
    share = np.where(inside, share, np.nan)
    centre, apart = np.log(share / (1 - share)), margin / (width * share * (1 - share))
    low, high = (least + width * (1 + np.tanh(end / 2)) / 2 for end in (centre - apart, centre + apart))
    return low, high


def _quantiles(size: NDArray[np.intp]) -> Values:
    """The 97.5 % quantile of Student's t with size - 1 degrees; NaN where there are none."""
    table = {int(n): student_quantile(0.975, int(n) - 1) if n > 1 else np.nan for n in np.unique(size)}
    return np.array([table[int(n)] for n in size.ravel()]).reshape(size.shape)


def bootstrap(
    statistic: Statistic[P], parts: P, chance: np.random.Generator, *, draws: int = 10_000
) -> tuple[Values, Values]:
    """The 2.5 % and 97.5 % percentiles of a statistic over interviews drawn with replacement.

    A check on the jackknife: with few interviews it is too narrow. Draws in which the statistic is undefined take
    no part; NaN where it is in all.

    Args:
        statistic: What is estimated.
        parts: Sums by cluster, the first axis of each array; clusters without anything to judge are left out before.
        chance: Where the draws come from.
        draws: How many.

    Source: Efron & Tibshirani (1993), ch. 13; drawing whole clusters: Davison & Hinkley (1997), ch. 3.8.
    """
    clusters = parts[0].shape[0]
    times = chance.multinomial(clusters, np.full(clusters, 1 / clusters), size=draws).astype(np.float64)
    found = statistic(rebuilt(parts, [np.tensordot(times, each, axes=1) for each in parts]))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "All-NaN slice", RuntimeWarning)
        low, high = np.nanpercentile(found, [2.5, 97.5], axis=0)
    return low, high


def groups_of_units(units: int) -> NDArray[np.intp]:
    """Shape (units,): the number of the cluster of each unit where units are left out instead of interviews."""
    return np.arange(units, dtype=np.intp) * min(units, MOST_GROUPS) // max(units, 1)
