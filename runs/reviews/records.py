"""What a review is made of."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from codebook import Record
from runs.records import Assignment, CodingStatus, Unit


class ReviewDesign(Record, frozen=True):
    """Whose judgements are compared, on which units, and how the cases are drawn up; equal designs are one review."""

    raters: tuple[str, str]
    unit: Unit
    speakers: tuple[str, ...] = ()
    """Whose talk is judged; nobody named means those who are interviewed."""
    audit_share: float = 0.1
    """Share of the units on which both agree that comes into the queue as well."""
    least_overlap: float | None = None
    """Passages of one code that overlap less than this (intersection over union) are in dispute; None: never."""
    seed: int
    """Of the audit, the order at random and who is A."""


class Review(Record, frozen=True):
    """A review of the study."""

    number: int
    begun_at: str
    """ISO 8601, in UTC."""
    design: ReviewDesign


class CaseKind(StrEnum):
    """In what two raters differ."""

    CONFLICT = "conflict"
    """Each gave a code that the other did not."""
    ONE_ONLY = "one only"
    """One gave a code more than the other."""
    BOUNDARY = "boundary"
    """The same codes, on passages that hardly overlap."""
    UNGROUNDED = "ungrounded"
    """A quotation of one of them is not in the text, and does not count."""
    NOT_JUDGED = "not judged"
    """One has no judgement: it failed, was refused or was cut off."""
    AGREED = "agreed"
    """They agree; drawn so that errors which both share can be found."""


class CaseState(StrEnum):
    """How far a case is."""

    OPEN = "open"
    DECIDED = "decided"
    SKIPPED = "skipped"


class Judgement(Record, frozen=True):
    """What one rater said of the unit of a case."""

    rater: str
    status: CodingStatus
    codes: tuple[str, ...]
    """The codes that count, in the codebook's order."""
    assignments: tuple[Assignment, ...]
    """The passages in the unit, also those that are not in the text and do not count."""
    reason: str = ""
    run: int | None = None


class DrawnCase(Record, frozen=True):
    """A case as it is drawn up; the first judgement is shown as A, the second as B."""

    document: str
    start: int
    end: int
    turn: int
    speaker: str
    kind: CaseKind
    passage: str
    """The unit's text."""
    judgements: tuple[Judgement, Judgement]
    disputed: tuple[str, ...]
    """The codes that are in question."""
    rank: float
    """The lower, the sooner: the pair's kappa on its worst code."""
    shuffle: int
    """Its place in the order at random."""

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes in play: A's, then what B has more."""
        a, b = self.judgements
        return tuple(dict.fromkeys((*a.codes, *b.codes)))


class Choice(StrEnum):
    """How a case was decided."""

    A = "a"
    B = "b"
    BOTH = "both"
    NEITHER = "neither"
    COMPOSED = "composed"
    """Codes or boundaries were put together by the reviewer."""


class Reason(StrEnum):
    """Why raters differed, as the reviewer sees it."""

    AMBIGUOUS_TEXT = "ambiguous text"
    CODEBOOK_GAP = "codebook gap"
    PERSON_SLIP = "slip of a person"
    MODEL_SLIP = "slip of a model"
    EDGE_CASE = "edge case"
    SUBJECTIVE = "subjective"
    OTHER = "other"


class Decision(Record, frozen=True):
    """What a reviewer decided about a case, and what was on the screen."""

    choice: Choice
    assignments: tuple[Assignment, ...]
    """What holds for the unit from now on; nothing means that no code applies."""
    reasons: tuple[Reason, ...] = ()
    note: str = ""
    shown: tuple[str, str]
    """The raters who stood there as A and as B."""
    revealed: bool
    """Whether the reviewer knew who is who."""
    seconds: float | None = None
    """From when the case was shown to the decision."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that hold."""
        return tuple(dict.fromkeys(assignment.code for assignment in self.assignments))


class Case(DrawnCase, frozen=True):
    """A case as it is now."""

    number: int
    review: int
    state: CaseState
    flagged: bool
    revealed: bool
    withdrawn: bool
    """Whether the raters' codings have changed since, so that it is no case any more."""
    decision: Decision | None
    decided_by: str
    decided_at: str
    state_event: int
    """The event that put it in its state; 0 where there was none."""


class EventKind(StrEnum):
    """What was done."""

    DECIDED = "decided"
    SKIPPED = "skipped"
    FLAGGED = "flagged"
    UNFLAGGED = "unflagged"
    REVEALED = "revealed"
    CODED = "coded"
    """A person coded a segment without seeing others' codes."""
    SHOWN = "shown"
    """Others' codes in a document were put before a person."""
    CODEBOOK = "codebook"
    """Another version of the codebook was put in use."""
    UNDONE = "undone"
    REDONE = "redone"


UNDOABLE = (EventKind.DECIDED, EventKind.SKIPPED, EventKind.FLAGGED, EventKind.UNFLAGGED, EventKind.CODED)
"""What can be undone; nobody can unsee what was revealed."""


class NewEvent(Record, frozen=True):
    """Something that is done."""

    scope: str
    """Where it belongs, such as ``review 1``; undo goes back within one scope."""
    kind: EventKind
    reviewer: str
    request: str
    """Names the wish to do it, so that the same wish, sent again, is not done twice."""
    case: int | None = None
    content: Mapping[str, Any] = {}
    batch: str = ""
    """What is done together, and undone together; empty for what stands alone."""
    target: int | None = None
    """The event that is undone or redone."""


class Event(NewEvent, frozen=True):
    """Something that was done."""

    number: int
    at: str
    """ISO 8601, in UTC."""

    @property
    def decision(self) -> Decision | None:
        """What was decided, where it was a decision."""
        return Decision.model_validate(self.content) if self.kind is EventKind.DECIDED else None


def event_sha256(stored: Sequence[object]) -> str:
    """SHA-256 of an event as stored, hexadecimal.

    Args:
        stored: Its columns from ``id`` to ``at``, in the order of the table.
    """
    return hashlib.sha256(json.dumps(list(stored)).encode()).hexdigest()


def chained_sha256(before: str, digest: str) -> str:
    """SHA-256 of all events up to one, hexadecimal: none can be changed, removed or moved unseen.

    Args:
        before: That of the event before; empty for the first.
        digest: The ``event_sha256`` of the event.
    """
    return hashlib.sha256(f"{before}\n{digest}".encode()).hexdigest()
