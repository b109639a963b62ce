"""How frequent a code is by people's judgement, from a model's codes and a random sample that a person coded.

The model's own share is biased as far as the model errs. What a person says of a sample drawn with known
probabilities corrects it, and the interval takes the sampling into account.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codebook import Record
from evaluation.errors import AgreementError
from evaluation.student import student_quantile
from evaluation.validity.clustered_means import FEWEST_CLUSTERS
from evaluation.validity.prevalence_parts import (
    PrevalenceParts,
    Values,
    corrected_error,
    corrected_mean,
    prevalence_parts,
    raw_error,
    raw_prevalence,
    total,
    tuned_error,
    tuned_mean,
    tuning,
)

FEW_POSITIVES, FEW_DIFFERENCES = 10, 5
METHODS = (
    "Corrected prevalence: the mean of f + R / pi (y - f), with the model's judgement f, the person's y of the sampled"
    " units (R = 1) and the probability pi of being sampled (design-based supervised learning, Egami et al. 2023).",
    "Tuned prevalence: PPI++ (Angelopoulos, Duchi & Zrnic 2023), which uses only as much of the model's judgement as"
    " makes the variance small.",
    "95 % intervals use standard errors over interviews and Student's t with interviews - 1 degrees of freedom; with"
    " fewer than five interviews, over units, which takes them as independent and makes the interval too narrow.",
)


class PrevalenceFigure(Record, frozen=True):
    """A prevalence with its standard error and 95 % interval."""

    value: float
    """From 0 to 1; a correction may lead a little beyond."""
    standard_error: float | None = None
    low: float | None = None
    """Not below 0, as ``high`` is not above 1; None where there is no interval."""
    high: float | None = None
    reason: str = ""
    """Why there is no interval."""


class CorrectedPrevalence(Record, frozen=True):
    """How frequent one code is: as the model says, and as people would say."""

    code: str
    units: int
    interviews: int
    sampled: int
    """Units that the person judged."""
    sampled_person: int
    """To how many of these the person gave the code."""
    sampled_model: int
    false_positives: int
    """Sampled units to which only the model gave it."""
    false_negatives: int
    """Sampled units to which only the person gave it."""
    raw: PrevalenceFigure
    """By the model alone."""
    corrected: PrevalenceFigure
    """By the model, corrected by the person: unbiased."""
    tuned: PrevalenceFigure
    """By PPI++: nearly unbiased, and as a rule narrower where the model is poor."""
    tuning: float
    """Lambda of PPI++: 0 leaves the model aside, 1 uses all of it."""
    clusters: str
    """What the standard errors take as the sample: interview or unit."""
    few: bool
    """Fewer than ten sampled units have the code by the person, or person and model differ on fewer than five, so
    that errors of the model may have been missed: a rough figure, whose interval may be too narrow."""


def corrected_prevalence(
    model: NDArray[Any],
    person: NDArray[Any],
    *,
    sampled: NDArray[np.bool_],
    judged: NDArray[np.bool_],
    probability: Values,
    interview: NDArray[np.intp],
    codes: Sequence[str],
) -> tuple[CorrectedPrevalence, ...]:
    """The prevalence of each code among all units that the sample was drawn from.

    Args:
        model: Shape (units, codes): whether the model gave the code.
        person: Shape (units, codes): whether the person did; only the sampled units count.
        sampled: Shape (units,): which units were drawn.
        judged: Shape (units,): which units the person judged; all that were drawn must be.
        probability: Shape (units,): of being drawn, of every unit.
        interview: Shape (units,): the number of the interview that a unit lies in.
        codes: Names of the codes.

    Raises:
        AgreementError: A probability is missing or not above 0 and up to 1, nothing was drawn, or a drawn unit was
            not judged.
    """
    _require_usable(sampled, judged, probability)
    given, said = model.astype(np.float64), person.astype(np.float64)
    interviews = np.unique(interview).size
    over_units = interviews < FEWEST_CLUSTERS
    weight = np.divide(1.0, probability, out=np.zeros(sampled.size), where=sampled)
    parts = prevalence_parts(given, said, weight, np.arange(sampled.size) if over_units else interview)
    guessed, right = given[sampled] > 0.5, said[sampled] > 0.5
    figures = _figures(parts, (int(sampled.sum()) if over_units else interviews) - 1)
    return tuple(
        CorrectedPrevalence(
            code=code,
            units=sampled.size,
            interviews=interviews,
            clusters="unit" if over_units else "interview",
            **_counted(guessed[:, number], right[:, number]),
            few=not sampled.all() and _few(guessed[:, number], right[:, number]),
            raw=figures["raw"][number],
            corrected=_if_found(figures["corrected"][number], found=bool((guessed | right)[:, number].any())),
            tuned=_if_found(figures["tuned"][number], found=bool((guessed | right)[:, number].any())),
            tuning=tuned,
        )
        for number, (code, tuned) in enumerate(zip(codes, tuning(total(parts)).tolist(), strict=True))
    )


def _counted(model: NDArray[np.bool_], person: NDArray[np.bool_]) -> dict[str, int]:
    """What was found in the sample."""
    return {
        "sampled": person.size,
        "sampled_person": int(person.sum()),
        "sampled_model": int(model.sum()),
        "false_positives": int((model & ~person).sum()),
        "false_negatives": int((person & ~model).sum()),
    }


def _few(model: NDArray[np.bool_], person: NDArray[np.bool_]) -> bool:
    return int(person.sum()) < FEW_POSITIVES or int((model != person).sum()) < FEW_DIFFERENCES


def _require_usable(sampled: NDArray[np.bool_], judged: NDArray[np.bool_], probability: Values) -> None:
    wrong = ~((probability > 0) & (probability <= 1))
    if wrong.any():
        raise AgreementError(
            f"{int(wrong.sum())} units have no usable probability of being drawn.",
            why="A correction needs the probability of every unit: known, above 0 and not above 1.",
            do="Draw a sample with intercoder sample, which keeps them.",
        )
    if not sampled.any():
        raise AgreementError("No unit was drawn.", do="Draw a sample of at least one unit.")
    missing = int((sampled & ~judged).sum())
    if missing:
        raise AgreementError(
            f"{missing} of the {int(sampled.sum())} sampled units are not judged.",
            why="Leaving them out would make the rest a sample whose probabilities are not known.",
            do="Have them judged, import the sheet again, and run this again.",
        )


_ESTIMATORS: dict[str, tuple[Callable[[PrevalenceParts], Values], Callable[[PrevalenceParts], Values]]] = {
    "raw": (raw_prevalence, raw_error),
    "corrected": (corrected_mean, corrected_error),
    "tuned": (tuned_mean, tuned_error),
}


def _figures(parts: PrevalenceParts, degrees: int) -> dict[str, list[PrevalenceFigure]]:
    sums = total(parts)
    return {
        name: [
            _figure(value, error, degrees)
            for value, error in zip(mean(sums).tolist(), spread(parts).tolist(), strict=True)
        ]
        for name, (mean, spread) in _ESTIMATORS.items()
    }


def _figure(value: float, error: float, degrees: int) -> PrevalenceFigure:
    if not error >= 0 or degrees < 1:
        return PrevalenceFigure(value=value, reason="There is only one interview, or one judged unit.")
    if error < 1e-12:
        return PrevalenceFigure(value=value, reason="Nothing varies from which an interval could be computed.")
    margin = student_quantile(0.975, degrees) * error
    low, high = max(0.0, value - margin), min(1.0, value + margin)
    return PrevalenceFigure(value=value, standard_error=error, low=low, high=high)


def _if_found(figure: PrevalenceFigure, *, found: bool) -> PrevalenceFigure:
    """The figure; without an interval where nobody gave the code to any unit of the sample."""
    if found:
        return figure
    return PrevalenceFigure(value=figure.value, reason="Nobody gave the code in the sample, which says nothing of it.")
