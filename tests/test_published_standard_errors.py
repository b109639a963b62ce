"""Standard errors that the literature and irrCAC print, from how a coefficient moves when one unit counts more.

They are linear approximations of how a coefficient varies with units. The jackknife is another; the two are near each
other. Both take units as independent: the intervals of a report leave out interviews instead.
"""

import numpy as np
import pytest
from rated_designs import from_cells, from_table, rated
from test_published_agreement import ABSTRACTORS, GENDER, OBSERVERS, THREE_VALUES, fleiss_values, printed

from evaluation.coefficients import cohens_kappa, fleiss_kappa, gwets_ac
from evaluation.intervals import jackknife
from evaluation.student import student_quantile
from evaluation.sums import sums_of_values

STEP = 1e-6


def influences(values, size, measure):
    """How a coefficient moves with the weight of each unit: its derivative, times the number of units."""
    units = len(values)

    def measured(unit, step):
        weight = np.ones(units)
        weight[unit] += step
        return float(measure(sums_of_values(values, np.zeros(units, dtype=int), size=size, weight=weight).over(0)))

    return np.array([units * (measured(u, STEP) - measured(u, -STEP)) / (2 * STEP) for u in range(units)])


def jackknifed(values, size, measure):
    units = len(values)
    found = jackknife(
        measure, sums_of_values(values, np.arange(units), size=size), np.ones(units, dtype=bool), symmetric=True
    )
    return float(found.high - found.value) / student_quantile(0.975, units - 1)


SEVERAL_RATERS = {
    "AC1 of Fleiss' psychiatrists": (fleiss_values(), 5, gwets_ac, 0.055662, 6),
    "Fleiss' kappa of Fleiss' psychiatrists": (fleiss_values(), 5, fleiss_kappa, 0.054199, 6),
    "AC1 of five observers": (rated(*OBSERVERS, values="0123"), 4, gwets_ac, 0.12197, 5),
    "AC1 of four raters of gender": (rated(*GENDER, values="abc"), 3, gwets_ac, 0.0907, 4),
}
TWO_RATERS = {
    "AC1 of the abstractors": (from_table(ABSTRACTORS), 3, gwets_ac, 0.04322, 5),
    "kappa of the abstractors": (from_table(ABSTRACTORS), 3, cohens_kappa, 0.05891, 5),
    "kappa of three values": (from_table(THREE_VALUES), 3, cohens_kappa, 0.0510, 4),
    "kappa of Feinstein & Cicchetti, table 1": (from_cells(40, 9, 6, 45), 2, cohens_kappa, 0.0714, 4),
    "kappa of Feinstein & Cicchetti, first paradox": (from_cells(80, 10, 5, 5), 2, cohens_kappa, 0.1335, 4),
    "kappa of a rare code": (from_cells(2, 5, 3, 990), 2, cohens_kappa, 0.1762, 4),
}


@pytest.mark.parametrize("name", SEVERAL_RATERS)
def test_several_raters_have_the_standard_error_of_irrcac(name):
    """Gwet (2008), BJMSP 61, 29-48; Gwet (2014), ch. 5. Only designs in which two raters judged each unit."""
    values, size, measure, error, digits = SEVERAL_RATERS[name]
    moved = influences(values, size, measure)
    assert np.sqrt((moved**2).sum() / (len(moved) * (len(moved) - 1))) == printed(error, digits)


@pytest.mark.parametrize("name", TWO_RATERS)
def test_two_raters_have_the_standard_error_of_large_samples(name):
    """Fleiss, Cohen & Everitt (1969), Psychological Bulletin 72, 323-327; of AC1 Gwet (2008)."""
    values, size, measure, error, digits = TWO_RATERS[name]
    moved = influences(values, size, measure)
    assert np.sqrt((moved**2).sum()) / len(moved) == printed(error, digits)


@pytest.mark.parametrize("name", [*SEVERAL_RATERS, *list(TWO_RATERS)[:4]])
def test_the_jackknife_over_units_is_near(name):
    values, size, measure, error, _ = (SEVERAL_RATERS | TWO_RATERS)[name]
    assert jackknifed(values, size, measure) == pytest.approx(error, rel=0.04)
