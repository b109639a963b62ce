"""What a reply says: a completion, a refusal, an answer that was cut off, or nothing that can be used.

Only what is needed is read, so that a reply is not lost to a field that an endpoint leaves out or fills in its own
way (usage, times, names); the ledger keeps the whole body.
"""

import json
from typing import Any, Literal

from openai.types import CompletionUsage
from openai.types.chat import ChatCompletion, ChatCompletionMessage
from openai.types.chat.chat_completion import Choice
from pydantic import BaseModel, ValidationError

from coder.errors import BadResponseError, RefusedError

_CUT = frozenset({"length", "max_tokens"})
_BROKEN_OFF = "error"


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    finish_reason: str | None = None
    message: _Message

    @property
    def ended(self) -> Literal["stop", "length"]:
        """Whether the answer was cut off at its greatest length."""
        return "length" if (self.finish_reason or "").lower() in _CUT else "stop"


class _Reply(BaseModel):
    choices: list[_Choice]


def completion_in(body: str) -> ChatCompletion:
    """The completion in the body of a reply, with its first choice only; the choice may be an empty text.

    It tells no usage, which ``coder.money.usage`` reads from the body. (Where a completion has none at all, instructor
    looks for the package of another provider, on every call.)

    Raises:
        BadResponseError: There is none in it.
        RefusedError: The model, or a filter before it, declined to answer.
    """
    try:
        choices = _Reply.model_validate_json(body).choices
    except ValidationError:
        raise BadResponseError(_what_else(body), 200, body=body) from None
    if not choices:
        raise BadResponseError("The reply has no choices", 200, body=body)
    first = choices[0]
    if first.message.refusal or first.finish_reason == "content_filter":
        raise RefusedError
    if first.finish_reason == _BROKEN_OFF:
        raise BadResponseError("The reply broke off with an error", 200, body=body)
    message = ChatCompletionMessage(role="assistant", content=first.message.content or "")
    choice = Choice(index=0, finish_reason=first.ended, message=message)
    nothing = CompletionUsage(prompt_tokens=0, completion_tokens=0, total_tokens=0)
    return ChatCompletion(id="", object="chat.completion", created=0, model="", choices=[choice], usage=nothing)


def is_answer(body: str) -> bool:
    """Whether a reply is a whole answer, so that it may stand for that of an equal request."""
    try:
        choice = completion_in(body).choices[0]
    except (BadResponseError, RefusedError):
        return False
    return choice.finish_reason != "length" and bool((choice.message.content or "").strip())


def _what_else(body: str) -> str:
    try:
        said: Any = json.loads(body)
    except ValueError:
        return "The reply is not JSON"
    except RecursionError:
        return "The reply is nested too deeply"
    return "The reply is an error" if isinstance(said, dict) and "error" in said else "The reply is no completion"
