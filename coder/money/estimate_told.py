"""An estimate in the lines that a terminal shows."""

from coder.money.dollars import dollars
from coder.money.estimating import ANSWERS, CHARACTERS, Estimate
from coder.money.prices import Price

_MINUTE, _HOUR = 60, 3600
_WIDTH = 15


def told(estimate: Estimate) -> list[str]:
    """The estimate, a line for each thing, and then what its bounds mean in words."""
    lines = {
        "Interviews": f"{estimate.interviews:,}",
        "Segments": f"{estimate.segments:,}",
        "Requests": f"{estimate.requests:,}, at most {estimate.requests_at_most:,}",
        "Input tokens": f"about {estimate.input_tokens:,} ({estimate.method})",
        "Output tokens": f"about {estimate.output_tokens:,}, at most {estimate.output_tokens_at_most:,}",
        "Price": _price(estimate.price),
        "Cost": _cost(estimate),
        "Time": f"{_time(estimate.seconds)} ({_pace(estimate)})",
    }
    return [f"{name:<{_WIDTH}}{said}" for name, said in lines.items()] + _bounds(estimate)


def _price(price: Price | None) -> str:
    if price is None:
        return "not known: give it with --price IN/OUT, in US dollars for a million tokens"
    if not (price.input or price.output or price.per_request or price.tiers):
        return f"nothing ({price.source})"
    rates = (
        f"{price.model}: {dollars(price.input)} input, {dollars(price.cached)} cached, {dollars(price.output)} output"
    )
    each = f", and {dollars(price.per_request)} for each request" if price.per_request else ""
    more = f"; more above {min(tier.above for tier in price.tiers):,} input tokens" if price.tiers else ""
    return f"{rates} for a million tokens{each}{more} ({price.source})"


def _cost(estimate: Estimate) -> str:
    if estimate.lowest is None or estimate.expected is None or estimate.highest is None:
        return "not known without a price"
    if not estimate.highest:
        return "$0"
    return (
        f"about {dollars(estimate.expected)}, at least {dollars(estimate.lowest)},"
        f" at most {dollars(estimate.highest, up=True)}"
    )


def _bounds(estimate: Estimate) -> list[str]:
    """What is taken for granted, in sentences."""
    method = "Tokens are counted as a quarter of the characters, which is too few for some languages."
    said = [method] if estimate.method == CHARACTERS else []
    split = "each pack is split down to single segments; " if estimate.pack > 1 else ""
    said.append(
        f"At most: {split}each request is asked {ANSWERS} times, because something is wrong with its first answer;"
        f" each time it is sent {estimate.attempts} times, because of errors that pass; all of it is paid, input at a"
        " token for each byte and without the provider's cache; and every answer has"
        f" {estimate.output_limit:,} tokens, all that it may have."
    )
    if estimate.highest:
        said.append(
            "About: each request is answered once, with nothing from the provider's cache. At least: the shared part"
            " comes from that cache, and no code applies anywhere. --max-cost sets a limit that is kept."
        )
    return said


def _pace(estimate: Estimate) -> str:
    replies = estimate.measured_replies
    source = f"the mean of {replies:,} earlier" if replies else "an assumption"
    return f"{estimate.concurrency:,} at once, {estimate.seconds_each:.3g} s each: {source}"


def _time(seconds: float) -> str:
    if seconds < 2 * _MINUTE:
        return f"about {max(1, round(seconds))} s"
    if seconds < 2 * _HOUR:
        return f"about {round(seconds / _MINUTE)} minutes"
    return f"about {seconds / _HOUR:,.1f} hours"
