"""From what a model wrote to the JSON of its answer. Nothing is repaired.

Two wrappings are taken off, in this order, and only where they enclose the whole answer:

1. one leading ``<think>…</think>`` block;
2. one Markdown code fence: a first line of three backticks, alone or with ``json`` after them, and three at the end.

What is left must be one JSON value, as RFC 8259 has it, in which no object names a key twice.
"""

import json
from typing import Any

MOST_CHARACTERS = 400_000
"""The longest answer that is read."""


class NotJsonError(ValueError):
    """What a model wrote is not the JSON of an answer; the message says why and quotes nothing."""


def json_in(written: str) -> str:
    """The JSON in what a model wrote, without its wrappings.

    Raises:
        NotJsonError: It is empty, too long, nested too deeply, or not one strict JSON value.
    """
    if len(written) > MOST_CHARACTERS:
        raise NotJsonError(f"It is longer than {MOST_CHARACTERS} characters.")
    bare = _without_fence(_without_thinking(written.strip()))
    if not bare:
        raise NotJsonError("It is empty.")
    try:
        json.loads(bare, object_pairs_hook=_keys_once, parse_constant=_no_such_number, parse_int=len, parse_float=len)
    except RecursionError:
        raise NotJsonError("It is nested too deeply.") from None
    except json.JSONDecodeError as error:
        raise NotJsonError(f"It is not JSON: {error.msg} at character {error.pos + 1}.") from None
    return bare


def _without_thinking(text: str) -> str:
    if not text.startswith("<think>"):
        return text
    before, closed, after = text.partition("</think>")
    return after.strip() if closed else before


def _without_fence(text: str) -> str:
    first, _, rest = text.partition("\n")
    fenced = first.rstrip().lower() in {"```", "```json"} and rest.endswith("```")
    return rest.removesuffix("```").strip() if fenced else text


def _keys_once(pairs: list[tuple[str, Any]]) -> None:
    if len({key for key, _ in pairs}) < len(pairs):
        raise NotJsonError("An object in it has the same key twice.")


def _no_such_number(name: str) -> None:
    raise NotJsonError(f"{name} stands in it, which JSON does not have.")
