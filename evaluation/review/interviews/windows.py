"""A transcript cut into windows, so that a page shows a part of a long one."""

from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import NamedTuple

from runs import Transcript, Turn
from runs.transcripts.trimming import are_one

CHARACTERS = 100_000
"""Of a window, at most about so many."""
TURNS = 1000
"""Of a window, on average at most so many."""
NEAREST_SPACE = 200
"""Characters before a cut in which a space is looked for."""


class Window(NamedTuple):
    """A part of a transcript: ``text[start:end]``, the first being number 0 of ``windows``."""

    number: int
    windows: int
    start: int
    end: int


class Talk(NamedTuple):
    """A turn, or what of it lies in a window."""

    turn: Turn
    start: int
    end: int

    @property
    def is_continued(self) -> bool:
        """Whether the turn began in a window before."""
        return self.start > self.turn.start


def window_at(transcript: Transcript, place: int) -> Window:
    """The window in which a place lies; the last one for a place behind the text."""
    size = _size(transcript)
    count = max(-(-len(transcript.text) // size), 1)
    number = min(max(place, 0) // size, count - 1)
    while number + 1 < count and _border(transcript, number + 1, size) <= place:
        number += 1
    return _window(transcript, number, count, size)


def window_numbered(transcript: Transcript, number: int) -> Window:
    """A window by its number; the nearest one where there is none of it."""
    size = _size(transcript)
    count = max(-(-len(transcript.text) // size), 1)
    return _window(transcript, min(max(number, 0), count - 1), count, size)


def talk_in(transcript: Transcript, window: Window) -> tuple[Talk, ...]:
    """The turns that lie in a window, cut at its borders."""
    turns = transcript.turns
    first = bisect_right(turns, window.start, key=attrgetter("end"))
    behind = bisect_left(turns, window.end, key=attrgetter("start"))
    return tuple(
        Talk(turn, max(turn.start, window.start), min(turn.end, window.end))
        for turn in turns[first:behind]
        if turn.start < turn.end
    )


def _window(transcript: Transcript, number: int, count: int, size: int) -> Window:
    last = number + 1 == count
    end = len(transcript.text) if last else _border(transcript, number + 1, size)
    return Window(number, count, _border(transcript, number, size), end)


def _size(transcript: Transcript) -> int:
    """How many characters windows have, before their borders are moved to where nothing is cut."""
    per_turn = len(transcript.text) / max(len(transcript.turns), 1)
    return int(min(CHARACTERS, max(TURNS * per_turn, TURNS)))


def _border(transcript: Transcript, number: int, size: int) -> int:
    """Where a window begins: at a turn where one begins in the half window before, else behind a space."""
    if not number:
        return 0
    place, text = number * size, transcript.text
    before = bisect_right(transcript.turns, place, key=attrgetter("start"))
    if before and place - size // 2 < transcript.turns[before - 1].start:
        return transcript.turns[before - 1].start
    space = max(text.rfind(" ", place - NEAREST_SPACE, place), text.rfind("\n", place - NEAREST_SPACE, place))
    place = space + 1 if space >= 0 else place
    while place > (number - 1) * size + size // 2 and _is_cut(text, place):
        place -= 1
    return place


def _is_cut(text: str, place: int) -> bool:
    return are_one(text[place - 1], text[place]) or text[place - 1] == "\u200d"
