"""What a corrected prevalence is computed from, added up by interview.

Sources: the mean of design-based supervised learning, Egami, Hinck, Stewart & Wei (2023), Using Imperfect Surrogates
for Downstream Inference, NeurIPS; prediction-powered inference with a tuned weight, Angelopoulos, Duchi & Zrnic
(2023), PPI++: Efficient Prediction-Powered Inference, carried over to unequal probabilities as the ratio estimator of
Särndal, Swensson & Wretman (1992), Model Assisted Survey Sampling, ch. 5 and 6.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.ratios import Values
from evaluation.validity.clustered_means import Sums, cluster_standard_error


class PrevalenceParts(NamedTuple):
    """Sums over the units of an interview; the first axis is the interview.

    Those named sampled run over the sample, each unit divided by its probability of being in it. Functions that take
    sums over all interviews allow any leading axes.
    """

    units: Values
    """Shape (interviews, 1): the number of units."""
    model: Values
    """Shape (interviews, codes), like all below: what the model gives."""
    model_squares: Values
    weight: Values
    """Shape (interviews, 1): the sampled units themselves."""
    sampled_model: Values
    sampled_person: Values
    sampled_product: Values
    """The model's value times the person's."""


def prevalence_parts(model: Values, person: Values, weight: Values, interview: NDArray[np.intp]) -> PrevalenceParts:
    """The sums of each interview that has a unit.

    Args:
        model: Shape (units, codes): 1 where the model gives the code, 0 where not, or its probability of doing so.
        person: Shape (units, codes): 1 where the person gives it; anything where ``weight`` is 0.
        weight: Shape (units,): 1 / probability for the units of the sample, 0 for the others.
        interview: Shape (units,): the number of the interview that a unit lies in.
    """
    present, index = np.unique(interview, return_inverse=True)
    column = weight[:, None]
    answered = np.where(column > 0, person, 0.0)
    values = (
        np.ones_like(column), model, model**2, column, column * model, column * answered, column * answered * model
    )  # fmt: skip
    return PrevalenceParts(*(_summed(each, index, present.size) for each in values))


def _summed(values: Values, index: NDArray[np.intp], size: int) -> Values:
    sums = np.zeros((size, values.shape[1]))
    np.add.at(sums, index, values)
    return sums


def total(parts: PrevalenceParts) -> PrevalenceParts:
    """The sums over all interviews."""
    return PrevalenceParts(*(each.sum(axis=0) for each in parts))


def raw_prevalence(sums: PrevalenceParts) -> Values:
    """The share of units to which the model gives the code; from sums over interviews."""
    return sums.model / sums.units


def corrected_mean(sums: PrevalenceParts) -> Values:
    """The prevalence by people's judgement: mean of f + R / pi (y - f). Unbiased whatever the model does.

    f is the model's judgement, y the person's, R whether the unit was drawn, pi the probability of that.
    """
    return (sums.model + sums.sampled_person - sums.sampled_model) / sums.units


def tuning(sums: PrevalenceParts) -> Values:
    """How much of the model's judgement PPI++ uses: cov(y, f) / var(f), kept within 0 and 1; 0 for a constant f."""
    share = raw_prevalence(sums)
    variance = sums.model_squares / sums.units - share**2
    product = sums.sampled_product / sums.weight
    covariance = product - sums.sampled_person / sums.weight * (sums.sampled_model / sums.weight)
    varies = variance > 1e-12
    return np.clip(np.divide(covariance, variance, out=np.zeros(variance.shape), where=varies), 0.0, 1.0)


def tuned_mean(sums: PrevalenceParts) -> Values:
    """The prevalence by PPI++: lambda mean(f) + the weighted mean over the sample of y - lambda f."""
    share = tuning(sums)
    return share * raw_prevalence(sums) + _residual(sums, share)


def _residual(sums: PrevalenceParts, share: Values) -> Values:
    return (sums.sampled_person - share * sums.sampled_model) / sums.weight


def raw_error(parts: PrevalenceParts) -> Values:
    """The standard error of ``raw_prevalence`` over interviews; shape (codes,)."""
    return cluster_standard_error(Sums(parts.units[:, 0], parts.model))


def corrected_error(parts: PrevalenceParts) -> Values:
    """The standard error of ``corrected_mean`` over interviews; shape (codes,).

    sqrt(J / (J - 1) sum_j (sum of psi - estimate in j)^2) / N, with psi = f + R / pi (y - f). It takes each unit as
    drawn for itself, and so is on the wide side where the number to be drawn was fixed.
    """
    return cluster_standard_error(Sums(parts.units[:, 0], parts.model + parts.sampled_person - parts.sampled_model))


def tuned_error(parts: PrevalenceParts) -> Values:
    """The standard error of ``tuned_mean`` over interviews, by linearisation, with lambda taken as given."""
    sums = total(parts)
    share = tuning(sums)
    rest = _residual(sums, share)
    drawn = parts.sampled_person - share * parts.sampled_model - rest * parts.weight
    spread = share * parts.model + rest * parts.units + sums.units / sums.weight * drawn
    return cluster_standard_error(Sums(parts.units[:, 0], spread))
