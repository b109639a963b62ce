"""Cues as paragraphs: a time range, the speaker's name and what was said, as an older Teams wrote them in Word."""

import re

from runs.transcripts.cues import Cue, utterances
from runs.transcripts.labels import is_name_like, is_plausible
from runs.transcripts.lines import Lines
from runs.transcripts.rendering import Utterance
from runs.transcripts.roles import is_role
from runs.transcripts.times import TIME, milliseconds

_RANGE = re.compile(rf"\s*({TIME})\s*-->\s*({TIME})\s*")


def named_cues(text: str) -> tuple[list[Utterance], int] | None:
    """The talk, and how many lines are no speech; None where paragraphs are not written so.

    They are when nearly all time ranges are followed by a line that reads as a name, and by another line.
    """
    lines = [line.text.strip() for line in Lines(text) if not line.blank]
    places = [number for number, line in enumerate(lines) if _RANGE.fullmatch(line)]
    if not places:
        return None
    groups = [lines[start:end] for start, end in zip(places, [*places[1:], len(lines)], strict=True)]
    named = sum(len(group) > 2 and _is_name(group[1]) for group in groups)
    if named < 0.9 * len(groups):
        return None
    talk = utterances([_cue(group) for group in groups])
    return talk, places[0] + len(groups)


def _cue(group: list[str]) -> Cue:
    has_name = len(group) > 2 and _is_name(group[1])
    start, end = (milliseconds(time) for time in group[0].split("-->"))
    return Cue(group[1] if has_name else None, "\n".join(group[1 + has_name :]), start, end)


def _is_name(line: str) -> bool:
    return is_plausible(line) and (is_role(line) or is_name_like(line))
