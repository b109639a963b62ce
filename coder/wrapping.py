"""An answer model as instructor asks for it, made once: instructor wraps and inspects a bare one on every call."""

from functools import lru_cache
from typing import Any, cast

from instructor import OpenAISchema
from instructor.core.exceptions import ResponseParsingError
from pydantic import BaseModel, ValidationError

from coder.errors import BadResponseError
from prompts import MOST_CHARACTERS, Answer, BriefAnswer, PackAnswer, is_imperfect, what_is_wrong

AnswerModel = type[Answer] | type[BriefAnswer] | type[PackAnswer]


class WrongFormError(BadResponseError, ResponseParsingError):
    """An answer is not in the form that was asked for; instructor tells the model so, once."""

    def __init__(self, what: str) -> None:
        BadResponseError.__init__(self, what)


@lru_cache(maxsize=16)
def wrapped(expected: AnswerModel) -> type[BaseModel]:
    """A model without fields of its own that shows the answer model's form, and reads answers by it.

    An answer that could be better is a ``ValidationError``, as pydantic raises it; one that cannot be used is a
    ``WrongFormError``; one that is too long to be sent back with a correction is a ``BadResponseError``.
    """
    form = expected.model_json_schema()

    class Wrapped(OpenAISchema):
        @classmethod
        def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
            return form

        @classmethod
        def model_validate_json(cls, json_data: str | bytes | bytearray, **kwargs: Any) -> Any:
            if len(json_data) > MOST_CHARACTERS:
                raise BadResponseError(f"The answer is of {len(json_data)} characters, longer than an answer may be")
            try:
                return expected.model_validate_json(json_data)
            except ValidationError as error:
                if is_imperfect(error):
                    raise
                raise WrongFormError(f"The answer is not in the asked form. {what_is_wrong(error)[:-1]}") from None

    Wrapped.__name__ = "Answer"
    return cast("type[BaseModel]", Wrapped)


def form_of(expected: AnswerModel) -> dict[str, Any]:
    """The form of an answer as instructor asks for it."""
    schema = wrapped(expected).model_json_schema()
    return {"type": "json_schema", "json_schema": {"name": "Answer", "schema": schema}}
