"""Student's t, for intervals without a statistics library."""

import math
from functools import lru_cache

_TINY = 1e-300
_PRECISION = 1e-15


@lru_cache(maxsize=1024)
def student_quantile(probability: float, degrees: float) -> float:
    """The value that a Student t variable stays below with the given probability.

    Args:
        probability: Between 0 and 1, both excluded.
        degrees: Degrees of freedom, above 0.

    Returns:
        The quantile, right to about twelve digits: found by bisection on the distribution function.

    Raises:
        ValueError: An argument lies outside its range.
    """
    if not 0 < probability < 1 or not degrees > 0:
        raise ValueError(f"no Student quantile for probability {probability!r} and {degrees!r} degrees")
    if probability < 0.5:
        return -student_quantile(1 - probability, degrees)
    low, high = 0.0, 1.0
    while student_probability(high, degrees) < probability:
        low, high = high, high * 2
    while high - low > 1e-13 * high:
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        low, high = (middle, high) if student_probability(middle, degrees) < probability else (low, middle)
    return (low + high) / 2


def student_probability(value: float, degrees: float) -> float:
    """The probability that a Student t variable with these degrees of freedom is at most the value.

    P(T <= t) = 1 - I_x(v/2, 1/2) / 2 with x = v / (v + t^2), for t >= 0.
    Source: Abramowitz & Stegun (1964), 26.7.1.
    """
    tail = _beta_share(degrees / (degrees + value * value), degrees / 2, 0.5) / 2
    return 1 - tail if value >= 0 else tail


def _beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_share(1 - x, b, a)
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(scale) * _beta_fraction(x, a, b) / a


def _beta_fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of I_x(a, b) by Lentz's method (Numerical Recipes, 6.4)."""
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    result, step, m = d, 0.0, 0
    while abs(step - 1) > _PRECISION and m < 100_000:
        m += 1
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away_from_zero(1 + numerator * d)
            c = _away_from_zero(1 + numerator / c)
            step = c * d
            result *= step
    return result


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
