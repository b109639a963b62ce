"""SubRip subtitles (SRT), as WhisperX and many services write them."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Protocol, cast

import srt

from runs.transcripts.cues import Cue, in_time, utterances
from runs.transcripts.reading import LeftOut, UnreadableTranscript, refuse_larger
from runs.transcripts.webvtt_file import MOST_CHARACTERS, Subtitles

_TIMING = re.compile(r"\s*\d+:\d{1,2}:\d{1,2}[.,]\d{1,3}\s*-->\s*\d+:\d{1,2}:\d{1,2}")
_TAG = re.compile(r"</?(?:i|b|u|s|font)(?:\s[^<>]{0,200})?>|\{\\an?\d+\}", re.IGNORECASE)
_DO = "Export the transcript again as SRT, or as text."


class _Subtitle(Protocol):
    """What is used of a subtitle of srt, which has no types."""

    start: timedelta
    end: timedelta
    content: str


def is_srt(text: str) -> bool:
    """Whether a text opens like SRT: a cue number and a time range, or the time range alone."""
    head = [line for line in text[:2000].lstrip("\ufeff").split("\n") if line.strip()][:2]
    if not head:
        return False
    return _TIMING.match(head[0]) is not None or (
        len(head) == 2 and head[0].strip().isdigit() and _TIMING.match(head[1]) is not None
    )


def read_srt(name: str, text: str) -> Subtitles:
    """The talk of an SRT file: ``[SPEAKER_00]:`` or ``Name:`` labels, carried over to cues without one."""
    refuse_larger(name, text, MOST_CHARACTERS)
    cues = _cues(name, text)
    if not cues:
        raise UnreadableTranscript(name, "It is an SRT file without cues.", do=_DO)
    split = sum("\n\n" in cue.text.strip() for cue in cues)
    warnings = [f"Text after a blank line inside a cue was kept, in {split} cues."] if split else []
    first = next((number for number, line in enumerate(text.split("\n"), 1) if _TIMING.match(line)), None)
    left = (LeftOut(why="cue numbers and times", line=first, count=len(cues)),)
    return Subtitles(utterances(sorted(cues, key=in_time)), left, tuple(warnings))


def _cues(name: str, text: str) -> list[Cue]:
    try:
        parsed = list(cast("Callable[[str], Iterator[_Subtitle]]", srt.parse)(text))
    except srt.SRTParseError as error:
        line = text.count("\n", 0, cast("int", error.expected_start)) + 1
        raise UnreadableTranscript(name, "Its cues break off here.", line=line, do=_DO) from None
    except (srt.TimestampParseError, ValueError, OverflowError):
        raise UnreadableTranscript(name, "It has a time that is none.", do=_DO) from None
    return [Cue(None, _TAG.sub("", subtitle.content), _ms(subtitle.start), _ms(subtitle.end)) for subtitle in parsed]


def _ms(time: timedelta) -> int:
    return time // timedelta(milliseconds=1)
