"""The answer that a small model must give: few tokens, because it writes slowly, and no room for mistakes."""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from pydantic import Field, create_model

from codebook import Codebook
from prompts.answer_forms import AnswerForm
from prompts.answers import CodesForm, GivenCode


class PointedCode(AnswerForm):
    """One code that the model gave the passage, and the numbered piece of it that shows the code."""

    code: str
    piece: int
    why: str = Field(max_length=60)


class BriefAnswer(CodesForm):
    """At most two codes, each with the number of a piece of the passage; none is an answer too."""

    pieces: ClassVar[tuple[str, ...]] = ()
    codes: list[PointedCode] = Field(max_length=2)

    def given(self) -> list[GivenCode]:
        """The codes of the passage, quoted from it."""
        return [GivenCode(code=c.code, quotation=self.pieces[c.piece - 1], rationale=c.why) for c in self.codes]


def brief_answer_model(codebook: Codebook, pieces: Sequence[str]) -> type[BriefAnswer]:
    """The answer model in which no code outside the codebook and no piece that is not there can stand.

    Args:
        codebook: Its codable codes are the ones that may be given.
        pieces: The pieces of the passage that may be quoted, in the order of their numbers, from 1.
    """
    code: Any = Literal[tuple(code.name for code in codebook.codable)]
    piece: Any = Literal[tuple(range(1, len(pieces) + 1))]
    pointed: Any = create_model("PointedCode", __base__=PointedCode, code=(code, ...), piece=(piece, ...))
    several: Any = list.__class_getitem__(pointed)
    made = create_model("Answer", __base__=BriefAnswer, codes=(several, Field(max_length=2)))
    made.pieces = tuple(pieces)
    return made
