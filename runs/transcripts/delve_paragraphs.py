"""The paragraphs of a Delve print, put together from its lines and over its page breaks.

A browser breaks a line only where the next word does not fit any more. A line after which that word would have had
room therefore ends a paragraph or stands before a line break; any other goes on, also on the next page.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from runs.transcripts.delve_lines import LineKind, PrintedLine

_SPACE = 0.25
"""About the width of a space, as a share of the size of its type."""
_WIDE_GAP = 1.5
"""Lines farther apart than this many times the usual do not belong to one paragraph."""
_SLACK = 1.0


class Paragraph(NamedTuple):
    """What stands under one label, with the tags after it."""

    speaker: str
    """Its label, or that of the paragraph before; empty where there is none."""
    text: str
    codes: tuple[str, ...]
    """The tags that are printed after it, each once."""
    underlined: tuple[tuple[int, int], ...]
    """The underlined passages as half-open spans of ``text``; pieces that only white space parts are one."""
    seamed: bool
    """Whether underlines meet inside a passage, so that codings begin or end in it."""
    page: int
    """The page on which it begins, from 1."""


class _Draft:
    """A paragraph in the making."""

    def __init__(self, speaker: str, page: int, *, labelled: bool) -> None:
        self.speaker, self.page, self.labelled = speaker, page, labelled
        self.lines: list[PrintedLine] = []
        self.breaks: list[bool] = []
        self.codes: list[str] = []

    def add(self, line: PrintedLine, *, breaks: bool) -> None:
        self.lines.append(line)
        self.breaks.append(breaks)


def paragraphs_of(lines: Sequence[PrintedLine]) -> list[Paragraph]:
    """The paragraphs of lines from which titles, headers and footers were taken."""
    measure = _Measure(lines)
    drafts: list[_Draft] = []
    for line in lines:
        current = drafts[-1] if drafts else None
        if line.kind is LineKind.LABEL:
            drafts.append(_Draft(line.text, line.page + 1, labelled=True))
        elif line.kind is LineKind.TAG:
            current = current or _opened(drafts, "", line)
            current.codes.append(line.text)
        else:
            ends = current is None or measure.ends(current.lines[-1:], line)
            if current is None or current.codes or (ends and not current.labelled):
                current = _opened(drafts, current.speaker if current else "", line)
            current.add(line, breaks=ends)
    return [_finished(draft) for draft in drafts]


def _opened(drafts: list[_Draft], speaker: str, line: PrintedLine) -> _Draft:
    drafts.append(_Draft(speaker, line.page + 1, labelled=False))
    return drafts[-1]


class _Measure:
    """How wide the print is and how far apart its lines stand."""

    def __init__(self, lines: Sequence[PrintedLine]) -> None:
        texts = [line for line in lines if line.kind is LineKind.TEXT]
        self._width = max((_right(line) for line in texts), default=0.0)
        gaps = Counter(round(a.baseline - b.baseline) for a, b in pairwise(texts) if a.page == b.page)
        self._pitch = gaps.most_common(1)[0][0] if gaps else 0

    def ends(self, before: Sequence[PrintedLine], line: PrintedLine) -> bool:
        """Whether a paragraph ends, or a line is broken by hand, between a line and the next."""
        if not before:
            return False
        (last,) = before
        if last.page == line.page and last.baseline - line.baseline > _WIDE_GAP * self._pitch:
            return True
        space = 0.0 if last.text.endswith("-") else _SPACE * line.glyphs[0].size
        return _right(last) + space + _first_word_width(line) < self._width - _SLACK


def _right(line: PrintedLine) -> float:
    return max(glyph.right for glyph in line.glyphs if glyph.character != " ")


def _first_word_width(line: PrintedLine) -> float:
    """How wide the piece is before which a browser would have broken the line."""
    inked = [glyph for glyph in line.glyphs if glyph.character != " "]
    first = inked[0]
    stops = (glyph for glyph in line.glyphs if glyph.left > first.left and glyph.character in " -")
    stop = next(stops, None)
    last = inked[-1].right if stop is None else stop.right if stop.character == "-" else stop.left
    return last - first.left


def _finished(draft: _Draft) -> Paragraph:
    characters: list[str] = []
    marked: list[bool] = []
    for line, breaks in zip(draft.lines, draft.breaks, strict=True):
        _append(characters, marked, line, breaks=breaks)
    while characters and characters[-1].isspace():
        characters.pop()
        marked.pop()
    text = "".join(characters)
    return Paragraph(
        speaker=draft.speaker,
        text=text,
        codes=tuple(dict.fromkeys(code for code in draft.codes if code)),
        underlined=_passages(text, marked),
        seamed=any(line.seamed for line in draft.lines),
        page=draft.page,
    )


def _append(characters: list[str], marked: list[bool], line: PrintedLine, *, breaks: bool) -> None:
    """Adds a line's characters, with what stood between it and the one before, and single spaces in it."""
    while characters and characters[-1] == " ":
        characters.pop()
        marked.pop()
    start = next(at for at, glyph in enumerate(line.glyphs) if glyph.character != " ")
    if characters:
        joint = "\n" if breaks else _joint(characters, line.glyphs[start].character)
        characters.extend(joint)
        marked.extend([marked[-1] and line.underlined[start]] * len(joint))
    for glyph, under in zip(line.glyphs[start:], line.underlined[start:], strict=True):
        if glyph.character != " " or characters[-1] != " ":
            characters.append(glyph.character)
            marked.append(under)


def _joint(characters: Sequence[str], following: str) -> str:
    """Nothing where a word was broken at its hyphen, else a space."""
    within = len(characters) > 1 and characters[-1] == "-" and characters[-2].isalnum() and following.isalnum()
    return "" if within else " "


def _passages(text: str, marked: Sequence[bool]) -> tuple[tuple[int, int], ...]:
    passages: list[tuple[int, int]] = []
    for at, under in enumerate(marked):
        if not under or text[at].isspace():
            continue
        if passages and not text[passages[-1][1] : at].strip():
            passages[-1] = (passages[-1][0], at + 1)
        else:
            passages.append((at, at + 1))
    return tuple(passages)
