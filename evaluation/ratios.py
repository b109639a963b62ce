"""Division that is undefined, not an error, where there is nothing to divide by."""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def ratio(over: Values, under: Values) -> Values:
    """Element by element, with broadcasting; NaN where ``under`` is 0 or NaN."""
    out = np.full(np.broadcast_shapes(np.shape(over), np.shape(under)), np.nan)
    return np.divide(over, under, out=out, where=np.not_equal(under, 0))
