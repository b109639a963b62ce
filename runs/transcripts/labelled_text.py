"""Plain text with speakers' labels: the file itself is the canonical text, and turns are spans in it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from runs.records import Turn
from runs.transcripts.front_matter import field_block, footers, front_matter, is_meeting_notice
from runs.transcripts.layouts import Layout, Mark
from runs.transcripts.lines import Line, Lines
from runs.transcripts.marks import Marks, find_marks
from runs.transcripts.reading import LeftOut
from runs.transcripts.times import BOXED, is_time, is_time_code, milliseconds, without_trailing_code

_LEADING_TIME = re.compile(rf"\s*(?P<time>{BOXED})\s*")


class Talk(NamedTuple):
    """The turns of a text, and an account of what was recognised in it."""

    turns: tuple[Turn, ...]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[str, ...]
    layout: Layout


class _Stretch(NamedTuple):
    """A turn in the making."""

    speaker: str
    start: int
    end: int
    ms: int | None
    line: int
    labelled: bool


def talk_in(text: str, stem: str = "") -> Talk:
    """The turns of a text in whichever layout its labels have.

    Every label starts a turn; a paragraph without one goes on with the turn before it. A line inside a turn
    that is no speech (a time, a notice) ends the turn, and what follows is a further turn of the same
    speaker, so that the text of a turn is always one piece. Text before the first label is a turn of an
    unknown speaker; without any labels each paragraph is one. A label with nothing after it gives no turn.
    """
    lines = Lines(text)
    fields = field_block(lines)
    marks = _without(find_marks(lines), fields)
    first = min(marks.by_line, default=0)
    left = dict.fromkeys(fields, "front matter") if marks.by_line else {}
    left |= front_matter(lines, first, stem) | footers(lines) | _interruptions(lines, marks)
    by_line = {number: mark for number, mark in marks.by_line.items() if number not in left}
    stretches = _labelled(lines, by_line, left) if by_line else _unlabelled(lines, left)
    spoken = _spoken(text, stretches)
    left |= dict.fromkeys(spoken.silent, "label without text")
    return Talk(spoken.turns, (*_account(left), *_closing_times(spoken.closed)), _warnings(marks), marks.layout)


def _without(marks: Marks, fields: Sequence[int]) -> Marks:
    by_line = {number: mark for number, mark in marks.by_line.items() if number not in fields}
    return marks._replace(by_line=by_line, layout=marks.layout if by_line else Layout.NONE)


def _interruptions(lines: Sequence[Line], marks: Marks) -> dict[int, str]:
    """Times on lines of their own and meeting notices, wherever they stand."""
    found: dict[int, str] = {}
    for number, line in enumerate(lines):
        if number in marks.by_line or not line.text.strip():
            continue
        if is_time_code(line.text) or (is_time(line.text) and _belongs_to_label(number, lines, marks)):
            found[number] = "time code"
        elif is_meeting_notice(line.text):
            found[number] = "meeting notice"
    return found


def _belongs_to_label(number: int, lines: Sequence[Line], marks: Marks) -> bool:
    """Whether a time stands before a label, or between a label alone on its line and what was said."""
    following = next((after for after in range(number + 1, len(lines)) if not lines[after].blank), len(lines))
    if following in marks.by_line:
        return True
    above = marks.by_line.get(number - 1)
    return above is not None and above.start == lines[above.line].end and following == number + 1


def _labelled(lines: Sequence[Line], marks: dict[int, Mark], left: dict[int, str]) -> Iterator[_Stretch]:
    last: _Stretch | None = None
    speaker, pending, open_turn = "", None, False
    for number, line in enumerate(lines):
        mark = marks.get(number)
        if mark is not None:
            yield from (last,) if last else ()
            ms = mark.ms if mark.ms is not None else pending
            speaker, pending, open_turn = mark.label, None, True
            last = _Stretch(speaker, mark.start, line.end, ms, number, labelled=True)
        elif number in left:
            time = milliseconds(line.text) if left[number] == "time code" else None
            if last and open_turn and time is not None and marks.get(number - 1):
                last = last._replace(start=line.end, end=line.end, ms=time)
            else:
                open_turn, pending = False, time if time is not None else pending
        elif not line.blank:
            if last and open_turn:
                last = last._replace(end=line.end)
            else:
                yield from (last,) if last else ()
                last = _Stretch(speaker, line.start, line.end, pending, number, labelled=False)
                open_turn, pending = True, None
    yield from (last,) if last else ()


def _unlabelled(lines: Sequence[Line], left: dict[int, str]) -> Iterator[_Stretch]:
    last: _Stretch | None = None
    pending, open_turn = None, False
    for number, line in enumerate(lines):
        if number in left or line.blank:
            open_turn = False
            pending = milliseconds(line.text) if left.get(number) == "time code" else pending
            continue
        time = _LEADING_TIME.match(line.text)
        if last and open_turn and time is None:
            last = last._replace(end=line.end)
            continue
        yield from (last,) if last else ()
        start = line.start + (time.end() if time else 0)
        ms = milliseconds(time["time"]) if time else pending
        last = _Stretch("", start, line.end, ms, number, labelled=False)
        open_turn, pending = True, None
    yield from (last,) if last else ()


class _Spoken(NamedTuple):
    """The turns, and the lines of stretches under whose label is nothing, and of those that end with a time."""

    turns: tuple[Turn, ...]
    silent: list[int]
    closed: list[int]


def _spoken(text: str, stretches: Iterable[_Stretch]) -> _Spoken:
    turns: list[Turn] = []
    silent: list[int] = []
    closed: list[int] = []
    for stretch in stretches:
        speech = text[stretch.start : stretch.end]
        said = without_trailing_code(speech)
        if said != speech:
            closed.append(stretch.line)
        if said.strip():
            turns.append(_turn(stretch, said, len(turns) + 1))
        elif stretch.labelled and not speech.strip():
            silent.append(stretch.line)
    return _Spoken(tuple(turns), silent, closed)


def _turn(stretch: _Stretch, said: str, position: int) -> Turn:
    start = stretch.start + len(said) - len(said.lstrip())
    end = start + len(said.strip())
    return Turn(position=position, speaker=stretch.speaker, start=start, end=end, start_ms=stretch.ms)


def _closing_times(lines: Sequence[int]) -> tuple[LeftOut, ...]:
    """Times at the ends of turns, as f4 writes them: they are no speech, and no turn begins at them."""
    if not lines:
        return ()
    return (LeftOut(why="time code at the end of a turn", line=lines[0] + 1, count=len(lines)),)


def _account(left: dict[int, str]) -> tuple[LeftOut, ...]:
    """One entry for each kind of thing left out, in the order of their first lines."""
    kinds: dict[str, list[int]] = {}
    for number in sorted(left):
        kinds.setdefault(left[number], []).append(number)
    return tuple(LeftOut(why=why, line=numbers[0] + 1, count=len(numbers)) for why, numbers in kinds.items())


def _warnings(marks: Marks) -> tuple[str, ...]:
    if marks.layout is Layout.NONE:
        return ("No speakers' labels were found: each paragraph is a turn of an unknown speaker.",)
    return marks.warnings
