"""Random samples of units with known probabilities, for people to code."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from evaluation.errors import AgreementError

NO_CODE = "no code"


@dataclass(frozen=True, eq=False)
class StratifiedSample:
    """Which units were drawn, and how likely each was to be."""

    chosen: NDArray[np.bool_]
    """Shape (units,)."""
    probability: NDArray[np.float64]
    """Shape (units,), of being drawn: the number drawn from the unit's stratum over the number in it; above 0."""
    stratum: NDArray[np.intp]
    """Shape (units,): the number of the stratum that a unit belongs to."""


def stratified_sample(
    stratum: NDArray[np.intp], size: int, chance: Generator, *, proportional: bool = False
) -> StratifiedSample:
    """Draw from each stratum at random without putting back; each unit of a stratum is as likely as any other.

    Args:
        stratum: Shape (units,): the number of the stratum that each unit belongs to, from 0.
        size: How many units to draw; all of them where there are no more.
        chance: Where chance comes from: the same seed gives the same sample.
        proportional: Whether a stratum gets by its size instead of as much as the others.

    Raises:
        AgreementError: There is no unit, or the size is too small for one unit of each stratum.

    Source: Cochran (1977), Sampling Techniques, ch. 5.
    """
    sizes = np.bincount(stratum)
    shares = shared_out(sizes, size, proportional=proportional)
    chosen = np.zeros(stratum.size, dtype=np.bool_)
    for number, share in enumerate(shares.tolist()):
        if share:
            chosen[chance.choice(np.flatnonzero(stratum == number), share, replace=False)] = True
    return StratifiedSample(chosen, (shares / np.maximum(sizes, 1))[stratum], stratum)


def shared_out(sizes: NDArray[np.intp], size: int, *, proportional: bool = False) -> NDArray[np.intp]:
    """How many units to draw from each stratum: one at least of each that has any, and no more than it has.

    Args:
        sizes: Shape (strata,): how many units each has.
        size: How many to draw in all.
        proportional: Whether by their size, else in equal shares; what a small stratum leaves goes to the others.

    Raises:
        AgreementError: There is no unit, or the size is too small for one unit of each stratum.
    """
    filled = int((sizes > 0).sum())
    if not filled:
        raise AgreementError("There is no unit to draw.", why="The model has judged none.")
    if size < filled:
        raise AgreementError(
            f"A sample of {size} is too small for {filled} strata.",
            why="Each needs one unit, so that every unit has a chance of being drawn.",
            do=f"Draw at least {filled}, or fewer strata.",
        )
    shares = np.array(sizes > 0, dtype=np.intp)
    wanted = sizes / sizes.sum() if proportional else np.ones(sizes.size)
    for _ in range(min(size, int(sizes.sum())) - filled):
        behind = np.where(shares < sizes, (shares + 1) / np.maximum(wanted, 1e-300), np.inf)
        shares[int(behind.argmin())] += 1
    return shares


def strata_of_codes(applied: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Two strata: 0 for units without a code by the model, 1 for those with any; ``applied`` is (units, codes)."""
    return np.where(applied.any(axis=1), 1, 0).astype(np.intp)


def strata_of_each_code(applied: NDArray[np.bool_]) -> NDArray[np.intp]:
    """A stratum for each code, and 0 for units without one; a unit with several codes goes to the rarest of them.

    Args:
        applied: Shape (units, codes): what the model gave.

    Returns:
        Shape (units,): 0, or 1 + the index of the code.
    """
    count: NDArray[np.intp] = applied.sum(axis=0)
    stratum = np.zeros(applied.shape[0], dtype=np.intp)
    for code in np.argsort(-count, kind="stable").tolist():
        stratum[applied[:, code]] = 1 + code
    return stratum


def crossed(strata: NDArray[np.intp], interview: NDArray[np.intp]) -> NDArray[np.intp]:
    """The strata within each interview, numbered from 0 without gaps; both of shape (units,)."""
    _, numbers = np.unique(np.stack([interview, strata]), axis=1, return_inverse=True)
    return numbers.reshape(-1).astype(np.intp)


def stratum_names(codes: Sequence[str]) -> tuple[str, ...]:
    """What the strata of ``strata_of_each_code`` are called."""
    return (NO_CODE, *codes)
