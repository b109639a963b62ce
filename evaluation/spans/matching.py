"""A largest one-to-one matching of two sets."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray


def matched(left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.intp]:
    """Those of the left that have a partner in a largest one-to-one matching, sorted.

    Args:
        left: Shape (edges,): which of the left may be matched
        right: Shape (edges,): with which of the right.
    """
    alone = (np.bincount(left)[left] == 1) & (np.bincount(right)[right] == 1)
    neighbours: defaultdict[int, list[int]] = defaultdict(list)
    for one, other in zip(left[~alone].tolist(), right[~alone].tolist(), strict=True):
        neighbours[one].append(other)
    found = np.array(list(_partners(neighbours)), dtype=np.intp)
    return np.sort(np.concatenate([left[alone], found]))


def _partners(neighbours: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """From left to right, by augmenting paths. Source: Kuhn (1955), Naval Research Logistics Quarterly 2, 83-97."""
    partner: dict[int, int] = {}
    holder: dict[int, int] = {}
    for one in neighbours:
        reached, free = _search(one, neighbours, holder)
        while free is not None:
            left = reached[free]
            holder[free] = left
            before = partner.get(left)
            partner[left] = free
            free = before
    return partner


def _search(
    one: int, neighbours: Mapping[int, Sequence[int]], holder: Mapping[int, int]
) -> tuple[dict[int, int], int | None]:
    """From whom each of the right was reached, and one of them that is free, if any can be reached."""
    reached: dict[int, int] = {}
    waiting = [one]
    while waiting:
        left = waiting.pop()
        for right in neighbours[left]:
            if right not in reached:
                reached[right] = left
                if right not in holder:
                    return reached, right
                waiting.append(holder[right])
    return reached, None
