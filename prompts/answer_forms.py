"""What the forms of answer have in common: they are read strictly, and say in a few words what is wrong."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from prompts.answer_text import NotJsonError, json_in

_IMPERFECT, _UNFIT = "imperfect_answer", "unfit_answer"
_TOLD = 5
_NAME = 60


class AnswerForm(BaseModel):
    """An answer that is read from what a model wrote; nothing is converted and nothing is added to the form."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **how: Any) -> Self:
        """The answer in what a model wrote, after ``prompts.answer_text`` has unwrapped it.

        Raises:
            ValidationError: It is not in this form.
        """
        try:
            return super().model_validate_json(json_in(_text(json_data)), **how)
        except NotJsonError as error:
            details = InitErrorDetails(type=unfit(str(error)), input=None)
            raise ValidationError.from_exception_data(cls.__name__, [details]) from None


def imperfect(said: str) -> PydanticCustomError:
    """An answer in the right form that could be better: it is used when the model does not correct it."""
    return PydanticCustomError(_IMPERFECT, "{said}", {"said": said})


def unfit(said: str) -> PydanticCustomError:
    """An answer that cannot be used."""
    return PydanticCustomError(_UNFIT, "{said}", {"said": said})


def is_imperfect(error: ValidationError) -> bool:
    """Whether an answer may be used in spite of what is wrong with it."""
    return all(each["type"] == _IMPERFECT for each in error.errors(include_url=False, include_input=False))


def what_is_wrong(error: ValidationError) -> str:
    """The first things that are wrong with an answer, in a few words; a code that is not in the codebook is named."""
    found = error.errors(include_url=False)
    more = f" There are {len(found) - _TOLD} more mistakes." if len(found) > _TOLD else ""
    return " ".join(_in_words(dict(each)) for each in found[:_TOLD]) + more


def _in_words(found: dict[str, Any]) -> str:
    place = [str(part)[:_NAME] for part in found["loc"]]
    if found["type"] == "literal_error" and place[-1] == "code":
        return f"The codebook has no code {str(found['input'])[:_NAME]!r}."
    where = f"{'.'.join(place)}: " if place else ""
    said = found["msg"][: 4 * _NAME]
    return f"{where}{said}{'' if said.endswith('.') else '.'}"


def _text(data: str | bytes | bytearray) -> str:
    return data if isinstance(data, str) else data.decode("utf-8", "replace")
