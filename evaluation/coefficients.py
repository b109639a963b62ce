"""Coefficients of agreement between two raters on one yes-or-no judgement.

Each function takes counts whose last axis is (both, only the first, only the second, neither) and gives
an array without that axis; NaN stands where a coefficient is undefined. A code that nobody gave has none.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from evaluation.counts import Counts

Values = NDArray[np.float64]


def prevalence(counts: Counts) -> Values:
    """The share of judgements, of both raters together, that give the code."""
    both, first, second, neither = np.moveaxis(counts, -1, 0)
    return _ratio(2 * both + first + second, 2 * (both + first + second + neither))


def percent_agreement(counts: Counts) -> Values:
    """The share of units on which the two say the same; undefined for a code that nobody gave."""
    return np.where(prevalence(counts) > 0, _observed(counts), np.nan)


def cohens_kappa(counts: Counts) -> Values:
    """Cohen's kappa. Source: Cohen (1960), A coefficient of agreement for nominal scales."""
    return corrected(_observed(counts), expected(counts))


def krippendorffs_alpha(counts: Counts) -> Values:
    """Krippendorff's alpha, nominal, two raters, corrected for small samples. Source: Krippendorff (2019), ch. 12."""
    both, first, second, neither = np.moveaxis(counts, -1, 0)
    ones, noughts = 2 * both + first + second, 2 * neither + first + second
    values = ones + noughts
    return 1 - _ratio((first + second) * (values - 1), ones * noughts)


def gwets_ac1(counts: Counts) -> Values:
    """Gwet's AC1, two categories; undefined where no judgement varied. Source: Gwet (2008), BJMSP 61, 29-48."""
    share = prevalence(counts)
    value = corrected(_observed(counts), 2 * share * (1 - share))
    return np.where((share > 0) & (share < 1), value, np.nan)


def expected(counts: Counts) -> Values:
    """The agreement by chance that Cohen's kappa supposes: from each rater's own margins."""
    both, first, second, neither = np.moveaxis(counts, -1, 0)
    units = both + first + second + neither
    one, other = _ratio(both + first, units), _ratio(both + second, units)
    return one * other + (1 - one) * (1 - other)


def pooled_kappa(counts: Counts) -> Values:
    """One kappa from the mean observed and mean expected agreement over codes; shape (..., codes, 4) to (...).

    Codes without a common unit are left out. Source: De Vries et al. (2008), Using pooled kappa to summarize
    interrater agreement across many items, Field Methods 20, 272-282.
    """
    return corrected(mean_of_defined(_observed(counts)), mean_of_defined(expected(counts)))


def mean_of_defined(values: Values) -> Values:
    """The mean along the last axis of the values that are defined; NaN where none is."""
    defined = ~np.isnan(values)
    return _ratio(np.where(defined, values, 0).sum(axis=-1), defined.sum(axis=-1).astype(float))


def corrected(observed: Values, chance: Values) -> Values:
    """(observed - chance) / (1 - chance); NaN where chance is certain."""
    return _ratio(observed - chance, np.where(np.isclose(chance, 1, atol=1e-12), 0, 1 - chance))


def _observed(counts: Counts) -> Values:
    return _ratio(counts[..., 0] + counts[..., 3], counts.sum(axis=-1))


def _ratio(over: Values, under: Values) -> Values:
    out = np.full(np.broadcast_shapes(np.shape(over), np.shape(under)), np.nan)
    return np.divide(over, under, out=out, where=under != 0)


Coefficient = Callable[[Counts], Values]

COEFFICIENTS: dict[str, Coefficient] = {
    "percent_agreement": percent_agreement,
    "kappa": cohens_kappa,
    "alpha": krippendorffs_alpha,
    "ac1": gwets_ac1,
}
"""The coefficients of a report, by the names that its records give them."""
