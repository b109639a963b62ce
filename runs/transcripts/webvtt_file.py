"""WebVTT, as Zoom, Teams, Meet and YouTube write it."""

import html
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple, Protocol, cast

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from runs.transcripts.cues import Cue, in_time, utterances
from runs.transcripts.reading import LeftOut, UnreadableTranscript, refuse_larger
from runs.transcripts.rendering import Utterance
from runs.transcripts.times import milliseconds

_TIMING = re.compile(r"\s*(?:\d+:)?\d{1,2}:\d{1,2}\.\d{1,3}\s*-->")
_COMMENT = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,200})?[ \t]+([^<>\s][^<>]{0,200})>")
_TAG = re.compile(r"</?(?:c|i|b|u|v|ruby|rt|lang)(?:[.\s][^<>]{0,200})?>|<[\d:.]+>")
MOST_CHARACTERS = 20_000_000
"""Subtitles of an hour have some 200,000 characters."""
_DO = "Export the transcript again as WebVTT, or as text."


class _Caption(Protocol):
    """What is used of a caption of webvtt-py, which has no type for it."""

    start: str
    end: str
    raw_text: str


class Subtitles(NamedTuple):
    """The talk of a subtitle file, and an account of what was recognised in it."""

    utterances: list[Utterance]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[str, ...]


def read_webvtt(name: str, text: str) -> Subtitles:
    """The talk of a WebVTT file: voices or ``Name:`` labels, nothing lost after a blank line in a cue."""
    refuse_larger(name, text, MOST_CHARACTERS)
    whole, rejoined, notes = _rejoined(text)
    cues = list(_cues(name, whole))
    if not cues:
        raise UnreadableTranscript(name, "It is a WebVTT file without cues.", do=_DO)
    ordered = sorted(cues, key=in_time)
    times = LeftOut(why="cue times", line=_line_of_first_timing(text), count=len(cues))
    left = (times, LeftOut(why="notes and styles", count=notes)) if notes else (times,)
    return Subtitles(utterances(ordered), left, tuple(_warnings(cues, rejoined)))


def _rejoined(text: str) -> tuple[str, int, int]:
    """The file without blank lines inside its cues, and the numbers of blocks rejoined and of notes.

    A block that is no cue and no comment but follows a cue is the rest of that cue; webvtt-py would lose it.
    """
    header, *blocks = re.split(r"\n[^\S\n]*(?:\n[^\S\n]*)+(?=\S)", text.rstrip())
    parts, rejoined, notes, in_cue = [header], 0, 0, _has_timing(header)
    for block in blocks:
        if _COMMENT.match(block):
            notes += 1
            parts.append(f"\n\n{block}")
        elif _has_timing(block):
            in_cue = True
            parts.append(f"\n\n{block}")
        elif in_cue:
            rejoined += 1
            parts.append(f"\n{block}")
        else:
            notes += 1
    return "".join(parts), rejoined, notes


def _has_timing(block: str) -> bool:
    return any(_TIMING.match(line) for line in block.split("\n")[:3])


def _cues(name: str, text: str) -> Iterator[Cue]:
    try:
        captions = cast("list[_Caption]", webvtt.from_string(text).captions)
    except (MalformedFileError, MalformedCaptionError, ValueError, IndexError):
        raise UnreadableTranscript(name, "It is not a well-formed WebVTT file.", do=_DO) from None
    for caption in captions:
        start, end = milliseconds(caption.start) or 0, milliseconds(caption.end) or 0
        before, *spoken = _VOICE.split(caption.raw_text)
        if before.strip() or not spoken:
            yield Cue(None, _plain(before), start, end)
        for voice, words in zip(spoken[::2], spoken[1::2], strict=True):
            yield Cue(html.unescape(voice).strip(), _plain(words), start, end)


def _plain(payload: str) -> str:
    return html.unescape(_TAG.sub("", payload))


def _line_of_first_timing(text: str) -> int | None:
    return next((number for number, line in enumerate(text.split("\n"), 1) if _TIMING.match(line)), None)


def _warnings(cues: list[Cue], rejoined: int) -> Iterator[str]:
    if rejoined:
        yield f"Text after a blank line inside a cue was kept as part of the cue, {rejoined} times."
    if any(in_time(after) < in_time(before) for before, after in pairwise(cues)):
        yield "The cues are not in the order of time; they were put in it."
    unvoiced = sum(not cue.voice for cue in cues)
    if 0 < unvoiced < len(cues):
        yield f"{unvoiced} of {len(cues)} cues name no speaker; theirs is unknown."
