"""Which price a run is counted with: the one that is given, nothing on this machine, or a list price."""

import re
from datetime import datetime
from decimal import Decimal

from codebook import ConfigurationError
from coder.hosts import host_of, is_loopback
from coder.money.price_list import listed_price
from coder.money.prices import Price

HERE = "runs on this machine"
GIVEN = "--price"
_AMOUNT = "[0-9]{1,7}(?:[.][0-9]{1,9})?"
_GIVEN = re.compile(f"({_AMOUNT})/(?:({_AMOUNT})/)?({_AMOUNT})")


def price_of(
    model: str, base_url: str | None, given: str | None, when: datetime, *, embedded: bool = False
) -> Price | None:
    """The price of a model; None where it is not known, which is never the same as nothing.

    Args:
        model: The model's name.
        base_url: The endpoint's address; None for OpenAI's own.
        given: US dollars for a million tokens, ``IN/OUT`` or ``IN/CACHED/OUT``; None where none is given.
        when: When the run begins, with its time zone.
        embedded: Whether the model runs within Intercoder, whatever the address.

    Raises:
        ConfigurationError: The given price or the address cannot be read.
    """
    host = "this machine" if embedded else host_of(base_url)
    if given is not None:
        return _given_price(model, host, given)
    if embedded or is_loopback(host):
        return _flat(model, host, HERE, Decimal(0), Decimal(0), Decimal(0))
    return listed_price(model, base_url, when)


def _given_price(model: str, host: str, given: str) -> Price:
    match = _GIVEN.fullmatch(given)
    if match is None:
        raise _unreadable(given, "It is not two or three numbers with a slash between them.")
    first, cached, output = (Decimal(amount or match[1]) for amount in match.groups())
    if cached > first:
        raise _unreadable(given, "The second of three numbers is for cached input, which never costs more than input.")
    return _flat(model, host, GIVEN, first, cached, output)


def _flat(model: str, provider: str, source: str, first: Decimal, cached: Decimal, output: Decimal) -> Price:
    return Price(
        model=model, provider=provider, source=source, input=first, cached=cached, written=first, output=output
    )


def _unreadable(given: str, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"The price {given!r} cannot be used.",
        why=why,
        do="Give US dollars for a million tokens as IN/OUT or IN/CACHED/OUT, such as 0.25/2 or 0.25/0.025/2.",
    )
