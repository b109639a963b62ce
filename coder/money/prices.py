"""What the tokens of an exchange cost: exactly once they are known, and at most before."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from codebook import Record
from coder.money.usage import Usage

PER = 10**6
"""Prices are for so many tokens."""

Dollars = Annotated[Decimal, Field(ge=0)]


class Rates(Record, frozen=True):
    """US dollars for a million tokens."""

    input: Dollars
    cached: Dollars
    """Of input that is read from the provider's cache."""
    written: Dollars
    """Of input that is written to the provider's cache."""
    output: Dollars


class Tier(Rates, frozen=True):
    """The rates of a whole exchange whose input is long."""

    above: int
    """They apply from the next token on."""


class Price(Rates, frozen=True):
    """What a model costs; above some length of the input, a tier's rates take the place of the first."""

    model: str
    """The model as the price list names it, which need not be the name that was asked for."""
    provider: str
    source: str
    """Where the price comes from."""
    per_request: Dollars = Decimal(0)
    """US dollars for an exchange, whatever its tokens."""
    tiers: tuple[Tier, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The price for keeping with the run; amounts are strings, so that none is rounded."""
        return self.model_dump(mode="json")


def cost_of(price: Price, usage: Usage) -> float:
    """What an exchange cost, in US dollars."""
    reached = [tier for tier in price.tiers if usage.prompt > tier.above]
    rates = max(reached, key=lambda tier: tier.above, default=price)
    plain = usage.prompt - usage.cached - usage.written
    tokens = plain * rates.input + usage.cached * rates.cached + usage.written * rates.written
    return float((tokens + usage.completion * rates.output) / PER + price.per_request)


def most(price: Price, input_tokens: int, output_limit: int) -> float:
    """What an exchange can cost at most, in US dollars: nothing cached, and the dearest tier that can apply.

    Args:
        price: The model's price.
        input_tokens: How many tokens are sent at most.
        output_limit: How many tokens the model may write.
    """
    rates = (price, *(tier for tier in price.tiers if input_tokens > tier.above))
    dearest_input = max(max(each.input, each.cached, each.written) for each in rates)
    dearest_output = max(each.output for each in rates)
    return float((input_tokens * dearest_input + output_limit * dearest_output) / PER + price.per_request)
