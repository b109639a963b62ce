"""What a reply says: a completion, a refusal, an answer that was cut off, or nothing that can be used."""

import json
from typing import Any

from openai.types.chat import ChatCompletion
from pydantic import ValidationError

from coder.errors import BadResponseError, RefusedError


def completion_in(body: str) -> ChatCompletion:
    """The completion in the body of a reply.

    Raises:
        BadResponseError: There is none in it.
        RefusedError: The model, or a filter before it, declined to answer.
    """
    try:
        completion = ChatCompletion.model_validate_json(body)
    except ValidationError:
        raise BadResponseError(_what_else(body), 200, body=body) from None
    if not completion.choices:
        raise BadResponseError("The reply has no choices", 200, body=body)
    choice = completion.choices[0]
    if choice.message.refusal or choice.finish_reason == "content_filter":
        raise RefusedError
    if not (choice.message.content or "").strip() and choice.finish_reason != "length":
        raise BadResponseError("The reply is empty", 200, body=body)
    return completion


def is_answer(body: str) -> bool:
    """Whether a reply is a whole answer, so that it may stand for that of an equal request."""
    try:
        return completion_in(body).choices[0].finish_reason != "length"
    except (BadResponseError, RefusedError):
        return False


def _what_else(body: str) -> str:
    try:
        said: Any = json.loads(body)
    except ValueError:
        return "The reply is not JSON"
    except RecursionError:
        return "The reply is nested too deeply"
    return "The reply is an error" if isinstance(said, dict) and "error" in said else "The reply is no completion"
