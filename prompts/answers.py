"""The answer that a model must give, as a pydantic model built from the codebook."""

from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import accumulate
from typing import Annotated, Any, Literal, Self, cast

from pydantic import BeforeValidator, Field, create_model, model_validator

from codebook import Codebook
from prompts.answer_forms import AnswerForm, imperfect, unfit
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


MOST_PASSAGES = 1000
"""The most passages that an answer may speak of."""
MOST_ASSIGNMENTS = 20
"""The most assignments that a passage may have where the codebook has fewer codes."""


class GivenCode(AnswerForm):
    """One code that the model gave the passage."""

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


class CodesForm(AnswerForm):
    """An answer that gives codes to one passage or several."""

    def given(self) -> list[GivenCode]:
        """All codes of the answer, in the order in which they stand in it."""
        raise NotImplementedError

    def shares(self, count: int) -> list[slice | None]:
        """Which of all codes are those of each passage that was asked about; None for one that has no answer."""
        return [slice(None)]

    def of_each(self, count: int) -> list[list[GivenCode] | None]:
        """The codes of each passage that was asked about; None for one that has no answer."""
        given = self.given()
        return [None if share is None else given[share] for share in self.shares(count)]


class Answer(CodesForm):
    """All codes that the model gave the passage; none is an answer too."""

    assignments: list[GivenCode]

    @model_validator(mode="after")
    def _quotations_stand_in_the_passage(self) -> Self:
        for passage in _PASSAGES.get()[:1]:
            absent = _absent(self.assignments, passage)
            if absent:
                raise imperfect(f"The quotation for {absent} is not in the target passage. {_CORRECTION}")
        return self

    def given(self) -> list[GivenCode]:
        """The codes of the passage."""
        return self.assignments


class PassageAnswer(AnswerForm):
    """All codes that the model gave one of several passages."""

    passage: int = Field(description="The number of the passage.")
    assignments: list[GivenCode]


class PackAnswer(CodesForm):
    """One answer for each of several passages, by the passage's number.

    An answer that seems to have numbers mixed up (one that was not asked about, or a quotation that stands in
    another passage than the one it is given for) cannot be used: a code must never come to a wrong segment. One that
    leaves passages out, or answers one twice, can be used for the others.
    """

    passages: list[PassageAnswer]

    @model_validator(mode="after")
    def _each_passage_has_its_own_answer_and_is_quoted(self) -> Self:
        asked = _PASSAGES.get()
        if asked:
            mixed = [*_unknown([each.passage for each in self.passages], len(asked)), *self._misplaced(asked)]
            if mixed:
                raise unfit(" ".join(mixed[:_TOLD]))
            wrong = self._misquoted(asked)
            if wrong:
                raise imperfect(" ".join(wrong))
        return self

    def _misplaced(self, asked: tuple[str, ...]) -> list[str]:
        return [
            f"The quotation for {given.code} of passage {each.passage} stands in passage {owner}."
            for each in self.passages
            for given in each.assignments
            if (owner := _owner(given.quotation, each.passage, asked)) not in (None, each.passage)
        ]

    def _misquoted(self, asked: tuple[str, ...]) -> list[str]:
        said = [
            f"The quotation for {absent} is not in passage {each.passage}."
            for each in self.passages
            if (absent := _absent(each.assignments, asked[each.passage - 1]))
        ]
        return [*said, _CORRECTION] if said else []

    def given(self) -> list[GivenCode]:
        """The codes of all passages."""
        return [given for each in self.passages for given in each.assignments]

    def shares(self, count: int) -> list[slice | None]:
        """Which codes are those of each passage; None for one that was not answered exactly once."""
        numbers = Counter(each.passage for each in self.passages)
        ends = accumulate(len(each.assignments) for each in self.passages)
        found = {
            each.passage: slice(end - len(each.assignments), end)
            for each, end in zip(self.passages, ends, strict=True)
            if numbers[each.passage] == 1
        }
        return [found.get(number) for number in range(1, count + 1)]


_CORRECTION = "Copy it word for word, or leave the code out."
_TOLD = 5


def _absent(assignments: Sequence[GivenCode], passage: str) -> str:
    """The codes whose quotation does not stand in the passage."""
    return ", ".join(given.code for given in assignments if not find_quotation(passage, given.quotation))


def _owner(quotation: str, number: int, asked: Sequence[str]) -> int | None:
    """The number of the passage in which a quotation stands, the one it is given for before any other."""
    numbers = sorted(range(1, len(asked) + 1), key=lambda each: each != number)
    return next((each for each in numbers if find_quotation(asked[each - 1], quotation)), None)


def _unknown(numbers: Sequence[int], asked: int) -> list[str]:
    unknown = sorted({number for number in numbers if not 1 <= number <= asked})
    named = ", ".join(map(str, unknown[:_TOLD]))
    return [f"Passages {named} were not asked about; they are numbered from 1 to {asked}."] if unknown else []


def answer_model(codebook: Codebook) -> type[Answer]:
    """The answer model in which no code outside the codebook can stand."""
    return create_model("Answer", __base__=Answer, assignments=_assignments(codebook))


def pack_answer_model(codebook: Codebook) -> type[PackAnswer]:
    """The answer model for several passages at once, in which no code outside the codebook can stand."""
    of_one = create_model("PassageAnswer", __base__=PassageAnswer, assignments=_assignments(codebook))
    return create_model("Answer", __base__=PackAnswer, passages=(_list_of(of_one, MOST_PASSAGES), ...))


def _assignments(codebook: Codebook) -> Any:
    names = tuple(code.name for code in codebook.codable)
    code: Any = Literal[names]
    given = create_model("GivenCode", __base__=GivenCode, code=(code, ...))
    return _list_of(given, max(len(names), MOST_ASSIGNMENTS)), ...


def _list_of(kind: type[AnswerForm], most: int) -> Any:
    """A list whose length is checked before its items are; the form that is sent does not tell the length."""
    several: Any = list.__class_getitem__(kind)

    def few(given: Any) -> Any:
        if isinstance(given, list) and len(cast("list[Any]", given)) > most:
            raise unfit(f"There are more than {most} items.")
        return cast("Any", given)

    return Annotated[several, BeforeValidator(few)]
