"""How often two raters gave a unit the same set of codes, and how similar their sets are; not corrected for chance."""

from typing import NamedTuple

import numpy as np

from evaluation.coefficients import mean_of_defined
from evaluation.ratios import Values, ratio
from evaluation.sets.label_sets import LabelSets, jaccard_distance, unequal


class SetAgreementParts(NamedTuple):
    """Sums over the units that both raters of a pair saw, each of shape (interviews, pairs).

    Pairs stand in the order of ``itertools.combinations`` of the raters.
    """

    units: Values
    empty: Values
    """Units to which neither of the two gave a code."""
    equal: Values
    """Units with the same set, empty ones among them."""
    similarity: Values
    """Jaccard similarities; that of two empty sets is 1."""


def set_agreement_parts(sets: LabelSets) -> SetAgreementParts:
    """What exact agreement and mean similarity are computed from, by interview and pair of raters."""
    parts = SetAgreementParts(*(np.zeros((sets.interviews, len(list(sets.pairs())))) for _ in range(4)))
    for pair, (first, second, both) in enumerate(sets.pairs()):
        neither = (sets.sizes[both, first] + sets.sizes[both, second] == 0).astype(np.float64)
        parts.units[:, pair] = sets.per_interview(both)
        parts.empty[:, pair] = sets.per_interview(both, neither)
        parts.equal[:, pair] = sets.per_interview(both, 1 - sets.between(first, second, both, unequal))
        parts.similarity[:, pair] = sets.per_interview(both, 1 - sets.between(first, second, both, jaccard_distance))
    return parts


def exact_agreement(parts: SetAgreementParts, *, coded_only: bool = False) -> Values:
    """The share of units to which both raters gave exactly the same set; shape (..., pairs).

    Args:
        parts: Sums over interviews.
        coded_only: Whether only units count to which at least one of the two gave a code. Two empty sets are
            equal, so where most units have no code the share over all units says little about the codes.
    """
    return _mean(parts.equal, parts, coded_only=coded_only)


def jaccard_similarity(parts: SetAgreementParts, *, coded_only: bool = False) -> Values:
    """The mean Jaccard similarity of the two raters' sets; shape (..., pairs).

    Args:
        parts: Sums over interviews.
        coded_only: Whether only units count to which at least one of the two gave a code.
    """
    return _mean(parts.similarity, parts, coded_only=coded_only)


def mean_exact_agreement(parts: SetAgreementParts, *, coded_only: bool = False) -> Values:
    """The mean of ``exact_agreement`` over the pairs of raters that have units in common; shape (...)."""
    return mean_of_defined(exact_agreement(parts, coded_only=coded_only))


def mean_jaccard_similarity(parts: SetAgreementParts, *, coded_only: bool = False) -> Values:
    """The mean of ``jaccard_similarity`` over the pairs of raters that have units in common; shape (...)."""
    return mean_of_defined(jaccard_similarity(parts, coded_only=coded_only))


def _mean(amount: Values, parts: SetAgreementParts, *, coded_only: bool) -> Values:
    left_out = parts.empty if coded_only else np.zeros_like(parts.empty)
    units = parts.units - left_out
    return ratio(amount - left_out, units)
