"""Finds where turns begin: which lines of a text open with a speaker's label."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from runs.transcripts.labels import is_name_like
from runs.transcripts.layouts import Layout, Mark, candidates
from runs.transcripts.lines import Line
from runs.transcripts.roles import is_role

_MAX_DOUBTS = 20


class Marks(NamedTuple):
    """The labels of a text by line number from 0, the layout most of them have, and what was doubtful."""

    by_line: dict[int, Mark]
    layout: Layout
    warnings: tuple[str, ...]


def find_marks(lines: Sequence[Line], layouts: Iterable[Layout] = tuple(Layout)) -> Marks:
    """The labels in the layout that most labels of the text have.

    A known role (``Interviewer 1``, ``P7``) is a label wherever it stands before a colon; a name is one when
    it recurs, or when the text keeps to the layout and the name is written like the others. A line in another
    layout is a label when its name is already known as one.
    """
    spaced = _is_spaced(lines)
    possible = {layout: list(candidates(layout, lines, spaced=spaced)) for layout in layouts}
    accepted = {layout: _accepted(marks, lines) for layout, marks in possible.items()}
    layout = max(accepted, key=lambda each: len(accepted[each]))
    if not accepted[layout]:
        return Marks({}, Layout.NONE, ())
    by_line = {mark.line: mark for mark in accepted[layout]}
    labels = {mark.label for mark in accepted[layout]}
    for other in (Layout.TIMED, Layout.BRACKETED, Layout.COLON):
        for mark in possible.get(other, ()):
            if mark.label in labels:
                by_line.setdefault(mark.line, mark)
    others = [mark for mark in possible[layout] if mark.line not in by_line and is_name_like(mark.label)]
    taken, doubts = _once(others, by_line, lines, spaced)
    in_order = sorted((*by_line.values(), *taken.values()), key=attrgetter("line"))
    return Marks({mark.line: mark for mark in in_order}, layout, doubts)


def labels_before_colons(lines: Sequence[Line]) -> dict[int, Mark]:
    """Every possible label before a colon by line number, for files whose form tells where speech is."""
    return {mark.line: mark for mark in candidates(Layout.COLON, lines, spaced=False)}


def _is_spaced(lines: Sequence[Line]) -> bool:
    """Whether blank lines stand between the paragraphs."""
    filled = [number for number, line in enumerate(lines) if not line.blank]
    return any(after - before > 1 for before, after in pairwise(filled))


def _accepted(marks: list[Mark], lines: Sequence[Line]) -> list[Mark]:
    """The marks whose labels are labels by what they are or by how often they come."""
    counts: dict[str, int] = {}
    sure: set[str] = set()
    for mark in marks:
        counts[mark.label] = counts.get(mark.label, 0) + 1
        if mark.sure:
            sure.add(mark.label)
    labels = {label for label, count in counts.items() if _is_label(label, count, label in sure)}
    accepted = [mark for mark in marks if mark.label in labels]
    if marks and marks[0].layout is Layout.ALONE:
        return _without_short_answers(_roles_where_usual(accepted), lines)
    if not accepted:
        return _each_once(marks, lines)
    return accepted


def _is_label(label: str, count: int, sure: bool) -> bool:
    if is_role(label):
        return True
    if is_name_like(label):
        return sure or count > 1
    return count > 2 and (sure or (len(label) <= 15 and " " not in label))


def _each_once(marks: list[Mark], lines: Sequence[Line]) -> list[Mark]:
    """All name-like labels, where at least half of the paragraphs begin with one."""
    named = [mark for mark in marks if is_name_like(mark.label)]
    return named if _are_most_paragraphs(len(named), lines) else []


def _are_most_paragraphs(number: int, lines: Sequence[Line]) -> bool:
    openings = (not line.blank and (at == 0 or lines[at - 1].blank) for at, line in enumerate(lines))
    return number > 0 and 2 * number >= sum(openings)


def _roles_where_usual(marks: list[Mark]) -> list[Mark]:
    """Only the roles where nearly all labels are roles: another short line that recurs is then speech."""
    roles = [mark for mark in marks if is_role(mark.label)]
    return roles if len(roles) > 0.8 * len(marks) else marks


def _without_short_answers(marks: list[Mark], lines: Sequence[Line]) -> list[Mark]:
    """Drops what mostly stands directly beside another label: that is a short answer and no label."""
    rows = [number for number, line in enumerate(lines) if not line.blank]
    before, after = dict(zip(rows[1:], rows, strict=False)), dict(pairwise(rows))
    kept: set[int] = set()
    lines_by_label: dict[str, list[int]] = {}
    for mark in marks:
        lines_by_label.setdefault(mark.label, []).append(mark.line)
    for _, own in sorted(lines_by_label.items(), key=lambda each: -len(each[1])):
        answers = sum(before.get(line) in kept for line in own)
        closings = sum(after.get(line) in kept for line in own)
        if 2 * max(answers, closings) < len(own):
            kept.update(own)
    return [mark for mark in marks if mark.line in kept]


def _once(
    marks: Sequence[Mark], known: dict[int, Mark], lines: Sequence[Line], spaced: bool
) -> tuple[dict[int, Mark], tuple[str, ...]]:
    """Decides on names that come once, by how the known labels are written, and says what it decided."""
    usual = len(known) > 3 or _are_most_paragraphs(len(known) + len(marks), lines)
    names = {mark.label for mark in known.values() if not is_role(mark.label)}
    widest = max((len(name.split()) for name in names), default=0)
    taken: dict[int, Mark] = {}
    doubts: list[str] = []
    for mark in marks:
        if not _may_be_label(mark, known, lines, spaced) or (not names and mark.layout is Layout.ALONE):
            continue
        if usual and len(mark.label.split()) <= widest:
            taken[mark.line] = mark
            doubts.append(f"Line {mark.line + 1}: a name that occurs once was taken as a speaker.")
        else:
            doubts.append(f"Line {mark.line + 1}: what may be a speaker's label was kept as speech.")
    more = len(doubts) - _MAX_DOUBTS
    told = [*doubts[:_MAX_DOUBTS], f"{more} more lines are doubtful in the same way."] if more > 0 else doubts
    return taken, tuple(told)


def _may_be_label(mark: Mark, known: dict[int, Mark], lines: Sequence[Line], spaced: bool) -> bool:
    """Whether a line stands where labels stand: opening a paragraph, and not beside another label."""
    if spaced and mark.line and not lines[mark.line - 1].blank:
        return False
    if mark.layout is not Layout.ALONE:
        return True
    before = next((at for at in range(mark.line - 1, -1, -1) if not lines[at].blank), -1)
    after = next((at for at in range(mark.line + 1, len(lines)) if not lines[at].blank), -1)
    return before not in known and after not in known
