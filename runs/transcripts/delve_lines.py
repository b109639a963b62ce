"""The printed lines of a Delve transcript: what each is, and which of its characters are underlined."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from runs.transcripts.pdf_drawing import Area, DrawnPage, Glyph

_SAME_LINE = 1.0
"""Baselines of one line differ by no more, in points."""
_RULE_HEIGHT = 3.0
"""An underline is lower than this, and a box is higher."""
_BOX_HEIGHT = 5
"""A box of a tag is lower than this many times the body's type."""
_BELOW, _ABOVE = 0.6, 0.1
"""Where an underline lies below its baseline, and above it, at most, as shares of the size of its type."""
_SMALLER, _LARGER = 0.95, 1.2
"""Type of another size than the body's, as shares of that."""
_TOUCHING = 0.5


class LineKind(StrEnum):
    """What a printed line is."""

    TITLE = "title"
    LABEL = "label"
    TEXT = "text"
    TAG = "tag"
    MARGIN = "page headers and footers"


class PrintedLine(NamedTuple):
    """One line of a page, or what stands in one box."""

    kind: LineKind
    page: int
    baseline: float
    glyphs: tuple[Glyph, ...]
    """Its characters from left to right."""
    underlined: tuple[bool, ...] = ()
    """For each character, whether a line is drawn under it."""
    seamed: bool = False
    """Whether two underlines meet in it."""

    @property
    def text(self) -> str:
        """Its words, with single spaces."""
        return " ".join("".join(glyph.character for glyph in self.glyphs).split())


def printed_lines(pages: Sequence[DrawnPage]) -> list[PrintedLine]:
    """All lines from the first page to the last, from top to bottom."""
    size = _body_size(pages)
    boxed = [_boxed(number, page, size) for number, page in enumerate(pages)]
    rows = [_rows(_unboxed(page, boxes)) for page, boxes in zip(pages, boxed, strict=True)]
    recurring = _recurring(rows)
    lines: list[PrintedLine] = []
    for number, page in enumerate(pages):
        printed = _classified(number, rows[number], page, size, recurring)
        lines += sorted([*boxed[number], *printed], key=_from_top)
    return lines


def _from_top(line: PrintedLine) -> tuple[float, float]:
    return -round(line.baseline), line.glyphs[0].left


def _body_size(pages: Sequence[DrawnPage]) -> float:
    """The size in which most characters are printed between the first and the last row of each page."""
    inner = [row for page in pages for row in _rows(page.glyphs)[1:-1]]
    sizes = Counter(round(glyph.size, 1) for row in inner for glyph in row if glyph.character != " ")
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _boxed(number: int, page: DrawnPage, size: float) -> list[PrintedLine]:
    """What stands in boxes in type smaller than the body's, each once."""
    found: dict[tuple[Glyph, ...], None] = {}
    for box in page.shapes:
        if _RULE_HEIGHT < box.height < _BOX_HEIGHT * size:
            small = (glyph for glyph in page.glyphs if glyph.size < _SMALLER * size)
            inside = [glyph for glyph in small if box.holds(glyph.middle, glyph.baseline)]
            found[tuple(glyph for row in _rows(inside) for glyph in row)] = None
    return [
        PrintedLine(LineKind.TAG, number, glyphs[0].baseline, glyphs)
        for glyphs in found
        if any(glyph.character != " " for glyph in glyphs)
    ]


def _unboxed(page: DrawnPage, boxes: Iterable[PrintedLine]) -> Iterator[Glyph]:
    taken = {glyph for box in boxes for glyph in box.glyphs}
    return (glyph for glyph in page.glyphs if glyph not in taken)


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Characters that stand on one baseline, from top to bottom; rows without ink are left out."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda each: -each.baseline):
        if rows and rows[-1][0].baseline - glyph.baseline <= _SAME_LINE:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    inked = (row for row in rows if any(glyph.character != " " for glyph in row))
    return [sorted(row, key=lambda each: each.left) for row in inked]


def _recurring(pages: Sequence[Sequence[Sequence[Glyph]]]) -> set[tuple[int, str]]:
    """The first and last rows that every page has in the same place, up to their digits; none of a single page."""
    counts = Counter(key for rows in pages if rows for key in {_place(rows[0]), _place(rows[-1])})
    return {key for key, count in counts.items() if count == len(pages) > 1}


def _place(row: Sequence[Glyph]) -> tuple[int, str]:
    words = "".join("0" if glyph.character.isdigit() else glyph.character for glyph in row if glyph.character != " ")
    return round(row[0].baseline), words.replace("00", "0")


def _classified(
    number: int, rows: Sequence[list[Glyph]], page: DrawnPage, size: float, recurring: set[tuple[int, str]]
) -> Iterator[PrintedLine]:
    rules = [shape for shape in page.shapes if shape.height <= _RULE_HEIGHT]
    inner = [at for at, row in enumerate(rows) if _type(row) >= _SMALLER * size and not _recurs(row, recurring)]
    for at, row in enumerate(rows):
        outside = not inner or not inner[0] <= at <= inner[-1]
        kind = LineKind.MARGIN if outside else _kind(row, size, is_first=number == 0 and at == inner[0])
        under = [rule for rule in rules if _is_under(rule, row)]
        marked = tuple(any(rule.left <= glyph.middle <= rule.right for rule in under) for glyph in row)
        yield PrintedLine(kind, number, row[0].baseline, tuple(row), marked, _meet(under))


def _recurs(row: Sequence[Glyph], recurring: set[tuple[int, str]]) -> bool:
    return _place(row) in recurring and not any(glyph.bold for glyph in row)


def _kind(row: Sequence[Glyph], size: float, *, is_first: bool) -> LineKind:
    if is_first and _type(row) > _LARGER * size:
        return LineKind.TITLE
    return LineKind.LABEL if all(glyph.bold for glyph in row if glyph.character != " ") else LineKind.TEXT


def _type(row: Sequence[Glyph]) -> float:
    return max(glyph.size for glyph in row if glyph.character != " ")


def _is_under(rule: Area, row: Sequence[Glyph]) -> bool:
    below, size = row[0].baseline - rule.top, _type(row)
    return -_ABOVE * size <= below <= _BELOW * size


def _meet(rules: Sequence[Area]) -> bool:
    return any(abs(right.left - left.right) <= _TOUCHING for left, right in pairwise(sorted(rules)))
