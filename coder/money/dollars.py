"""An amount of money, written so that a small one is not nothing."""

from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal

_DIGITS = 3
"""How many digits of an amount below one dollar are told."""


def dollars(amount: float | Decimal, *, up: bool = False) -> str:
    """The amount in US dollars: cents from one dollar on, three digits that count below it; ``$0`` is nothing at all.

    Args:
        amount: US dollars, not negative.
        up: Whether to round up, as a bound must be.
    """
    exact = Decimal(str(amount))
    if not exact:
        return "$0"
    places = 2 if exact >= 1 else _DIGITS - 1 - exact.adjusted()
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_CEILING if up else ROUND_HALF_EVEN)
    whole, _, part = f"{rounded:,f}".rstrip("0").partition(".")
    return f"${whole}.{part:0<2}"
