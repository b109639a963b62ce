"""Why a coefficient has no value."""

import numpy as np
from numpy.typing import NDArray

from evaluation.sums import Sums

NO_UNITS = "No unit was judged by two raters."
NOBODY = "Nobody gave the code."
EVERYWHERE = "Every judgement gives the code."
ONE_VALUE = "All judgements are the same value."
NO_VARIATION = "A rater's judgements do not vary."
NO_CODE_DEFINED = "It is defined for no code."


def why_code_undefined(sums: Sums) -> "NDArray[np.str_]":
    """For sums of yes-or-no judgements of any shape, why their coefficients are undefined."""
    given = sums.tables.sum(axis=-3)
    yes = given[..., 1, :].sum(axis=-1) + given[..., 0, 1]
    no = given[..., 0, :].sum(axis=-1) + given[..., 1, 0]
    return np.select([sums.units == 0, yes == 0, no == 0], [NO_UNITS, NOBODY, EVERYWHERE], NO_VARIATION)


def why_value_undefined(sums: Sums) -> "NDArray[np.str_]":
    """For sums of values of any shape, why their coefficients are undefined."""
    given = (sums.coincidences.sum(axis=-1) > 0).sum(axis=-1)
    return np.select([sums.units == 0, given < 2], [NO_UNITS, ONE_VALUE], NO_VARIATION)
