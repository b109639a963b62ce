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

    code: str
    quotation: str = Field(min_length=1, max_length=1000, description="Copied word for word from the target passage.")
    rationale: str = Field(max_length=400, description="One short sentence: why the code applies.")


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


class BriefGivenCode(GivenCode):
    """One code that a small model gave: short, because a small model does not know when to stop."""

    quotation: str = Field(min_length=1, max_length=110)
    rationale: str = Field(max_length=60)


def answer_model(codebook: Codebook, *, brief: bool = False) -> type[Answer]:
    """The answer model in which no code outside the codebook can stand.

    Args:
        codebook: Its codable codes are the ones that may be given.
        brief: Whether the answers of a small model are expected: at most two codes, in few words.
    """
    names = tuple(code.name for code in codebook.codable)
    code: Any = Literal[names]
    base = BriefGivenCode if brief else GivenCode
    given = create_model("GivenCode", __base__=base, code=(code, ...))
    several: Any = list.__class_getitem__(given)
    most = 2 if brief else len(names)
    return create_model("Answer", __base__=Answer, assignments=(several, Field(max_length=most)))
