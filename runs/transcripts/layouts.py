"""The ways to write a speaker's label: the pattern of each, and the lines that fit it."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from sys import intern
from typing import NamedTuple

from runs.transcripts.labels import MAX_LABEL, is_name_like, is_noise, is_plausible
from runs.transcripts.lines import Line
from runs.transcripts.roles import is_role
from runs.transcripts.times import BOXED, SPAN, is_time_code, milliseconds


class Layout(StrEnum):
    """A way to write labels; the values name the format in a preview."""

    TIMED = "text with a name and a time before each turn"
    BRACKETED = "text with labels in brackets"
    COLON = "labelled text"
    ALONE = "text with labels on lines of their own"
    NONE = "text without labels"


class Mark(NamedTuple):
    """A label at the beginning of a line, and where the speech after it begins."""

    line: int
    label: str
    start: int
    ms: int | None
    layout: Layout
    sure: bool
    """Whether the form alone (a time, a colon after the bracket) tells a label from speech."""


_HEAD = 200
"""A label stands in the first characters of its line."""
_EDGE = r"[\s\ufeff\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]*"
_COUNT = r"(?:\d{1,5}(?:[.)]\s{1,5}|\t))?"
_SIGN = r"(?:(?:>{2,3}|[-–—•*])\s{0,3}(?![\s*]))?"
_TIME_BEFORE = rf"(?:(?P<before>{BOXED}|{SPAN})[\s–—-]*)?"
_TIME_AFTER = rf"(?:\s*(?P<after>{BOXED}))?"
_BOLD = r"(?:\*\*|__)?"
_COLON = re.compile(
    rf"{_EDGE}{_COUNT}{_TIME_BEFORE}(?:{_SIGN}|{_BOLD})"
    rf"(?P<label>[^\s:：\[\]*<>\d–—•-][^:：\n\[\]*<>\t]{{0,{MAX_LABEL - 1}}}?|\+?\d[\d ()-]{{5,20}})"
    rf"{_BOLD}(?:\s{{0,3}}(?::(?![/\d])|：)|\t){_BOLD}{_TIME_AFTER}\s*"
)
_TIMED = re.compile(
    rf"{_EDGE}{_BOLD}(?P<label>[^\s:\[\]()<>#*][^:\[\]()<>#*\n]{{0,{MAX_LABEL - 1}}}?){_BOLD}"
    rf"(?:\s{{0,20}}(?P<boxed>{BOXED})(?P<colon>\s*:)?"
    rf"|(?P<gap>\s{{1,20}})(?P<bare>{SPAN})(?=\s|:|$):?)(?P<space>\s*)"
)
_TIME_THEN_NAME = re.compile(
    rf"{_EDGE}(?P<time>{BOXED}|{SPAN})\s+(?:[-–—]\s+)?(?P<label>[^\s:\[\]()<>#*][^:\[\]<>#*\n]*)"
)
_BRACKETED = re.compile(
    rf"{_EDGE}{_TIME_BEFORE}\[(?P<label>[^\[\]:\n]{{1,{MAX_LABEL}}})\]\s*(?P<colon>[:：])?{_TIME_AFTER}\s*"
)
_LETTER_WITH_STOP = re.compile(r"\s*\w{1,2}\.\s*")
_ALONE = re.compile(rf"{_EDGE}{_BOLD}(?P<label>[^:：\[\]*\n]{{1,40}}?){_BOLD}\s*")


def candidates(layout: Layout, lines: Sequence[Line], *, spaced: bool) -> Iterator[Mark]:
    """The lines that may open with a label in a layout; whether they do, the whole text has to tell."""
    match layout:
        case Layout.TIMED:
            found = (_timed(number, lines) for number, line in enumerate(lines) if ":" in line.text[:_HEAD])
        case Layout.BRACKETED:
            found = (_bracketed(number, line) for number, line in enumerate(lines) if "[" in line.text[:_HEAD])
        case Layout.COLON:
            found = (_with_colon(number, line) for number, line in enumerate(lines))
        case Layout.ALONE:
            found = (_alone(number, lines, spaced) for number in range(len(lines)))
        case Layout.NONE:
            return
    yield from (mark for mark in found if mark is not None and is_plausible(mark.label))


def _with_colon(number: int, line: Line) -> Mark | None:
    found = _COLON.match(line.text)
    if found is None:
        return None
    time = found["before"] or found["after"]
    label = intern(found["label"].strip())
    return Mark(number, label, line.start + found.end(), _ms(time), Layout.COLON, sure=time is not None)


def _timed(number: int, lines: Sequence[Line]) -> Mark | None:
    line = lines[number]
    found = _TIMED.match(line.text)
    if found is None:
        return _time_then_name(number, lines)
    label = intern(found["label"].strip())
    rest = found.end() < len(line.text)
    if found["boxed"]:
        sure = found["colon"] is not None or not rest
    else:
        sure = len(found["gap"]) > 1 or "\t" in found["gap"] or (not rest and is_name_like(label))
        if rest and not sure and not is_role(label):
            return None
    time = found["boxed"] or found["bare"]
    return Mark(number, label, line.start + found.end(), _ms(time), Layout.TIMED, sure=sure)


def _time_then_name(number: int, lines: Sequence[Line]) -> Mark | None:
    """A time and a name on one line, and speech without a time directly on the next."""
    line, below = lines[number], lines[number + 1].text if number + 1 < len(lines) else ""
    found = _TIME_THEN_NAME.fullmatch(line.text) if len(line.text) <= _HEAD else None
    if found is None or not below.strip() or _TIME_THEN_NAME.match(below) or is_time_code(below):
        return None
    label = intern(found["label"].strip())
    return Mark(number, label, line.end, _ms(found["time"]), Layout.TIMED, sure=False)


def _bracketed(number: int, line: Line) -> Mark | None:
    found = _BRACKETED.match(line.text)
    if found is None or is_noise(found["label"]):
        return None
    time = found["before"] or found["after"]
    sure = found["colon"] is not None or time is not None
    label = intern(found["label"].strip())
    return Mark(number, label, line.start + found.end(), _ms(time), Layout.BRACKETED, sure=sure)


def _alone(number: int, lines: Sequence[Line], spaced: bool) -> Mark | None:
    line = lines[number]
    if len(line.text) > MAX_LABEL or (spaced and number and not lines[number - 1].blank):
        return None
    found = _ALONE.fullmatch(line.text)
    if found is None or not _has_speech_after(number, lines):
        return None
    if not found["label"].strip() or _LETTER_WITH_STOP.fullmatch(found["label"]):
        return None
    return Mark(number, intern(found["label"].strip()), line.end, None, Layout.ALONE, sure=False)


def _has_speech_after(number: int, lines: Sequence[Line]) -> bool:
    return any(not line.blank for line in lines[number + 1 : number + 4])


def _ms(time: str | None) -> int | None:
    return milliseconds(time) if time else None
