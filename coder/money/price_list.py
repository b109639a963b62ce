"""List prices of hosted models, from genai-prices, which knows them without a network."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

import genai_prices
from genai_prices.types import ModelPrice, PriceCalculation, TieredPrices

from coder.hosts import OPENAI, parsed
from coder.money.prices import Price, Rates, Tier

_HOURS = 24
"""Some models cost more at some hours: the dearest of the next so many is taken."""


def listed_price(model: str, base_url: str | None, when: datetime) -> Price | None:
    """The list price of a model at its provider's own address; None where the list does not have it.

    Args:
        model: The model's name.
        base_url: The endpoint's address; None for OpenAI's own.
        when: When the run begins, with its time zone.

    Raises:
        ConfigurationError: The address is none.
    """
    address = _plain_address(base_url)
    hours = (when + timedelta(hours=hour) for hour in range(_HOURS))
    found = [] if address is None else [_looked_up(model, address, hour) for hour in hours]
    prices = [_price(each) for each in found if each and address and _is_address_of(address, each.provider.api_pattern)]
    known = [price for price in prices if price is not None]
    if not known or len(known) < len(found):
        return None
    return max(known, key=lambda price: (price.input + price.output, price.per_request))


class _Address(NamedTuple):
    origin: str
    path: str


def _plain_address(base_url: str | None) -> _Address | None:
    """The address without what no provider's has; None where it cannot be a provider's.

    Without a dot in its path, only its host can match what names a provider's host.
    """
    url = parsed(base_url or f"https://{OPENAI}/v1")
    path = url.raw_path.decode("ascii")
    plain = url.scheme == "https" and url.port is None and "." not in path
    return _Address(f"https://{url.raw_host.decode('ascii')}", path) if plain else None


def _is_address_of(address: _Address, pattern: str) -> bool:
    """Whether the pattern matches the whole host, and not only its beginning."""
    match = re.match(pattern, address.origin + address.path)
    return match is not None and match.end() >= len(address.origin)


def _looked_up(model: str, address: _Address, when: datetime) -> PriceCalculation | None:
    nothing = genai_prices.Usage(input_tokens=0, output_tokens=0)
    url = address.origin + address.path
    try:
        return genai_prices.calc_price(nothing, model, provider_api_url=url, genai_request_timestamp=when)
    except LookupError:
        return None


def _price(found: PriceCalculation) -> Price | None:
    listed = found.model_price
    first = _rates(listed, 0)
    if first is None:
        return None
    starts = sorted(
        {tier.start for price in vars(listed).values() if isinstance(price, TieredPrices) for tier in price.tiers}
    )
    tiers = ((start, _rates(listed, start + 1)) for start in starts)
    return Price(
        **first.model_dump(),
        model=found.model.id,
        provider=found.provider.id,
        source=f"genai-prices {genai_prices.__version__}",
        per_request=_at(listed.requests_kcount, 0, Decimal(0)) / 1000,
        tiers=tuple(Tier(above=start, **rates.model_dump()) for start, rates in tiers if rates is not None),
    )


def _rates(listed: ModelPrice, input_tokens: int) -> Rates | None:
    """The rates for so much input; None where input or output has no price, or what a search finds has one."""
    if listed.input_mtok is None or listed.output_mtok is None or listed.output_citation_mtok is not None:
        return None
    inputs = _at(listed.input_mtok, input_tokens, Decimal(0))
    output = _at(listed.output_mtok, input_tokens, Decimal(0))
    return Rates(
        input=inputs,
        cached=_at(listed.cache_read_mtok, input_tokens, inputs),
        written=_at(listed.cache_write_mtok, input_tokens, inputs),
        output=max(output, _at(listed.output_reasoning_mtok, input_tokens, output)),
    )


def _at(price: Decimal | TieredPrices | None, input_tokens: int, otherwise: Decimal) -> Decimal:
    if not isinstance(price, TieredPrices):
        return otherwise if price is None else price
    return next((tier.price for tier in reversed(price.tiers) if input_tokens > tier.start), price.base)
