"""The answer that a model must give, as a pydantic model built from the codebook."""

from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from codebook import Codebook
from runs.quotations import find_quotation

_PASSAGES: ContextVar[tuple[str, ...]] = ContextVar("passages", default=())


@contextmanager
def asked_about(*passages: str) -> Generator[None]:
    """Answers that are validated inside the block must quote from these passages, and answer each of them.

    The passages travel beside the answer model, whose class is one and the same for a whole run, and
    each asyncio task has its own.
    """
    token = _PASSAGES.set(passages)
    try:
        yield
    finally:
        _PASSAGES.reset(token)


def _without_lengths(schema: dict[str, Any]) -> None:
    """Leave lengths out of the form that is sent, where a strict endpoint may refuse them; they are checked here."""
    for word in ("minLength", "maxLength"):
        schema.pop(word, None)


class GivenCode(BaseModel):
    """One code that the model gave the passage."""

    model_config = ConfigDict(extra="forbid")

    code: str
    quotation: str = Field(
        min_length=1,
        max_length=1000,
        description="Copied word for word from the target passage.",
        json_schema_extra=_without_lengths,
    )
    rationale: str = Field(
        max_length=400,
        description="One short sentence: why the code applies.",
        json_schema_extra=_without_lengths,
    )


class Answer(BaseModel):
    """All codes that the model gave the passage; none is an answer too."""

    model_config = ConfigDict(extra="forbid")

    assignments: list[GivenCode]

    @model_validator(mode="after")
    def _quotations_stand_in_the_passage(self) -> Self:
        for passage in _PASSAGES.get()[:1]:
            absent = _absent(self.assignments, passage)
            if absent:
                raise ValueError(f"The quotation for {absent} is not in the target passage. {_CORRECTION}")
        return self

    def of_each(self, count: int) -> list[list[GivenCode] | None]:
        """The codes of each passage that was asked about: there is one."""
        return [self.assignments]


class PassageAnswer(BaseModel):
    """All codes that the model gave one of several passages."""

    model_config = ConfigDict(extra="forbid")

    passage: int = Field(description="The number of the passage.")
    assignments: list[GivenCode]


class PackAnswer(BaseModel):
    """One answer for each of several passages, by the passage's number."""

    model_config = ConfigDict(extra="forbid")

    passages: list[PassageAnswer]

    @model_validator(mode="after")
    def _each_passage_is_answered_once_and_quoted(self) -> Self:
        asked = _PASSAGES.get()
        wrong = [*_miscounted([each.passage for each in self.passages], len(asked)), *self._misquoted(asked)]
        if asked and wrong:
            raise ValueError(" ".join(wrong))
        return self

    def _misquoted(self, asked: tuple[str, ...]) -> list[str]:
        said = [
            f"The quotation for {absent} is not in passage {each.passage}."
            for each in self.passages
            if 1 <= each.passage <= len(asked) and (absent := _absent(each.assignments, asked[each.passage - 1]))
        ]
        return [*said, _CORRECTION] if said else []

    def of_each(self, count: int) -> list[list[GivenCode] | None]:
        """The codes of each passage that was asked about; None for one that was not answered exactly once."""
        numbers = Counter(each.passage for each in self.passages)
        found = {each.passage: each.assignments for each in self.passages if numbers[each.passage] == 1}
        return [found.get(number) for number in range(1, count + 1)]


_CORRECTION = "Copy it word for word, or leave the code out."


def _absent(assignments: Sequence[GivenCode], passage: str) -> str:
    """The codes whose quotation does not stand in the passage."""
    return ", ".join(given.code for given in assignments if not find_quotation(passage, given.quotation))


def _miscounted(numbers: Sequence[int], asked: int) -> list[str]:
    missing = [str(number) for number in range(1, asked + 1) if number not in numbers]
    several = sorted({str(number) for number in numbers if numbers.count(number) > 1})
    unknown = sorted({str(number) for number in numbers if not 1 <= number <= asked})
    said = {
        "have no answer; answer each, with no assignments where no code applies": missing,
        "have several answers; give one": several,
        "were not asked about; leave them out": unknown,
    }
    return [f"Passages {', '.join(found)} {what}." for what, found in said.items() if found]


def answer_model(codebook: Codebook) -> type[Answer]:
    """The answer model in which no code outside the codebook can stand."""
    return create_model("Answer", __base__=Answer, assignments=_assignments(codebook))


def pack_answer_model(codebook: Codebook) -> type[PackAnswer]:
    """The answer model for several passages at once, in which no code outside the codebook can stand."""
    of_one = create_model("PassageAnswer", __base__=PassageAnswer, assignments=_assignments(codebook))
    several: Any = list.__class_getitem__(of_one)
    return create_model("Answer", __base__=PackAnswer, passages=(several, ...))


def _assignments(codebook: Codebook) -> Any:
    names = tuple(code.name for code in codebook.codable)
    code: Any = Literal[names]
    given = create_model("GivenCode", __base__=GivenCode, code=(code, ...))
    several: Any = list.__class_getitem__(given)
    return several, Field(max_length=len(names))
