"""Turns made of the cues of a subtitle file, whose speakers are voices or labels in the text."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from runs.transcripts.layouts import Layout
from runs.transcripts.lines import Lines
from runs.transcripts.marks import find_marks
from runs.transcripts.rendering import Utterance

_PAUSE_MS = 2000
_INITIALS = re.compile(r"\s*\(([A-ZÀ-ÖØ-Þ]{1,4})\)\s+")
_SENTENCE_ENDS = tuple(".?!…。！？\"'”’»")


class Cue(NamedTuple):
    """What one cue shows: a voice's words; the voice is None where the file names none."""

    voice: str | None
    text: str
    start_ms: int | None
    end_ms: int | None
    """None where the file tells no time."""


def utterances(cues: Sequence[Cue]) -> list[Utterance]:
    """The talk of the cues: consecutive cues of one speaker are one utterance, joined by a space.

    A file without voices may open cues with ``Name:``, ``[SPEAKER_00]:`` or, as Google Meet, ``(AB)``; the cues
    that follow without one belong to the same speaker. Where nobody is named at all, an utterance ends with a
    sentence or a pause of two seconds, since a whole interview as one turn could not be coded.
    """
    if any(cue.voice for cue in cues):
        return _joined(_voiced(cues))
    labelled = list(_initialled(cues) or _labelled(cues))
    return _joined(labelled) if any(each.speaker for each in labelled) else _in_sentences(cues)


def in_time(cue: Cue) -> int:
    """When a cue begins, to sort by."""
    return cue.start_ms or 0


def one_line(text: str) -> str:
    """The text on one line, its line breaks as single spaces."""
    return " ".join(line.strip() for line in text.split("\n") if line.strip())


def _voiced(cues: Sequence[Cue]) -> Iterator[Utterance]:
    for cue in cues:
        yield Utterance(cue.voice or "", one_line(cue.text), cue.start_ms)


def _initialled(cues: Sequence[Cue]) -> list[Utterance]:
    """The talk of cues that open with a speaker's initials in brackets; nothing where fewer than half of them do."""
    found = [_INITIALS.match(cue.text) for cue in cues]
    initials = {each[1] for each in found if each}
    if 2 * sum(each is not None for each in found) < len(cues) or len(initials) < 2:
        return []
    utterances: list[Utterance] = []
    speaker = ""
    for cue, opening in zip(cues, found, strict=True):
        speaker = opening[1] if opening else speaker
        utterances.append(Utterance(speaker, one_line(cue.text[opening.end() if opening else 0 :]), cue.start_ms))
    return utterances


def _labelled(cues: Sequence[Cue]) -> Iterator[Utterance]:
    blocks = ["\n".join(line for line in cue.text.split("\n") if line.strip()) for cue in cues]
    text = "\n\n".join(blocks)
    lines = Lines(text)
    marks = find_marks(lines, (Layout.COLON, Layout.BRACKETED)).by_line
    owners = (cue for cue, block in zip(cues, blocks, strict=True) for _ in range(block.count("\n") + 2))
    speaker = ""
    for number, (line, cue) in enumerate(zip(lines, owners, strict=False)):
        mark = marks.get(number)
        speaker = mark.label if mark else speaker
        yield Utterance(speaker, text[mark.start : line.end] if mark else line.text, cue.start_ms)


def _joined(pieces: Iterator[Utterance] | list[Utterance]) -> list[Utterance]:
    joined: list[tuple[Utterance, list[str]]] = []
    for piece in pieces:
        said = piece.text.strip()
        if not said:
            continue
        if joined and joined[-1][0].speaker == piece.speaker:
            joined[-1][1].append(said)
        else:
            joined.append((piece, [said]))
    return [first._replace(text=" ".join(said)) for first, said in joined]


def _in_sentences(cues: Sequence[Cue]) -> list[Utterance]:
    found: list[tuple[Cue, list[str]]] = []
    last_end = 0
    for cue in cues:
        said = one_line(cue.text)
        if not said:
            continue
        goes_on = found and (cue.start_ms is None or cue.start_ms - last_end <= _PAUSE_MS)
        if goes_on and not found[-1][1][-1].endswith(_SENTENCE_ENDS):
            found[-1][1].append(said)
        else:
            found.append((cue, [said]))
        last_end = cue.end_ms or last_end
    return [Utterance("", " ".join(said), cue.start_ms) for cue, said in found]
