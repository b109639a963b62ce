"""How probable a model found each code that it gave, from the log probabilities in its endpoint's reply.

The figure of a code is the product of the probabilities of the tokens that spell its name in the answer: of the
tokens that the name and they share a byte of, so that one which also holds a quotation mark counts whole. It is the
probability that the model, having written what stands before, wrote this name next. It is not the probability that
the code applies: it is not calibrated, it is lowered by other codes that might as well have come first, and an
endpoint that keeps a model to a form may tell the probabilities from before or from after the form was applied:
llama.cpp, and so the embedded model, tells those from before.

What cannot be told with certainty is None: the tokens do not spell the answer, or spell it twice; the names found in
the answer are not those that were read from it; a figure is missing, above 0, not finite, or the -9999 by which
OpenAI's API says no more than "very unlikely"; or a token without any text lies in the name.
"""

import json
import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Annotated, NamedTuple

from pydantic import BaseModel, Field, ValidationError

from prompts import NotJsonError, json_in

LEAST = -9999.0
"""A log probability as low as this stands for one that is not told."""

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"(?P<key>\s*:)?')
"""The strings of a text that is JSON, one after the other, and whether each is a key."""


class _Token(BaseModel, strict=True):
    token: str
    exact: list[Annotated[int, Field(ge=0, le=255)]] | None = Field(default=None, alias="bytes")
    logprob: float

    @property
    def spelled(self) -> bytes:
        """What it adds to the text: its bytes, which may end within a character, or its text where none are told."""
        return bytes(self.exact) if self.exact else self.token.encode()


class _Tokens(BaseModel):
    content: list[_Token]


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message
    logprobs: _Tokens


class _Reply(BaseModel):
    choices: Annotated[list[_Choice], Field(min_length=1)]


class _Span(NamedTuple):
    """A stretch of bytes, half-open."""

    start: int
    end: int


def code_probabilities(body: str, codes: Sequence[str]) -> tuple[float | None, ...]:
    """The probability of each code as far as the body of the reply tells it.

    Args:
        body: The body of a reply that holds an answer.
        codes: The codes in that answer in the order in which they stand.
    """
    unknown = (None,) * len(codes)
    try:
        choice = _Reply.model_validate_json(body).choices[0]
        answer = json_in(choice.message.content)
    except (ValidationError, NotJsonError):
        return unknown
    written, tokens = choice.message.content.encode(), choice.logprobs.content
    spans = list(_spans_of_codes(answer.encode()))
    start = _only_place(written, b"".join(token.spelled for token in tokens))
    if start is None or [name for name, _ in spans] != list(codes) or not all(token.logprob <= 0 for token in tokens):
        return unknown
    start += written.rindex(answer.encode())
    spelling = _Spelling(tokens)
    return tuple(spelling.probability(_Span(start + span.start, start + span.end)) for _, span in spans)


def _only_place(part: bytes, whole: bytes) -> int | None:
    """Where a part begins; None where it is not there, or there twice."""
    place = whole.find(part)
    return None if place < 0 or whole.find(part, place + 1) >= 0 else place


def _spans_of_codes(answer: bytes) -> Iterator[tuple[str, _Span]]:
    """The value of each key ``code`` of an answer, which has no other such keys than those of its assignments."""
    awaited = False
    for found in _STRINGS.finditer(answer):
        text, is_key = found[0].removesuffix(found["key"] or b""), found["key"] is not None
        if awaited and not is_key:
            yield json.loads(text), _Span(found.start() + 1, found.end() - 1)
        awaited = is_key and json.loads(text) == "code"


class _Spelling:
    """Which token spells which bytes."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._logarithms = [token.logprob for token in tokens]
        self._ends = list(accumulate(len(token.spelled) for token in tokens))
        self._starts = [0, *self._ends[:-1]]

    def probability(self, span: _Span) -> float | None:
        """Of all tokens that share a byte with a stretch; None where one of them is not told, or has no text."""
        first, behind = bisect_left(self._ends, span.start), bisect_left(self._starts, span.end)
        within = [n for n in range(first, behind) if self._ends[n] > span.start or self._starts[n] == span.start]
        if not within or any(self._starts[n] == self._ends[n] or self._logarithms[n] <= LEAST for n in within):
            return None
        return math.exp(math.fsum(self._logarithms[n] for n in within))
