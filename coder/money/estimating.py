"""What a run will take: requests, tokens, money and time, before anything is sent."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from codebook import Record
from coder.money.prices import Price, cost_of, most
from coder.money.usage import Usage

CHARACTERS = "characters / 4"
"""How tokens are counted while nothing is known of the model's own way."""
ANSWERS = 2
"""A request is answered once, and asked again once where something is wrong with the answer."""
ATTEMPTS = 5
"""How often either is sent at most while errors may pass."""
_TOKENS_PER_CHARACTER = 0.25
_OUTPUT_PER_SEGMENT = 200
_SHORTEST_OUTPUT = 10
"""Tokens of an answer that no code applies."""
_SECONDS = 5.0


class Size(NamedTuple):
    """How long a text is that is sent."""

    characters: int
    bytes: int
    """In UTF-8: a token of a text is never less than a byte, so there are never more tokens."""


class Work(NamedTuple):
    """What is to be asked."""

    interviews: int
    segments: int
    shared: Size
    """What every request begins with."""
    own: Sequence[Size]
    """What each request adds to it."""
    pack: int = 1
    """How many segments a request asks about at most."""

    @property
    def parts(self) -> int:
        """Into how many requests one may grow, the request itself included, when packs are split again and again."""
        return 2 * self.pack - 1


class Earlier(NamedTuple):
    """What earlier replies of the study have shown, on average."""

    replies: int
    tokens_per_character: float
    output_tokens: float
    seconds: float


class Estimate(Record, frozen=True):
    """What a run will take; costs are in US dollars, and None where there is no price."""

    interviews: int
    segments: int
    requests: int
    requests_at_most: int
    """When each is split down to single segments, asked again, and sent as often as errors allow."""
    input_tokens: int
    """Of every request sent once."""
    method: str
    """How input tokens were counted."""
    output_tokens: int
    """As expected, when every request is answered once."""
    output_limit: int
    """Tokens of one answer at most."""
    output_tokens_at_most: int
    """When each request is asked again and every attempt is answered to the limit."""
    attempts: int
    pack: int
    lowest: float | None
    """Answered once, the shared part read from the provider's cache, and no code applies anywhere."""
    expected: float | None
    """Answered once, and nothing read from the provider's cache."""
    highest: float | None
    """Split, asked again, each time sent as often as errors allow, all of it paid, answers as long as they may be."""
    seconds: float
    """How long the run is expected to take."""
    seconds_each: float
    concurrency: int
    measured_replies: int
    """Of how many earlier replies lengths and times are the mean; 0 where they are assumed."""
    price: Price | None


def size_of(text: str) -> Size:
    """How long a text is."""
    return Size(len(text), len(text.encode("utf-8", "surrogatepass")))


def learned(replies: Iterable[tuple[int, Usage, float]]) -> Earlier | None:
    """What earlier replies show; None where there are none that show anything.

    Args:
        replies: Of each, how many characters were sent, what was used, and the seconds it took.
    """
    told = [each for each in replies if each[0] > 0 and each[1].prompt > 0]
    if not told:
        return None
    characters, tokens = sum(each[0] for each in told), sum(each[1].prompt for each in told)
    output, seconds = sum(each[1].completion for each in told), sum(each[2] for each in told)
    return Earlier(len(told), tokens / characters, output / len(told), seconds / len(told))


def estimate(
    work: Work,
    *,
    max_tokens: int,
    price: Price | None,
    concurrency: int,
    earlier: Earlier | None = None,
    attempts: int = ATTEMPTS,
) -> Estimate:
    """What a run will take.

    Args:
        work: What is to be asked.
        max_tokens: How many tokens an answer may have.
        price: The model's price; None where it is not known.
        concurrency: How many requests are under way at once.
        earlier: What earlier replies have shown; None where there are none.
        attempts: How often one request is sent at most while errors may pass.
    """
    requests = len(work.own)
    known = earlier or Earlier(
        0, _TOKENS_PER_CHARACTER, _OUTPUT_PER_SEGMENT * work.segments / max(requests, 1), _SECONDS
    )
    output = min(max_tokens, math.ceil(known.output_tokens))
    shared = math.ceil(work.shared.characters * known.tokens_per_character)
    inputs = [shared + math.ceil(own.characters * known.tokens_per_character) for own in work.own]
    bounds = [max(tokens, work.shared.bytes + own.bytes) for tokens, own in zip(inputs, work.own, strict=True)]
    lowest, expected = _likely(price, inputs, shared, output)
    most_requests = ANSWERS * attempts * work.parts * requests
    return Estimate(
        interviews=work.interviews,
        segments=work.segments,
        requests=requests,
        requests_at_most=most_requests,
        input_tokens=sum(inputs),
        method=_method(known.replies),
        output_tokens=output * requests,
        output_limit=max_tokens,
        output_tokens_at_most=max_tokens * most_requests,
        attempts=attempts,
        pack=work.pack,
        lowest=lowest,
        expected=expected,
        highest=_highest(price, bounds, max_tokens, attempts * work.parts),
        seconds=math.ceil(requests / concurrency) * known.seconds,
        seconds_each=known.seconds,
        concurrency=concurrency,
        measured_replies=known.replies,
        price=price,
    )


def _method(replies: int) -> str:
    return (
        f"calibrated on {replies:,} {'reply' if replies == 1 else 'replies'} of this study" if replies else CHARACTERS
    )


def _likely(price: Price | None, inputs: list[int], shared: int, output: int) -> tuple[float | None, float | None]:
    """The lowest and the expected cost: each request answered once."""
    if price is None:
        return None, None
    short = min(output, _SHORTEST_OUTPUT)
    expected = math.fsum(cost_of(price, Usage(prompt=tokens, completion=output)) for tokens in inputs)
    lowest = math.fsum(
        cost_of(price, Usage(prompt=tokens, completion=short, cached=shared if place else 0))
        for place, tokens in enumerate(inputs)
    )
    return min(lowest, expected), expected


def _highest(price: Price | None, bounds: list[int], max_tokens: int, times: int) -> float | None:
    """The cost at most; who asks again sends the first answer too, and as much again on what is wrong with it."""
    if price is None:
        return None
    return times * math.fsum(
        most(price, tokens, max_tokens) + most(price, tokens + 2 * max_tokens, max_tokens) for tokens in bounds
    )
