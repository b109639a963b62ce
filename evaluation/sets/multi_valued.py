"""The multi-valued alpha of Krippendorff and Craggs: agreement where a unit may have several codes or none."""

from typing import NamedTuple

import numpy as np

from evaluation.ratios import Values, ratio
from evaluation.sets.label_sets import LabelSets, dice_distance, observed_disagreement, pairable

_MOST_CELLS = 2**22
"""How large one array of the polynomials may be, in numbers: 32 MB."""


class MultiValuedParts(NamedTuple):
    """Sums over the units that at least two raters saw; the first axis of each is the interview."""

    disagreement: Values
    """Shape (interviews,): Dice distances of the ordered pairs of a unit's sets / (its sets - 1)."""
    sizes: Values
    """Shape (interviews, codes + 1): how many judgements gave no code, one code, two codes, and so on."""
    uses: Values
    """Shape (interviews, codes): how many judgements gave each code."""


def multi_valued_parts(sets: LabelSets) -> MultiValuedParts:
    """What the multi-valued alpha is computed from."""
    taken = pairable(sets)
    interviews, width = sets.interviews, sets.codes + 1
    cell = sets.interview[:, None] * width + sets.sizes
    weight = np.ones(len(taken)) if sets.weight is None else sets.weight
    often = np.broadcast_to(weight[:, None], taken.shape)
    sizes = np.bincount(cell[taken], weights=often[taken], minlength=interviews * width)
    uses = np.zeros((interviews, sets.codes))
    for code in range(sets.codes):
        given = (sets.gave(code) & taken).sum(axis=1) * weight
        uses[:, code] = np.bincount(sets.interview, weights=given, minlength=interviews)
    return MultiValuedParts(
        disagreement=observed_disagreement(sets, dice_distance),
        sizes=sizes.reshape(interviews, width).astype(np.float64),
        uses=uses,
    )


def multi_valued_alpha(parts: MultiValuedParts) -> Values:
    """Krippendorff and Craggs' multi-valued alpha for nominal codes; shape (...).

    Undefined where no disagreement can be expected: nobody gave a code, or all sets are the same one.
    Source: Krippendorff & Craggs (2016), The reliability of multi-valued coding of data, Communication Methods
    and Measures 10, 181-198.
    """
    return 1 - ratio(multi_valued_observed(parts), multi_valued_expected(parts))


def multi_valued_observed(parts: MultiValuedParts) -> Values:
    """The observed disagreement: the mean Dice distance of two raters' sets of a unit; shape (...)."""
    return _ratio(parts.disagreement, parts.sizes.sum(axis=-1), np.nan)


def multi_valued_expected(parts: MultiValuedParts) -> Values:
    """The disagreement by chance: the mean Dice distance of two sets drawn from all that could be; shape (...).

    The sizes of the two sets are drawn as often as they occur. For two sizes, the mean is over all sets of these
    sizes, a pair of sets being the likelier the more often its codes were given: its weight is the product of
    n over the codes in one of the sets and n(n - 1) over those in both, n being how often a code was given.
    Where codes are so few and rare that no pair of two sizes has a weight, its distance counts as 0, as in the
    R package mvalpha.
    """
    judgements: Values = parts.sizes.sum(axis=-1)
    sizes, uses = (part.reshape(judgements.size, part.shape[-1]) for part in (parts.sizes, parts.uses))
    largest = int(np.flatnonzero(sizes.any(axis=0)).max(initial=0))
    step = max(1, _MOST_CELLS // ((2 * largest + 1) * (largest + 1)))
    expected = np.empty(sizes.shape[0])
    for start in range(0, expected.size, step):
        some = slice(start, start + step)
        distances = _mean_distances(uses[some], largest)
        drawn = sizes[some, : largest + 1]
        expected[some] = np.einsum("na,nab,nb->n", drawn, distances, drawn)
    return _ratio(expected.reshape(judgements.shape), judgements**2, np.nan)


def _mean_distances(uses: Values, largest: int) -> Values:
    """The mean distance of two sets of sizes a and b; shape (batch, codes) to (batch, largest + 1, largest + 1)."""
    weights, pascal = _weights(uses, largest), _pascal(2 * largest)
    second, shared = np.indices((largest + 1, largest + 1))
    means = np.empty((uses.shape[0], largest + 1, largest + 1))
    for first in range(largest + 1):
        only_first, only_second = first - shared, second - shared
        possible = (only_first >= 0) & (only_second >= 0)
        ways = np.where(possible, pascal[only_first + only_second, only_first], 0)
        weight = weights[:, first + np.arange(largest + 1)] * ways
        distance = dice_distance(shared, np.full_like(shared, first), second)
        means[:, first] = _ratio((weight * distance).sum(axis=-1), weight.sum(axis=-1), 0.0)
    return means


def _weights(uses: Values, largest: int) -> Values:
    """For each total size of two sets and number of shared codes, the weight of all ways to choose the codes.

    The coefficient of w^(size - 2 shared) z^shared in the product over codes of 1 + n w + n(n - 1) z: which of
    the two sets has a code that only one has ``_mean_distances`` adds. Each size is divided by a factor of its own,
    which cancels in a mean over pairs of this total size, so that large counts do not overflow.

    Returns:
        Shape (batch, 2 largest + 1, largest + 1).
    """
    scale = _scale(uses, 2 * largest)
    weights = np.zeros((uses.shape[0], 2 * largest + 1, largest + 1))
    weights[:, 0, 0] = 1
    for n in uses.T[:, :, None]:
        once = weights[:, :-1] * (n / scale)[:, :, None]
        twice = weights[:, :-2, :-1] * (n * (n - 1) / (scale[:, 1:] * scale[:, :-1]))[:, :, None]
        weights[:, 1:] += once
        weights[:, 2:, 1:] += twice
    return weights


def _scale(uses: Values, steps: int) -> Values:
    """The counts from the largest down, each twice: about how much one more code multiplies a weight by."""
    twice = np.repeat(-np.sort(-uses, axis=-1), 2, axis=-1)[:, :steps]
    padded = np.ones((uses.shape[0], steps))
    padded[:, : twice.shape[1]] = np.maximum(twice, 1)
    return padded


def _pascal(largest: int) -> Values:
    """How many ways there are to choose k of n things; shape (largest + 1, largest + 1)."""
    triangle = np.zeros((largest + 1, largest + 1))
    triangle[:, 0] = 1
    for n in range(1, largest + 1):
        triangle[n, 1:] = triangle[n - 1, 1:] + triangle[n - 1, :-1]
    return triangle


def _ratio(over: Values, under: Values, otherwise: float) -> Values:
    return np.divide(over, under, out=np.full(under.shape, otherwise), where=under > 0)
