"""The answer that a model must give, as a pydantic model built from the codebook."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from codebook import Codebook
from runs.quotations import find_quotation

_PASSAGE: ContextVar[str | None] = ContextVar("passage", default=None)


@contextmanager
def asked_about(passage: str) -> Generator[None]:
    """Answers that are validated inside the block must quote from this passage.

    The passage travels beside the answer model, whose class is one and the same for a whole run, and
    each asyncio task has its own.
    """
    token = _PASSAGE.set(passage)
    try:
        yield
    finally:
        _PASSAGE.reset(token)


class GivenCode(BaseModel):
    """One code that the model gave the passage."""

    model_config = ConfigDict(extra="forbid")

    quotation: str = Field(min_length=1, description="Copied word for word from the target passage.")
    code: str
    rationale: str = Field(description="One short sentence: why the code applies.")


class Answer(BaseModel):
    """All codes that the model gave the passage; none is an answer too."""

    model_config = ConfigDict(extra="forbid")

    assignments: list[GivenCode]

    @model_validator(mode="after")
    def _quotations_stand_in_the_passage(self) -> Self:
        passage = _PASSAGE.get()
        if passage is None:
            return self
        absent = [given.code for given in self.assignments if not find_quotation(passage, given.quotation)]
        if absent:
            raise ValueError(
                f"The quotation for {', '.join(absent)} is not in the target passage. Copy it word for word, "
                "or leave the code out."
            )
        return self


def answer_model(codebook: Codebook) -> type[Answer]:
    """The answer model in which no code outside the codebook can stand."""
    names = tuple(code.name for code in codebook.codable)
    code: Any = Literal[names]
    given = create_model("GivenCode", __base__=GivenCode, code=(code, ...))
    several: Any = list.__class_getitem__(given)
    return create_model("Answer", __base__=Answer, assignments=(several, ...))
