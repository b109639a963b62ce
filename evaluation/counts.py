"""How often two raters agreed, counted so that leaving out an interview is a subtraction."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evaluation.tables import UnitTable

Counts = NDArray[np.float64]
"""Last axis of four: both gave the code, only the first did, only the second did, neither did."""


def pair_counts(table: UnitTable, pairs: Sequence[tuple[str, str]], clusters: NDArray[np.intp]) -> Counts:
    """For each cluster of units, pair of raters and code: the four counts over units that both have seen.

    Args:
        table: The judgements.
        pairs: Names of raters.
        clusters: Shape (units,): the number of the cluster that a unit belongs to, from 0.

    Returns:
        Shape (clusters, pairs, codes + 1, 4); the last code is "any code at all".
    """
    counts = np.zeros((int(clusters.max(initial=-1)) + 1, len(pairs), len(table.codes) + 1, 4))
    for number, (first, second) in enumerate(pairs):
        both = table.shared(first, second)
        given = [_with_any(table.applied[both, table.raters.index(rater)]) for rater in (first, second)]
        cell = (2 * ~given[0] + ~given[1])[:, :, None] == np.arange(4)
        np.add.at(counts[:, number], clusters[both], cell)
    return counts


def _with_any(applied: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.concatenate([applied, applied.any(axis=1, keepdims=True)], axis=1)
