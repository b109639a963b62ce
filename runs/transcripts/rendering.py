"""Writes the talk of a file without plain text of its own as canonical text."""

from collections.abc import Iterable
from typing import NamedTuple

from runs.records import Turn


class Utterance(NamedTuple):
    """What one speaker said, and when it began."""

    speaker: str
    text: str
    start_ms: int | None = None
    at: int | None = None
    """Where the text begins in that of its file, where its reader keeps count of that."""


def render(utterances: Iterable[Utterance]) -> tuple[str, tuple[Turn, ...]]:
    """Canonical text of ``Speaker: text`` blocks with a blank line between, and the turns in it.

    An unknown speaker has no label. Blank utterances are left out.
    """
    parts: list[str] = []
    turns: list[Turn] = []
    length = 0
    for utterance in utterances:
        said = utterance.text.strip()
        if not said:
            continue
        label = f"{utterance.speaker}: " if utterance.speaker else ""
        opening = ("\n\n" if parts else "") + label
        start = length + len(opening)
        parts.append(opening + said)
        length = start + len(said)
        turns.append(
            Turn(
                position=len(turns) + 1,
                speaker=utterance.speaker,
                start=start,
                end=length,
                start_ms=utterance.start_ms,
            )
        )
    return "".join(parts), tuple(turns)
