"""The paragraphs and tables of a Word document, with what tells headings and the indentation of rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple
from xml.etree.ElementTree import Element

from codebook.outlined import Paragraph
from codebook.tables import Row
from codebook.written import Block, Table
from runs.exchange.word.breaks import BREAKS
from runs.exchange.xml_elements import attribute, children, is_called, root_of
from runs.transcripts.word_package import document_xml

_STYLES = re.compile(r"word/styles\d*\.xml", re.IGNORECASE)
_UNREAD = frozenset({"del", "moveFrom", "pPr", "rPr", "instrText", "Fallback", "txbxContent"})
"""What is deleted, moved away, no text, or there a second time."""
_WRAPPERS = ("p", "tbl", "sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_CONTENTS = re.compile(r"toc \d|toc heading", re.IGNORECASE)
_BODY = 9
"""The outline level of running text."""
_NOT = frozenset({"0", "false", "off", "none"})
_TWIPS_OF_A_SPACE = 60


class _Style(NamedTuple):
    name: str
    level: int | None
    based_on: str


class _Numbers(NamedTuple):
    blocks: Iterator[int]
    """Of paragraphs and rows."""
    tables: Iterator[int]


def blocks_of(parts: Mapping[str, bytes]) -> list[Block]:
    """The paragraphs and tables of a document by its parts: insertions kept, deletions and its contents left out.

    Raises:
        XmlError: A part is broken, nested too deep, or declares entities.
    """
    root = root_of(document_xml(parts))
    body = next(children(root, "body"), root)
    styles = _styles(parts)
    numbers = _Numbers(count(1), count(1))
    return [block for element in _content(body) for block in _blocks(element, styles, numbers)]


def _content(element: Element) -> Iterator[Element]:
    """The paragraphs and tables in an element, whatever wraps them."""
    for child in children(element, *_WRAPPERS):
        if is_called(child, "p") or is_called(child, "tbl"):
            yield child
        else:
            yield from _content(child)


def _blocks(element: Element, styles: Mapping[str, _Style], numbers: _Numbers) -> Iterator[Block]:
    if is_called(element, "tbl"):
        table = _table(element, numbers)
        yield from (table,) if table.rows else ()
        return
    lines = _text(element).split("\n")
    if not any(map(str.strip, lines)):
        return
    name, level = _heading(element, styles)
    if _CONTENTS.fullmatch(name):
        return
    at = next(numbers.blocks)
    if level:
        yield Paragraph(" ".join(" ".join(lines).split()), at, level)
        return
    bold = _bold(element).split("\n")[0]
    yield from (Paragraph(line, at, 0, "" if after else bold) for after, line in enumerate(lines) if line.strip())


def _text(element: Element) -> str:
    """What stands in an element, read in the order of the page."""
    name = element.tag.rpartition("}")[2]
    if name == "t":
        return element.text or ""
    if name in BREAKS:
        return BREAKS[name]
    return "".join(_text(child) for child in element if child.tag.rpartition("}")[2] not in _UNREAD)


def _bold(paragraph: Element) -> str:
    """The words in bold with which a paragraph begins."""
    found = ""
    for run in children(paragraph, "r", "ins"):
        runs = [run] if is_called(run, "r") else list(children(run, "r"))
        for each in runs:
            if _text(each).strip() and not _is_bold(each):
                return found
            found += _text(each)
    return found


def _is_bold(run: Element) -> bool:
    marks = [mark for properties in children(run, "rPr") for mark in children(properties, "b")]
    return any(attribute(mark, "val") not in _NOT for mark in marks)


def _heading(paragraph: Element, styles: Mapping[str, _Style]) -> tuple[str, int]:
    """The name of a paragraph's style, and its level as a heading, from 1; 0 for running text."""
    properties = next(children(paragraph, "pPr"), None)
    if properties is None:
        return "", 0
    style = _value(properties, "pStyle")
    own = _value(properties, "outlineLvl")
    level = int(own) if own.isdigit() else _level(style, styles)
    return styles[style].name if style in styles else "", level + 1 if level is not None and level < _BODY else 0


def _level(style: str, styles: Mapping[str, _Style]) -> int | None:
    seen: set[str] = set()
    while style in styles and style not in seen:
        seen.add(style)
        if styles[style].level is not None:
            return styles[style].level
        style = styles[style].based_on
    return None


def _styles(parts: Mapping[str, bytes]) -> dict[str, _Style]:
    """Styles by id. The built-in ones are called `heading 1` and so on, whatever the language of Word."""
    part = next((part for path, part in parts.items() if _STYLES.fullmatch(path)), None)
    if part is None:
        return {}
    return {attribute(each, "styleId"): _style(each) for each in children(root_of(part), "style")}


def _style(element: Element) -> _Style:
    name = _value(element, "name")
    heading = _HEADING.fullmatch(name)
    properties = next(children(element, "pPr"), None)
    written = _value(properties, "outlineLvl") if properties is not None else ""
    level = int(heading[1]) - 1 if heading else int(written) if written.isdigit() else None
    return _Style(name, level, _value(element, "basedOn"))


def _value(element: Element, name: str) -> str:
    """The value of the first child of this name; empty where there is none."""
    found = next(children(element, name), None)
    return "" if found is None else attribute(found, "val")


class _Cell(NamedTuple):
    text: str
    span: int
    goes_on: bool
    """Whether it is one with the cell above."""
    indent: int


def _table(element: Element, numbers: _Numbers) -> Table:
    rows: list[Row] = []
    places: dict[int, str] = {}
    merged: dict[int, frozenset[int]] = {}
    above: list[str] = []
    table = next(numbers.tables)
    held = ([_cell(cell) for cell in _of(row, "tc")] for row in _of(element, "tr") if not _is_deleted(row))
    for place, cells in enumerate(held, 1):
        above = _with_spans(cells, above)
        if any(above):
            number = next(numbers.blocks)
            is_across = len(cells) == 1 and cells[0].span > 1
            rows.append(Row(number, above[:1] if is_across else above, cells[0].indent))
            places[number] = f"table {table}, row {place}"
            merged[number] = frozenset(_going_on(cells))
    return Table(tuple(rows), places, merged)


def _going_on(cells: Sequence[_Cell]) -> Iterator[int]:
    """The columns whose cells are one with those above."""
    column = 0
    for cell in cells:
        if cell.goes_on:
            yield column
        column += cell.span


def _of(element: Element, name: str) -> Iterator[Element]:
    """Rows or cells, whatever wraps them, but not those of tables inside."""
    for child in element:
        if is_called(child, name):
            yield child
        elif child.tag.rpartition("}")[2] in {"sdt", "sdtContent", "customXml", "ins"}:
            yield from _of(child, name)


def _is_deleted(row: Element) -> bool:
    return any(True for properties in children(row, "trPr") for _ in children(properties, "del"))


def _with_spans(cells: Sequence[_Cell], above: Sequence[str]) -> list[str]:
    """A cell for each column: one that goes on from above says the same, and one over several is blank but once."""
    row: list[str] = []
    for cell in cells:
        inherited = above[len(row)] if cell.goes_on and len(row) < len(above) else ""
        row += [inherited or cell.text, *[""] * (cell.span - 1)]
    return row


def _cell(element: Element) -> _Cell:
    properties = next(children(element, "tcPr"), None)
    span = _value(properties, "gridSpan") if properties is not None else ""
    merges = list(children(properties, "vMerge")) if properties is not None else []
    paragraphs = list(_paragraphs(element))
    text = "\n".join(_text(each) for each in paragraphs)
    return _Cell(
        text.strip(),
        max(1, min(int(span), 64)) if span.isdigit() else 1,
        any(attribute(merge, "val") != "restart" for merge in merges),
        _indent(paragraphs[0]) if paragraphs else 0,
    )


def _paragraphs(cell: Element) -> Iterator[Element]:
    """The paragraphs of a cell, those of tables in it too."""
    for each in _content(cell):
        if is_called(each, "p"):
            yield each
        else:
            yield from (inner for row in _of(each, "tr") for inside in _of(row, "tc") for inner in _paragraphs(inside))


def _indent(paragraph: Element) -> int:
    """How far a paragraph is set in, in twips; each space or tab before it counts too."""
    text = _text(paragraph)
    spaces = len(text) - len(text.lstrip())
    marks = [mark for properties in children(paragraph, "pPr") for mark in children(properties, "ind")]
    written = [attribute(mark, name) for mark in marks for name in ("left", "start") if attribute(mark, name)]
    return (int(written[0]) if written and written[0].isdigit() else 0) + spaces * _TWIPS_OF_A_SPACE
