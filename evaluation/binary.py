"""Figures of a yes-or-no judgement: value 0 is "no", 1 is "yes".

Each function takes ``Sums`` of two values, and sums up the pairs of raters as told. NaN stands where it is undefined.
"""

import numpy as np

from evaluation.coefficients import corrected, mean_of_defined, observed_and_expected, prevalence
from evaluation.ratios import Values, ratio
from evaluation.sums import Sums


def two_by_two(sums: Sums) -> Values:
    """Shape (..., P, 4): how many units both raters of a pair gave the code, only the first, the second, neither."""
    tables = sums.tables
    return np.stack([tables[..., 1, 1], tables[..., 1, 0], tables[..., 0, 1], tables[..., 0, 0]], axis=-1)


def prevalence_of_yes(sums: Sums) -> Values:
    """The share of all judgements that give the code."""
    return prevalence(sums)[..., 1]


def pabak(sums: Sums) -> Values:
    """Prevalence- and bias-adjusted kappa, mean over pairs: 2 p_o - 1. Source: Byrt, Bishop & Carlin (1993)."""
    observed, _ = observed_and_expected(sums)
    return 2 * mean_of_defined(observed) - 1


def prevalence_index(sums: Sums) -> Values:
    """How far "yes" and "no" differ in frequency, |a - d| / n, mean over pairs. Source: Byrt et al. (1993)."""
    a, _, _, d = np.moveaxis(two_by_two(sums), -1, 0)
    return mean_of_defined(ratio(np.abs(a - d), two_by_two(sums).sum(axis=-1)))


def bias_index(sums: Sums) -> Values:
    """How far two raters differ in how often they say "yes", |b - c| / n, mean over pairs.

    Source: Byrt, Bishop & Carlin (1993), J Clin Epidemiol 46, 423-429.
    """
    _, b, c, _ = np.moveaxis(two_by_two(sums), -1, 0)
    return mean_of_defined(ratio(np.abs(b - c), two_by_two(sums).sum(axis=-1)))


def positive_agreement(sums: Sums) -> Values:
    """2a / (2a + b + c) over all pairs together: the share of "yes" that the other rater says too.

    With two raters it is F1 (Dice). Source: Cicchetti & Feinstein (1990), J Clin Epidemiol 43, 551-558.
    """
    a, b, c, _ = _all_pairs(sums)
    return ratio(2 * a, 2 * a + b + c)


def negative_agreement(sums: Sums) -> Values:
    """2d / (2d + b + c) over all pairs together. Source: Cicchetti & Feinstein (1990)."""
    _, b, c, d = _all_pairs(sums)
    return ratio(2 * d, 2 * d + b + c)


def highest_kappa(sums: Sums) -> Values:
    """The highest kappa that the raters' own margins allow, mean over pairs. Source: Cohen (1960)."""
    _, expected = observed_and_expected(sums)
    tables = sums.tables
    smaller = np.minimum(tables.sum(axis=-1), tables.sum(axis=-2)).sum(axis=-1)
    return mean_of_defined(corrected(ratio(smaller, tables.sum(axis=(-2, -1))), expected))


def precision(sums: Sums) -> Values:
    """Of two raters of whom the first is the reference: the share of the second's "yes" that the first says too."""
    a, _, c, _ = _all_pairs(sums)
    return ratio(a, a + c)


def recall(sums: Sums) -> Values:
    """Of two raters of whom the first is the reference: the share of the first's "yes" that the second says too."""
    a, b, _, _ = _all_pairs(sums)
    return ratio(a, a + b)


def _all_pairs(sums: Sums) -> tuple[Values, Values, Values, Values]:
    a, b, c, d = np.moveaxis(two_by_two(sums).sum(axis=-2), -1, 0)
    return a, b, c, d
