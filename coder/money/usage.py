"""What a reply says of the tokens it took, and of the model that wrote it."""

import json
from typing import Any, cast

from codebook import Record

MOST_TOKENS = 10**9
"""A count beyond this is nonsense."""
_LONGEST_NAME = 200


class Usage(Record, frozen=True):
    """The tokens of one exchange."""

    prompt: int
    """Everything that was sent, cached or not."""
    completion: int
    """Everything the model wrote, whether it is shown or not."""
    cached: int = 0
    """How much of the prompt was read from the provider's cache."""
    written: int = 0
    """How much of the prompt was written to the provider's cache, which some charge for."""


def usage_in(body: str) -> Usage | None:
    """The usage that the body of a reply tells; None where it tells none, or one that cannot be.

    A total beyond prompt and completion is counted as written by the model: some endpoints leave out what it thought.
    """
    told = _part(_said(body), "usage")
    prompt, completion = _count(told, "prompt_tokens"), _count(told, "completion_tokens")
    if prompt is None or completion is None:
        return None
    completion = max(completion, (_count(told, "total_tokens") or 0) - prompt)
    details = _part(told, "prompt_tokens_details")
    cached, written = _count(details, "cached_tokens") or 0, _count(details, "cache_write_tokens") or 0
    if cached + written > prompt:
        return None
    return Usage(prompt=prompt, completion=completion, cached=cached, written=written)


def model_in(body: str) -> str:
    """The name of the model that the body of a reply says it is from; empty where it says none that can be shown."""
    name = _said(body).get("model")
    return name if isinstance(name, str) and name.isprintable() and len(name) <= _LONGEST_NAME else ""


def _said(body: str) -> dict[str, Any]:
    try:
        said: object = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return _mapping(said)


def _part(said: dict[str, Any], name: str) -> dict[str, Any]:
    return _mapping(said.get(name))


def _mapping(said: object) -> dict[str, Any]:
    return cast("dict[str, Any]", said) if isinstance(said, dict) else {}


def _count(said: dict[str, Any], name: str) -> int | None:
    count = said.get(name)
    is_count = isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= MOST_TOKENS
    return count if is_count else None
