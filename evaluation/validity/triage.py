"""Which of a model's codings deserve a person's look first, and how much that order gains over a random one.

What is looked at because it is doubtful is no random sample: it may not go into a prevalence or into agreement.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from codebook import Record
from evaluation.errors import AgreementError
from evaluation.validity.consistency import modal_share

Doubt = NDArray[np.float64]
"""Shape (units, codes): the greater, the sooner to be looked at; NaN where nothing is known."""

LOOKS = (0.05, 0.1, 0.2, 0.3, 0.5)


class Cell(NamedTuple):
    """One code of one unit."""

    unit: int
    code: int
    doubt: float


class Look(Record, frozen=True):
    """What is found by looking at the first so many."""

    looked_at: float
    """The share of all cells."""
    found: float
    """The share of all errors; where cells are in equal doubt, the mean over all their orders."""


class TriageGain(Record, frozen=True):
    """How much sooner the model's errors are found by an order than by chance."""

    cells: int
    errors: int
    looks: tuple[Look, ...]
    """In random order, the share found would be the share looked at."""
    area: float | None
    """Under the curve of errors found by cells looked at: 0.5 in random order; None without errors or correct cells."""
    gain: float | None
    """That area between random, 0, and all errors first, 1: twice the area under the ROC curve, less 1."""
    reason: str = ""


def doubt_from_disagreement(given: NDArray[np.bool_], seen: NDArray[np.bool_]) -> Doubt:
    """The share of replicates or models that do not say what most of them say; NaN where fewer than two judged.

    Args:
        given: Shape (units, judges, codes).
        seen: Shape (units, judges).
    """
    return 1 - modal_share(given, seen)


def doubt_from_probability(probability: NDArray[np.float64], given: NDArray[np.bool_]) -> Doubt:
    """How probable the model found it that what it said is not so: 1 - p of a code that it gave, p of another.

    Args:
        probability: Shape (units, codes): how probable the model found the code; NaN where that is not known.
        given: Shape (units, codes): whether it gave the code.

    Raises:
        AgreementError: A probability lies outside 0 to 1.
    """
    if ((probability < 0) | (probability > 1)).any():
        raise AgreementError("A probability lies outside 0 to 1.")
    return np.where(given, 1 - probability, probability)


def ranked_cells(doubt: Doubt) -> tuple[Cell, ...]:
    """All codes of all units, the most doubtful first, then in the order of the units; those not known come last."""
    order = np.argsort(-_known(doubt).reshape(-1), kind="stable")
    codes = doubt.shape[1]
    values: list[float] = doubt.reshape(-1).tolist()
    return tuple(Cell(place // codes, place % codes, values[place]) for place in order.tolist())


def ranked_units(doubt: Doubt) -> NDArray[np.intp]:
    """The units' numbers, those with the most doubt in all codes together first: by the expected number of errors."""
    return np.argsort(-np.nansum(doubt, axis=1), kind="stable")


def triage_gain(
    doubt: Doubt, model: NDArray[np.bool_], person: NDArray[np.bool_], judged: NDArray[np.bool_]
) -> TriageGain:
    """How much sooner the model's errors are found by going by doubt.

    Args:
        doubt: Shape (units, codes); cells of which nothing is known are looked at last.
        model: Shape (units, codes): what the model gave.
        person: Shape (units, codes): what a person gave.
        judged: Shape (units,): which units the person judged; only they count.
    """
    wrong = (model != person)[judged].reshape(-1)
    looked, found = _curve(_known(doubt[judged]).reshape(-1), wrong)
    cells, errors = wrong.size, int(wrong.sum())
    if not 0 < errors < cells:
        what = "an error" if not errors else "a cell that is right"
        return TriageGain(
            cells=cells, errors=errors, looks=(), area=None, gain=None, reason=f"There is not {what} to be found."
        )
    area = float(np.trapezoid(found, looked))
    return TriageGain(
        cells=cells,
        errors=errors,
        looks=tuple(Look(looked_at=share, found=float(np.interp(share, looked, found))) for share in LOOKS),
        area=area,
        gain=(area - 0.5) / (0.5 - errors / cells / 2),
    )


def _known(doubt: Doubt) -> Doubt:
    return np.where(np.isnan(doubt), -np.inf, doubt)


def _curve(doubt: Doubt, wrong: NDArray[np.bool_]) -> tuple[Doubt, Doubt]:
    """The share of cells looked at and the share of errors found, after each group of cells in equal doubt."""
    _, group = np.unique(-doubt, return_inverse=True)
    cells, errors = np.bincount(group), np.bincount(group, weights=wrong)
    looked = np.concatenate(([0.0], np.cumsum(cells) / max(wrong.size, 1)))
    found = np.concatenate(([0.0], np.cumsum(errors) / max(int(wrong.sum()), 1)))
    return looked, found
