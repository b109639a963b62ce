"""The set of codes that each rater gave each unit, packed into bits, and how far two sets are apart.

A set may be empty: the rater saw the unit and gave no code. That is not the same as a unit that was not seen.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from evaluation.ratios import Values

Sizes = NDArray[np.intp]

SetDistance = Callable[[Sizes, Sizes, Sizes], Values]
"""From the number of codes in both sets, in the first and in the second, to a distance from 0 to 1.

Two empty sets are 0 apart, an empty set is 1 from every other.
"""


def unequal(shared: Sizes, first: Sizes, second: Sizes) -> Values:
    """0 for equal sets and 1 for all others: sets taken as the categories of a nominal scale."""
    return ((shared != first) | (shared != second)).astype(np.float64)


def jaccard_distance(shared: Sizes, first: Sizes, second: Sizes) -> Values:
    """1 - codes in both / codes in either. Source: Jaccard (1901), Bull. Soc. Vaud. Sci. Nat. 37, 547-579."""
    return 1 - _share(shared, first + second - shared)


def dice_distance(shared: Sizes, first: Sizes, second: Sizes) -> Values:
    """1 - 2 codes in both / (size + size). Source: Dice (1945), Ecology 26, 297-302."""
    return 1 - _share(2 * shared, first + second)


def masi_distance(shared: Sizes, first: Sizes, second: Sizes) -> Values:
    """1 - Jaccard similarity x M, M being 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap.

    NLTK computes the same. The MASI of DKPro Statistics is another measure: it multiplies Jaccard's distance,
    not the similarity, by 1/3 or 2/3, so that figures of the two cannot be compared.
    Source: Passonneau (2006), Measuring Agreement on Set-valued Items (MASI), LREC 2006.
    """
    thirds = 1 + (shared == np.minimum(first, second)) + ((shared == first) & (shared == second))
    return 1 - _share(shared, first + second - shared) * (thirds / 3)


DISTANCES: dict[str, SetDistance] = {
    "nominal": unequal,
    "jaccard": jaccard_distance,
    "masi": masi_distance,
    "dice": dice_distance,
}
"""The distances between sets, by the names that alpha goes under."""


@dataclass(frozen=True, eq=False)
class LabelSets:
    """Who gave which set of codes, 64 codes to a word."""

    words: NDArray[np.uint64]
    """Shape (units, raters, words): one bit for each code; no bit where the unit was not seen."""
    sizes: Sizes
    """Shape (units, raters): how many codes a set has."""
    seen: NDArray[np.bool_]
    """Shape (units, raters)."""
    interview: NDArray[np.intp]
    """Shape (units,)."""
    codes: int
    """How many codes a set can have."""
    weight: Values | None = None
    """Shape (units,): how often each unit counts; None for once."""

    @property
    def interviews(self) -> int:
        """The length of the first axis of everything that is counted by interview."""
        return int(self.interview.max(initial=-1)) + 1

    def pairs(self) -> Iterator[tuple[int, int, NDArray[np.bool_]]]:
        """Each pair of raters in their order, with the units that both saw; shape (units,)."""
        for first, second in combinations(range(self.seen.shape[1]), 2):
            yield first, second, self.seen[:, first] & self.seen[:, second]

    def gave(self, code: int) -> NDArray[np.bool_]:
        """Which judgements gave the code of this number; shape (units, raters)."""
        byte, bit = divmod(code, 8)
        return (self.words.view(np.uint8)[..., byte] & (128 >> bit)) > 0

    def between(self, first: int, second: int, units: NDArray[np.bool_], distance: SetDistance) -> Values:
        """How far two raters' sets are apart on each of the chosen units; shape (chosen units,)."""
        shared = overlap(self.words[units, first], self.words[units, second])
        return distance(shared, self.sizes[units, first], self.sizes[units, second])

    def per_interview(self, units: NDArray[np.bool_], amounts: Values | None = None) -> Values:
        """The sum over the chosen units of each interview, or their number; shape (interviews,)."""
        weight = None if self.weight is None else self.weight[units]
        amounts = weight if amounts is None else amounts if weight is None else amounts * weight
        counted = np.bincount(self.interview[units], weights=amounts, minlength=self.interviews)
        return counted.astype(np.float64)


def label_sets(
    seen: NDArray[np.bool_], applied: NDArray[np.bool_], interview: NDArray[np.intp], *, weight: Values | None = None
) -> LabelSets:
    """Packs what the raters said.

    Args:
        seen: Shape (units, raters): whether the rater judged the unit.
        applied: Shape (units, raters, codes): whether the rater gave the code; of no account where not seen.
        interview: Shape (units,): the number of the unit's interview, from 0.
        weight: Shape (units,): how often each unit counts; None for once.
    """
    words = _packed(applied) * seen[:, :, None]
    sizes = np.bitwise_count(words).sum(axis=-1, dtype=np.intp)
    return LabelSets(words=words, sizes=sizes, seen=seen, interview=interview, codes=applied.shape[2], weight=weight)


def overlap(first: NDArray[np.uint64], second: NDArray[np.uint64]) -> Sizes:
    """How many codes two packed sets have in common; shape (..., words) to (...)."""
    counts = np.bitwise_count(first & second)
    return counts[..., 0].astype(np.intp) if counts.shape[-1] == 1 else counts.sum(axis=-1, dtype=np.intp)


def observed_disagreement(sets: LabelSets, distance: SetDistance) -> Values:
    """For each interview: the distances of all ordered pairs of sets of a unit / (sets of the unit - 1), summed.

    Units that fewer than two raters saw take no part. Divided by the number of pairable sets it is
    Krippendorff's observed disagreement. Shape (interviews,).
    """
    total = np.zeros(sets.interviews)
    others = sets.seen.sum(axis=1) - 1
    for first, second, both in sets.pairs():
        apart = sets.between(first, second, both, distance)
        total += sets.per_interview(both, 2 * apart / others[both])
    return total


def pairable(sets: LabelSets) -> NDArray[np.bool_]:
    """Which judgements have another of the same unit beside them; shape (units, raters)."""
    return sets.seen & (sets.seen.sum(axis=1) >= 2)[:, None]


def _packed(applied: NDArray[np.bool_]) -> NDArray[np.uint64]:
    units, raters, codes = applied.shape
    packed = np.packbits(applied, axis=-1)
    bits = np.zeros((units, raters, 8 * max(1, -(-codes // 64))), dtype=np.uint8)
    bits[..., : packed.shape[-1]] = packed
    return bits.view(np.uint64)


def _share(over: Sizes, under: Sizes) -> Values:
    """A similarity; 1 where both sets are empty."""
    out = np.ones(np.broadcast_shapes(over.shape, under.shape))
    return np.divide(over, under, out=out, where=under != 0)
