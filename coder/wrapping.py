"""An answer model as instructor asks for it, made once: instructor wraps and inspects a bare one on every call."""

from functools import lru_cache
from typing import Any, cast

from instructor import OpenAISchema
from pydantic import BaseModel

from prompts import Answer, BriefAnswer, PackAnswer

AnswerModel = type[Answer] | type[BriefAnswer] | type[PackAnswer]


@lru_cache(maxsize=16)
def wrapped(expected: AnswerModel) -> type[BaseModel]:
    """A model without fields of its own that shows the answer model's form, and reads answers by it."""
    form = expected.model_json_schema()

    class Wrapped(OpenAISchema):
        @classmethod
        def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
            return form

        @classmethod
        def model_validate_json(cls, json_data: str | bytes | bytearray, **kwargs: Any) -> Any:
            return expected.model_validate_json(json_data, strict=kwargs.get("strict"))

    Wrapped.__name__ = "Answer"
    return cast("type[BaseModel]", Wrapped)
