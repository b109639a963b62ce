"""Coefficients of agreement of two raters or more on one judgement, with missing judgements.

Each function takes ``Sums`` with any leading axes and gives an array of these axes, NaN where the coefficient is
undefined. One that corrects for chance is undefined where only one value was ever given: nothing can be told from
raters that never had to differ. Weights have shape (K, K); without weights only equal values agree.
"""

import numpy as np

from evaluation.ratios import Values, ratio
from evaluation.sums import Sums
from evaluation.weights import Level, squared_differences


def percent_agreement(sums: Sums, weights: Values | None = None) -> Values:
    """The mean over units of the share of pairs of raters that agree. Source: Gwet (2014), ch. 2."""
    return ratio(_weighted(sums.agreement, weights), sums.units)


def prevalence(sums: Sums) -> Values:
    """Shape (..., K): the share of all judgements that give each value."""
    given = sums.margins.sum(axis=-2)
    return ratio(given, given.sum(axis=-1, keepdims=True))


def cohens_kappa(sums: Sums, weights: Values | None = None) -> Values:
    """Cohen's kappa; of more than two raters the mean over pairs of raters whose kappa is defined.

    Source: Cohen (1960), weighted Cohen (1968); the mean over pairs: Light (1971), Psychological Bulletin 76, 365-377.
    """
    return mean_of_defined(pairwise_kappa(sums, weights))


def pairwise_kappa(sums: Sums, weights: Values | None = None) -> Values:
    """Shape (..., P): Cohen's kappa of each pair of raters over the units that both judged."""
    return corrected(*observed_and_expected(sums, weights))


def observed_and_expected(sums: Sums, weights: Values | None = None) -> tuple[Values, Values]:
    """Shape (..., P) each: what share of units a pair agrees on, and what its own margins let expect."""
    tables = sums.tables
    units = tables.sum(axis=(-2, -1))
    first, second = tables.sum(axis=-1), tables.sum(axis=-2)
    products = first[..., :, np.newaxis] * second[..., np.newaxis, :]
    return ratio(_weighted(tables, weights), units), ratio(_weighted(products, weights), units**2)


def congers_kappa(sums: Sums, weights: Values | None = None) -> Values:
    """Conger's kappa: Cohen's for several raters, each with margins of its own.

    Source: Conger (1980), Psychological Bulletin 88, 322-328; with missing judgements Gwet (2014), ch. 2.
    """
    margins = ratio(sums.margins, sums.margins.sum(axis=-1, keepdims=True))
    raters = np.sum(~np.isnan(margins[..., 0]), axis=-1)[..., np.newaxis, np.newaxis]
    shares = np.nan_to_num(margins)
    total = shares.sum(axis=-2)
    within = np.einsum("...rk,...rl->...kl", shares, shares)
    between = total[..., :, np.newaxis] * total[..., np.newaxis, :] - within
    chance = _weighted(ratio(between, (raters * (raters - 1)).astype(np.float64)), weights)
    return _where_values_vary(sums, corrected(percent_agreement(sums, weights), chance))


def fleiss_kappa(sums: Sums, weights: Values | None = None) -> Values:
    """Fleiss' kappa: chance from the margins of all raters together. Source: Fleiss (1971); missing: Gwet (2014)."""
    shares = _shares(sums)
    chance = _weighted(shares[..., :, np.newaxis] * shares[..., np.newaxis, :], weights)
    return _where_values_vary(sums, corrected(percent_agreement(sums, weights), chance))


def brennan_prediger(sums: Sums, weights: Values | None = None) -> Values:
    """Brennan and Prediger's kappa: every value is as likely by chance; with two values it is PABAK.

    Source: Brennan & Prediger (1981), Educational and Psychological Measurement 41, 687-699.
    """
    size = sums.shares.shape[-1]
    chance = _total_weight(size, weights) / size**2
    return _where_values_vary(sums, corrected(percent_agreement(sums, weights), np.asarray(chance)))


def gwets_ac(sums: Sums, weights: Values | None = None) -> Values:
    """Gwet's AC1; with weights AC2. Source: Gwet (2008), BJMSP 61, 29-48; Gwet (2014), ch. 4."""
    size, shares = sums.shares.shape[-1], _shares(sums)
    if size < 2:
        return np.full(sums.units.shape, np.nan)
    chance = _total_weight(size, weights) * (shares * (1 - shares)).sum(axis=-1) / (size * (size - 1))
    return _where_values_vary(sums, corrected(percent_agreement(sums, weights), chance))


def krippendorffs_alpha(sums: Sums, level: Level = Level.NOMINAL, values: Values | None = None) -> Values:
    """Krippendorff's alpha.

    Args:
        sums: The sums.
        level: The level of measurement.
        values: Shape (K,): the values as numbers, for interval and ratio ones.

    Source: Krippendorff (2019), Content Analysis, 4th ed., ch. 12.
    """
    observed = sums.coincidences
    counts = observed.sum(axis=-1)
    size = counts.shape[-1]
    apart = squared_differences(level, np.arange(size, dtype=np.float64) if values is None else values, counts)
    products = counts[..., :, np.newaxis] * counts[..., np.newaxis, :]
    number = counts.sum(axis=-1)
    return 1 - ratio((number - 1) * (observed * apart).sum(axis=(-2, -1)), (products * apart).sum(axis=(-2, -1)))


def pooled_kappa(sums: Sums) -> Values:
    """One kappa over codes, which are the last leading axis; of more than two raters the mean over pairs.

    From the mean observed and the mean expected agreement; a code without a common unit is left out.
    Source: De Vries et al. (2008), Using pooled kappa to summarize interrater agreement across many items,
    Field Methods 20, 272-282.
    """
    return mean_of_defined(pairwise_pooled_kappa(sums))


def pairwise_pooled_kappa(sums: Sums) -> Values:
    """The pooled kappa of each pair of raters: shape (..., codes) of the sums becomes (..., P)."""
    observed, expected = (np.swapaxes(each, -2, -1) for each in observed_and_expected(sums))
    return corrected(mean_of_defined(observed), mean_of_defined(expected))


def mean_of_defined(values: Values) -> Values:
    """The mean along the last axis of the values that are defined; NaN where none is."""
    defined = ~np.isnan(values)
    return ratio(np.where(defined, values, 0).sum(axis=-1), defined.sum(axis=-1).astype(np.float64))


def corrected(observed: Values, chance: Values) -> Values:
    """(observed - chance) / (1 - chance); NaN where chance is certain."""
    return ratio(observed - chance, np.where(np.isclose(chance, 1, rtol=0, atol=1e-14), 0, 1 - chance))


def _shares(sums: Sums) -> Values:
    return ratio(sums.shares, sums.judged[..., np.newaxis])


def _weighted(square: Values, weights: Values | None) -> Values:
    """The weighted sum over the last two axes."""
    if weights is None:
        return np.trace(square, axis1=-2, axis2=-1)
    return (square * weights).sum(axis=(-2, -1))


def _total_weight(size: int, weights: Values | None) -> float:
    return float(size if weights is None else weights.sum())


def _where_values_vary(sums: Sums, values: Values) -> Values:
    """The values; NaN where all judgements of units that two raters judged, or more, are the same."""
    given = sums.coincidences.sum(axis=-1)
    return np.where((given > 0).sum(axis=-1) > 1, values, np.nan)
