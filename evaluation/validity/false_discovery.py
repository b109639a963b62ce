"""Which of several tests are rejected when the share of false rejections is kept low."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def benjamini_yekutieli(p_values: Sequence[float], q: float) -> NDArray[np.bool_]:
    """Which hypotheses are rejected, whatever the dependence between the tests; shape (tests,).

    With the p values in ascending order, all up to the last i with p_(i) <= i q / (m (1 + 1/2 + ... + 1/m)).
    A p value that is NaN is never rejected and counts among the m. Source: Benjamini & Yekutieli (2001),
    Annals of Statistics 29, 1165-1188.
    """
    p = np.nan_to_num(np.asarray(p_values, dtype=np.float64), nan=np.inf)
    rank = np.arange(1, p.size + 1)
    order = np.argsort(p, kind="stable")
    below = np.flatnonzero(p[order] <= rank * q / (p.size * (1 / rank).sum()))
    rejected = np.zeros(p.size, dtype=np.bool_)
    if below.size:
        rejected[order[: below[-1] + 1]] = True
    return rejected
