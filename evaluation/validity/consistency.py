"""How often a model says the same when it is asked again: its consistency, which is not its validity.

A model that always makes the same mistake is wholly consistent. Replicates of one model are no raters, and their
agreement says nothing about whether people would agree.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from codebook import Record
from evaluation.errors import AgreementError

MEANING = "consistency of the model with itself, not validity"


class CodeConsistency(Record, frozen=True):
    """How stable the judgements on one code are."""

    code: str
    modal_share: float | None
    """The mean over units of the share of replicates that say what most of them say; from 0.5 to 1."""
    modal_share_where_given: float | None
    """The same over units to which a replicate gave the code; None where none did. A rare code is stable elsewhere."""
    changed: int
    """Units on which the replicates are not all of one mind."""
    given: int
    """Units to which at least one replicate gave the code."""


class Consistency(Record, frozen=True):
    """How stable the judgements of replicates are."""

    meaning: str = MEANING
    replicates: int
    units: int
    """Units that at least two replicates judged; only they count."""
    changed_share: float | None
    """The share of units with any code on which the replicates are not of one mind; None without units."""
    codes: tuple[CodeConsistency, ...]


def consistency(given: NDArray[np.bool_], seen: NDArray[np.bool_], codes: Sequence[str]) -> Consistency:
    """How often replicates of one model say the same.

    Args:
        given: Shape (units, replicates, codes): whether the replicate gave the code.
        seen: Shape (units, replicates): whether it judged the unit.
        codes: Names of the codes.

    Raises:
        AgreementError: There are fewer than two replicates.
    """
    if seen.shape[1] < 2:
        raise AgreementError("Consistency needs two replicates.", do="Run intercoder code --replicates 3.")
    counted = seen.sum(axis=1) >= 2
    shares = modal_share(given, seen)[counted]
    anywhere = _times_given(given, seen)[counted] > 0
    changed = shares < 1
    return Consistency(
        replicates=seen.shape[1],
        units=int(counted.sum()),
        changed_share=float(changed.any(axis=1).mean()) if counted.any() else None,
        codes=tuple(
            CodeConsistency(
                code=code,
                modal_share=_mean(shares[:, number]),
                modal_share_where_given=_mean(shares[anywhere[:, number], number]),
                changed=int(changed[:, number].sum()),
                given=int(anywhere[:, number].sum()),
            )
            for number, code in enumerate(codes)
        ),
    )


def share_giving(given: NDArray[np.bool_], seen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The share of those who judged a unit that gave each code; NaN where fewer than two judged it.

    Args:
        given: Shape (units, judges, codes).
        seen: Shape (units, judges).

    Returns:
        Shape (units, codes).
    """
    judges: NDArray[np.intp] = seen.sum(axis=1, keepdims=True)
    return np.where(judges >= 2, _times_given(given, seen) / np.maximum(judges, 1), np.nan)


def _times_given(given: NDArray[np.bool_], seen: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Shape (units, codes): how many of those who judged a unit gave the code."""
    return np.where(seen[:, :, None], given, False).sum(axis=1)


def modal_share(given: NDArray[np.bool_], seen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The share of those who judged a unit that say what most of them say, for each code; from 0.5 to 1 or NaN."""
    share = share_giving(given, seen)
    return np.maximum(share, 1 - share)


def _mean(values: NDArray[np.float64]) -> float | None:
    return float(values.mean()) if values.size else None
