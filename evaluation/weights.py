"""How far two values lie apart: the weights of weighted coefficients and the metrics of Krippendorff's alpha."""

from enum import StrEnum

import numpy as np

from evaluation.ratios import Values


class Level(StrEnum):
    """The level of measurement of the values that raters give."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


def squared_differences(level: Level, values: Values, counts: Values) -> Values:
    """Krippendorff's squared difference of each two values.

    Args:
        level: The level of measurement.
        values: Shape (K,): the values as numbers, ascending; of no account for nominal and ordinal ones.
        counts: Shape (..., K): how often each value occurs among pairable ones; ordinal differences depend on it.

    Returns:
        Shape (K, K), or (..., K, K) for ordinal values.

    Source: Krippendorff (2019), Content Analysis, 4th ed., ch. 12.
    """
    size = values.shape[0]
    match level:
        case Level.NOMINAL:
            return 1 - np.eye(size)
        case Level.ORDINAL:
            middle = np.cumsum(counts, axis=-1) - counts / 2
            return (middle[..., :, np.newaxis] - middle[..., np.newaxis, :]) ** 2
        case Level.INTERVAL:
            return (values[:, np.newaxis] - values) ** 2
        case Level.RATIO:
            total = values[:, np.newaxis] + values
            share = np.divide(values[:, np.newaxis] - values, total, out=np.zeros_like(total), where=total != 0)
            return share**2


def identity_weights(size: int) -> Values:
    """Shape (K, K): agreement counts in full, anything else not at all."""
    return np.eye(size)


def linear_weights(values: Values) -> Values:
    """Shape (K, K): 1 less the distance of two values as a share of the largest. Source: Cicchetti & Allison (1971)."""
    distance = np.abs(values[:, np.newaxis] - values)
    return 1 - distance / max(float(distance.max(initial=0)), np.finfo(np.float64).tiny)


def quadratic_weights(values: Values) -> Values:
    """Shape (K, K): 1 less the squared distance as a share of the largest. Source: Fleiss & Cohen (1973)."""
    distance = (values[:, np.newaxis] - values) ** 2
    return 1 - distance / max(float(distance.max(initial=0)), np.finfo(np.float64).tiny)
