"""What a study's record is made of.

Spans are code points of a transcript's canonical text, from 0, half-open: ``text[start:end]``.
"""

import hashlib
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from codebook import Record

_STRICT = ConfigDict(extra="forbid")
"""Of the records of which there may be a million: they have slots, and take a tenth of a ``Record``'s kilobyte."""


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Turn:
    """One stretch of talk by one speaker; its span covers what was said, not the speaker's label."""

    position: int
    """The turn's number in its transcript, from 1."""
    speaker: str
    """The speaker's label as transcribed; empty where none was given."""
    start: int
    end: int
    start_ms: int | None = None
    """When the turn begins in the recording, in milliseconds, where the file tells."""


class Transcript(Record, frozen=True):
    """One interview: its canonical text and the turns in it."""

    document: str
    """The transcript's name, unique in its study."""
    text: str
    """The canonical text: line ends are LF and one leading BOM is gone; nothing else is normalised."""
    turns: tuple[Turn, ...]
    format: str
    """What the file was recognised as, such as ``labelled text`` or ``WebVTT``."""
    encoding: str = "utf-8"
    source_name: str = ""
    source_sha256: str = ""
    """SHA-256 of the file's original bytes, hexadecimal."""

    @property
    def text_sha256(self) -> str:
        """SHA-256 of the canonical text in UTF-8, hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


class Unit(StrEnum):
    """The unit of analysis: what is judged as one thing."""

    TURN = "turn"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    WINDOW = "window"


class Segment(Record, frozen=True):
    """One unit of analysis in a transcript."""

    document: str
    start: int
    end: int
    turn: int
    """Position of the turn that the segment lies in, or begins in."""
    speaker: str


class RaterKind(StrEnum):
    """Who judged: a person, a model, or several people who settled their disagreements."""

    PERSON = "person"
    MODEL = "model"
    CONSENSUS = "consensus"


class Rater(Record, frozen=True):
    """Someone or something that codes."""

    name: str
    kind: RaterKind = RaterKind.PERSON


class Grounding(StrEnum):
    """How an assignment is tied to the text."""

    EXACT = "exact"
    """The quotation stands in the segment as the rater gave it."""
    NORMALISED = "normalised"
    """It stands there up to white space, quotation marks and dashes; the text's own characters are kept."""
    UNIT = "unit"
    """The rater coded the whole unit; the quotation is the unit's text."""
    UNGROUNDED = "ungrounded"
    """It does not stand in the segment: shown to people, never counted."""


def _is_none(value: object) -> bool:
    return value is None


Probability = Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Assignment:
    """One code given to one passage."""

    code: str
    quotation: str
    start: int | None
    """Where the quotation begins; None when it is ungrounded."""
    end: int | None
    grounding: Grounding
    rationale: str = ""
    probability: Annotated[Probability | None, Field(exclude_if=_is_none)] = None
    """That the model wrote this code after what it had written before, as its endpoint tells; None where that is not
    known, and then the fingerprint is the one of a coding that never had it."""


class CodingStatus(StrEnum):
    """What became of a judgement that was asked for."""

    CODED = "coded"
    """The rater looked; no assignments means that none of the codes applies."""
    FAILED = "failed"
    """No usable answer came; nothing is known."""
    REFUSED = "refused"
    """The model declined to answer; nothing is known."""
    TRUNCATED = "truncated"
    """The answer was cut off; nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Coding:
    """One rater's judgement of one stretch of a transcript."""

    document: str
    rater: str
    start: int
    """The stretch that the rater looked at begins here."""
    end: int
    status: CodingStatus = CodingStatus.CODED
    assignments: tuple[Assignment, ...] = ()
    run: int | None = None
    """Number of the run that made it; None for a person's."""
    independent: bool = True
    """False when the rater saw another's codes first."""
    reason: str = ""
    """Why there is no answer, or why none of the codes was thought to apply, where that is known."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all of it, hexadecimal: by it an equal coding is known, and one that was damaged."""
        return hashlib.sha256(_CODINGS.dump_json(self)).hexdigest()


_CODINGS = TypeAdapter(Coding)
