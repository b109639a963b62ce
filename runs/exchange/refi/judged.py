"""A note that goes with each transcript of ours: its turns, and the stretches that each rater has looked at.

The standard has no place for "looked, no code applies". Without the note a project still says who gave which code
to which words; with it, a study comes back as it went out.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from pydantic import ValidationError

from codebook import Record
from runs.exchange.refi.users import user_name
from runs.records import Coding, Rater, Transcript, Turn

NOTE_NAME = "Intercoder: turns and judged stretches"
_ABOUT = "Written for Intercoder, which reads it when this project comes back. Other programs can ignore it."


class GivenCode(NamedTuple):
    """A code that belongs to a stretch."""

    start: int
    end: int
    code: str
    rationale: str = ""


class JudgedStretch(Record, frozen=True):
    """A stretch that a rater has looked at."""

    start: int
    end: int
    independent: bool = True
    codes: int = 0
    """How many codes the rater gave in it."""
    given: tuple[GivenCode, ...] | None = None
    """Which codes belong to it, where the rater judged overlapping stretches; else those that lie in it do."""

    def reasons(self, start: int, end: int, code: str) -> list[str]:
        """The rationales with which a code at a place belongs to it."""
        return [each.rationale for each in self.given or () if (each.start, each.end, each.code) == (start, end, code)]


class JudgedNote(Record, frozen=True):
    """What the note of one transcript says."""

    document: str
    text_sha256: str
    turns: tuple[tuple[int, int, str, int | None], ...]
    """Start, end, speaker and milliseconds of each turn."""
    judged: Mapping[str, tuple[JudgedStretch, ...]]
    """The stretches of each user by name."""
    utf16: bool = False
    """Whether the project's positions were written in UTF-16 code units."""

    @property
    def as_turns(self) -> tuple[Turn, ...]:
        """The turns."""
        return tuple(
            Turn(position=number, speaker=speaker, start=start, end=end, start_ms=ms)
            for number, (start, end, speaker, ms) in enumerate(self.turns, 1)
        )

    def of_those(self, users: Collection[str], coding: Collection[str]) -> "JudgedNote":
        """The note without users who are gone, and without those whose codes here are all gone.

        A program may have put a user's codings under another name: of the old one it is not known that nothing
        applies.

        Args:
            users: The names of all users.
            coding: The names of those who have a coding in this transcript.
        """
        kept = {
            user: stretches
            for user, stretches in self.judged.items()
            if user in users and (user in coding or not any(each.codes for each in stretches))
        }
        return self.model_copy(update={"judged": kept})

    def fits(self, length: int) -> bool:
        """Whether its spans can be those of a text of so many characters, and its turns are in order."""
        spans = [(start, end) for start, end, _, _ in self.turns]
        in_order = all(before[1] <= after[0] for before, after in pairwise(spans))
        stretches = [(each.start, each.end) for held in self.judged.values() for each in held]
        return in_order and all(0 <= start <= end <= length for start, end in (*spans, *stretches))


def note_of(
    held: Transcript, codings: Iterable[Coding], raters: Mapping[str, Rater], *, utf16: bool = False
) -> JudgedNote:
    """The note of a transcript and the codings of it."""
    judged: dict[str, list[Coding]] = {}
    for coding in codings:
        judged.setdefault(user_name(raters[coding.rater]), []).append(coding)
    return JudgedNote(
        document=held.document,
        text_sha256=held.text_sha256,
        turns=tuple((each.start, each.end, each.speaker, each.start_ms) for each in held.turns),
        judged={name: judged_stretches(given) for name, given in judged.items()},
        utf16=utf16,
    )


def note_text(note: JudgedNote) -> str:
    """The note as text that a person may meet in another program."""
    said = note.model_dump(mode="json", exclude_defaults=True)
    return f"{_ABOUT}\n{json.dumps(said, ensure_ascii=True, separators=(',', ':'))}\n"


def note_in(text: str) -> JudgedNote | None:
    """The note that a text holds; None where it is none of ours."""
    if not text.lstrip("\ufeff").startswith(_ABOUT):
        return None
    said = text.partition("{")
    try:
        return JudgedNote.model_validate_json(f"{{{said[2]}")
    except ValidationError:
        return None


def judged_stretches(codings: Sequence[Coding]) -> tuple[JudgedStretch, ...]:
    """The stretches of one rater's codings of one transcript."""
    overlapping = _overlap((coding.start, coding.end) for coding in codings)
    return tuple(
        JudgedStretch(
            start=coding.start,
            end=coding.end,
            independent=coding.independent,
            codes=len(_given(coding)),
            given=_given(coding) if overlapping else None,
        )
        for coding in sorted(codings, key=lambda each: (each.start, each.end))
    )


def _given(coding: Coding) -> tuple[GivenCode, ...]:
    return tuple(
        GivenCode(each.start, each.end, each.code, each.rationale)
        for each in coding.assignments
        if each.start is not None and each.end is not None
    )


def _overlap(stretches: Iterable[tuple[int, int]]) -> bool:
    """Whether a stretch shares text with another, lies at the edge of one, or reaches the same place twice."""
    in_order = sorted(stretches)
    return any(after[0] < before[1] or after == before for before, after in pairwise(in_order))


class Judged(NamedTuple):
    """What is known of the stretches of one rater in one transcript."""

    stretches: tuple[JudgedStretch, ...]

    def of(self, start: int, end: int, code: str, rationale: str) -> tuple[tuple[int, int], ...]:
        """The stretches that a code at a place belongs to; the place itself where it lies in none.

        The rationale tells apart stretches that have the same code there; one that was changed since, does not.
        """
        having = [(each, each.reasons(start, end, code)) for each in self.stretches]
        words = rationale.split()
        named = [each for each, reasons in having if any(reason.split() == words for reason in reasons)]
        named = named or [each for each, reasons in having if reasons]
        holding = named or [each for each in self.stretches if each.start <= start and end <= each.end]
        if not named:
            holding = holding[:1]
        return tuple((each.start, each.end) for each in holding) or ((start, end),)
