"""Designs of one value for each unit and rater, written out or drawn at random; -1 is a missing judgement."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from evaluation.coefficients import (
    brennan_prediger,
    cohens_kappa,
    congers_kappa,
    fleiss_kappa,
    gwets_ac,
    krippendorffs_alpha,
    percent_agreement,
)
from evaluation.sums import sums_of_values

COEFFICIENTS = {
    "percent agreement": percent_agreement,
    "Cohen's kappa": cohens_kappa,
    "Conger's kappa": congers_kappa,
    "Fleiss' kappa": fleiss_kappa,
    "Brennan-Prediger": brennan_prediger,
    "AC1": gwets_ac,
    "alpha": krippendorffs_alpha,
}


def rated(*raters, values):
    """Shape (units, raters) from a string of single characters or a list for each rater; what is not a value is -1."""
    known = list(values)
    return np.array([[known.index(one) if one in known else -1 for one in rater] for rater in raters]).T


def from_table(table):
    """Shape (units, 2) with the contingency table of which rows are the first rater's values."""
    table = np.asarray(table)
    return np.repeat(np.argwhere(np.ones_like(table)), table.ravel(), axis=0)


def from_cells(a, b, c, d):
    """Yes is 1: both, only the first, only the second, neither."""
    return from_table([[d, c], [b, a]])


def sums(values, size, interview=None):
    """Sums over all units, or by interview."""
    if interview is None:
        return sums_of_values(values, np.zeros(len(values), dtype=np.intp), size=size).over(0)
    return sums_of_values(values, interview, size=size)


def design(raters, size, units, missing, noise, seed):
    """``(values, size)``: raters who each see the same skewed truth with some noise; complete where nothing is missing.

    Two raters judge the first unit, and not alike, so that something can be expected by chance.
    """
    rng = np.random.default_rng([raters, size, units, seed])
    truth = rng.choice(size, p=rng.dirichlet(np.ones(size)), size=(units, 1))
    values = np.where(rng.random((units, raters)) < noise, rng.integers(0, size, (units, raters)), truth)
    values[rng.random((units, raters)) < missing] = -1
    values[0, :2] = 0, 1
    return values, size


def designs(missing=True):
    share = st.sampled_from((0.0, 0.1, 0.4, 0.8)) if missing else st.just(0.0)
    shape = (st.integers(2, 6), st.integers(2, 6), st.integers(5, 60))
    return st.builds(design, *shape, share, st.sampled_from((0.02, 0.2, 0.6, 1.0)), st.integers(0, 10**6))


SHAPES = [(2, 2, 60), (2, 6, 5), (3, 3, 20), (4, 5, 12), (5, 2, 9), (6, 6, 60)]


def on_many_designs(*, missing=True):
    """Runs a test on fixed designs of many shapes and on those that hypothesis finds."""

    def decorated(test):
        for shape in SHAPES:
            for share in (0.0, 0.1, 0.5) if missing else (0.0,):
                test = example(design(*shape, share, 0.3, 2026))(test)
        return given(designs(missing))(test)

    return decorated
