"""Which figures a report has, and the views of the sums that they are made of."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation import binary, coefficients
from evaluation.coefficients import mean_of_defined
from evaluation.estimating import Reason, Sample, estimated
from evaluation.ratios import Values
from evaluation.sums import Sums

Measure = Callable[[Sums], Values]
View = Callable[[Sums], Sums]
"""From the sums of a sample to those that figures are made of."""


class Figure(NamedTuple):
    """A coefficient, and the least value that it can take."""

    measure: Measure
    least: float = -1.0


def where_given(measure: Measure) -> Measure:
    """The measure of a code; NaN for one that nobody gave to a unit that two raters judged."""

    def defined(sums: Sums) -> Values:
        return np.where(sums.coincidences[..., 1, :].sum(axis=-1) > 0, measure(sums), np.nan)

    return defined


MAIN: dict[str, Figure] = {
    "percent_agreement": Figure(coefficients.percent_agreement, 0),
    "cohen_kappa": Figure(coefficients.cohens_kappa),
    "krippendorff_alpha": Figure(coefficients.krippendorffs_alpha),
    "gwet_ac1": Figure(coefficients.gwets_ac),
}
"""What every comparison has, by the names in the report."""
MORE: dict[str, Figure] = {
    "fleiss_kappa": Figure(coefficients.fleiss_kappa),
    "conger_kappa": Figure(coefficients.congers_kappa),
    "brennan_prediger": Figure(coefficients.brennan_prediger),
}
OF_A_CODE: dict[str, Figure] = {
    **{name: Figure(where_given(measure), least) for name, (measure, least) in (MAIN | MORE).items()},
    **{
        name: Figure(where_given(measure), least)
        for name, measure, least in (
            ("positive_agreement", binary.positive_agreement, 0),
            ("negative_agreement", binary.negative_agreement, 0),
            ("pabak", binary.pabak, -1),
            ("prevalence_index", binary.prevalence_index, 0),
            ("bias_index", binary.bias_index, 0),
            ("highest_kappa", binary.highest_kappa, -1),
        )
    },
    "prevalence": Figure(binary.prevalence_of_yes, 0),
}
OF_A_PAIR_ON_A_CODE: dict[str, Figure] = {name: OF_A_CODE[name] for name in (*MAIN, "prevalence")}


def figures(
    sample: Sample[Sums], chosen: Mapping[str, Figure], view: View, why: Reason[Sums]
) -> dict[str, NDArray[np.object_]]:
    """Estimates of the chosen figures; each array has the leading axes that the view leaves, without the clusters."""
    return {
        name: estimated(
            sample,
            after(view, figure.measure),
            lambda sums: view(sums).units,
            lambda sums: why(view(sums)),
            least=figure.least,
        )
        for name, figure in chosen.items()
    }


def after(view: View, measure: Measure) -> Measure:
    """The measure of what a view leaves."""
    return lambda sums: measure(view(sums))


def summary(sample: Sample[Sums], measure: Measure, view: View, reason: str) -> NDArray[np.object_]:
    """Estimates of a measure that sums up the last axis which the view leaves."""
    return estimated(
        sample,
        after(view, measure),
        lambda sums: view(sums).units.sum(axis=-1),
        lambda sums: np.full(view(sums).units.shape[:-1], reason),
    )


def mean_over_codes(measure: Measure) -> Measure:
    """The mean of a measure over codes, which are the last axis, of those for which it is defined."""
    return lambda sums: mean_of_defined(measure(sums))


def at(found: Mapping[str, NDArray[np.object_]], *place: int) -> dict[str, Any]:
    """The estimates of one element of figures, by name."""
    return {name: each[place] for name, each in found.items()}


def four_counts(table: NDArray[np.float64]) -> tuple[int, int, int, int]:
    """Of a 2 x 2 table: both gave the code, only the first rater, only the second, neither."""
    return int(table[1, 1]), int(table[1, 0]), int(table[0, 1]), int(table[0, 0])
