"""What Whisper and WhisperX recognise, as JSON: segments with times, and speakers where voices were told apart."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from runs.transcripts.cues import Cue, utterances
from runs.transcripts.decoding import decode, doubts
from runs.transcripts.found import Found, rendered
from runs.transcripts.reading import LeftOut, UnreadableTranscript, refuse_larger

MOST_BYTES = 30_000_000
"""An hour with its words one by one has some 2 MB."""
_DO = "Export the transcript again as JSON, SRT or text."
_Object = Mapping[str, object]


class _Run(NamedTuple):
    """Where the words of one speaker begin in a segment."""

    at: int
    speaker: str
    start_ms: int | None


def is_whisper(text: str) -> bool:
    """Whether a text is JSON with a list of segments that have a text and a time."""
    return _segments(text) is not None


def read_whisper(name: str, data: bytes) -> Found:
    """The talk of the segments; those of one speaker are one turn, as the cues of subtitles are.

    A segment belongs to the speaker that it names. Where it names none, its words may, and it is parted where
    their speaker changes.
    """
    refuse_larger(name, data, MOST_BYTES)
    decoded = decode(name, data)
    segments = _segments(decoded.text)
    if segments is None:
        raise UnreadableTranscript(name, "It is JSON, but not of Whisper: it has no `segments`.", do=_DO)
    cues = [cue for segment in segments for cue in _cues(segment)]
    left = (LeftOut(why="times and probabilities of words and segments", count=len(segments)),)
    found = rendered(utterances(cues), "Whisper JSON", left, tuple(_told(cues, len(segments))), decoded.encoding)
    return found._replace(warnings=(*doubts(decoded), *found.warnings))


def _segments(text: str) -> Sequence[_Object] | None:
    if not text.lstrip("\ufeff \t\n").startswith(("{", "[")):
        return None
    try:
        held: object = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    if isinstance(held, dict):
        held = cast(_Object, held).get("segments")
    if not isinstance(held, list):
        return None
    found = cast("list[object]", held)
    return cast("list[_Object]", found) if found and all(map(_is_segment, found)) else None


def _is_segment(each: object) -> bool:
    return isinstance(each, dict) and isinstance(cast(_Object, each).get("text"), str) and "start" in each


def _cues(segment: _Object) -> Iterator[Cue]:
    text, start, end = str(segment["text"]), _ms(segment.get("start")), _ms(segment.get("end"))
    speaker = _speaker(segment)
    runs = [] if speaker else list(_runs(text, segment.get("words")))
    if not runs:
        yield Cue(speaker or None, text, start, end)
        return
    edges = [0, *(run.at for run in runs[1:]), len(text)]
    for run, begin, stop in zip(runs, edges, edges[1:], strict=False):
        yield Cue(run.speaker or None, text[begin:stop], start if begin == 0 else run.start_ms, end)


def _runs(text: str, words: object) -> Iterator[_Run]:
    """Where the speaker of the words changes; nothing where no word names one."""
    known = (
        [cast(_Object, each) for each in cast("list[object]", words) if isinstance(each, dict)]
        if isinstance(words, list)
        else []
    )
    last, at = "", 0
    for word in known:
        written = str(word.get("word", "")).strip()
        found = text.find(written, at) if written else -1
        if found < 0:
            continue
        speaker = _speaker(word) or last
        if speaker and speaker != last:
            yield _Run(found, speaker, _ms(word.get("start")))
        last, at = speaker, found + len(written)


def _speaker(named: _Object) -> str:
    speaker = named.get("speaker")
    return " ".join(speaker.split()) if isinstance(speaker, str) else ""


def _ms(seconds: object) -> int | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    return round(seconds * 1000) if math.isfinite(seconds) and 0 <= seconds < 10_000_000 else None


def _told(cues: Sequence[Cue], segments: int) -> Iterator[str]:
    unvoiced = sum(cue.voice is None for cue in cues)
    if 0 < unvoiced < len(cues):
        yield f"{unvoiced} of {segments} segments name no speaker; theirs is unknown."
    untimed = sum(cue.start_ms is None for cue in cues)
    if untimed:
        yield f"{untimed} of {segments} segments have no time."
