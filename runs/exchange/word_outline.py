"""A Word document as headings, paragraphs and tables, in their order; what was deleted in it is left out."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from runs.exchange.refi.elements import children, inside, is_called, number_in, root_of
from runs.exchange.word_comments import attribute
from runs.transcripts.word_package import document_xml

_STYLES = re.compile(r"word/styles\d*\.xml", re.IGNORECASE)
_GONE = frozenset({"del", "moveFrom", "pPr", "rPr", "Fallback", "txbxContent", "instrText"})
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "\u2011"}
_WRAPPED = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"})
_BODY_TEXT = 9
_TWIPS_OF_A_SPACE = 60
_WIDEST = 64


class Paragraph(NamedTuple):
    """A paragraph that is not blank."""

    text: str
    bold: str
    """The words in bold with which it begins."""
    level: int | None
    """The level of a heading, from 0; None for any other paragraph."""
    indent: int
    """How far it is moved to the right, in twentieths of a point; leading white space counts."""


class Cell(NamedTuple):
    """A cell of a table; its paragraphs stand on lines of their own."""

    text: str
    indent: int
    is_continued: bool
    """Whether it is one with the cell above."""
    spans: int = 1
    """How many columns it takes."""


class Table(NamedTuple):
    """A table by its rows; a cell that spans columns is followed by blank ones."""

    rows: list[list[Cell]]


Part = Paragraph | Table


def outline_of(parts: Mapping[str, bytes]) -> list[Part]:
    """What a document holds, by the parts of its package.

    Raises:
        XmlError: Its XML is broken, nested too deep, or declares entities.
    """
    levels = _levels(parts)
    return [part for body in children(root_of(document_xml(parts)), "body") for part in _parts(body, levels)]


def _levels(parts: Mapping[str, bytes]) -> dict[str, int]:
    """The levels of the styles that are headings, whatever their names: by their own or an underlying outline level."""
    styles = next((part for path, part in parts.items() if _STYLES.fullmatch(path)), None)
    if styles is None:
        return {}
    own: dict[str, int | None] = {}
    based: dict[str, str] = {}
    for style in children(root_of(styles), "style"):
        name = attribute(style, "styleId")
        own[name] = _value(next(inside(style, "pPr", "outlineLvl"), None))
        based[name] = "".join(attribute(each, "val") for each in children(style, "basedOn"))
    found = {name: _inherited(name, own, based) for name in own}
    return {name: level for name, level in found.items() if level is not None and level < _BODY_TEXT}


def _inherited(name: str, own: Mapping[str, int | None], based: Mapping[str, str]) -> int | None:
    seen: set[str] = set()
    while name in own and name not in seen:
        if own[name] is not None:
            return own[name]
        seen.add(name)
        name = based[name]
    return None


def _parts(container: Element, levels: Mapping[str, int]) -> Iterator[Part]:
    for each in container:
        name = each.tag.rpartition("}")[2]
        if name == "p":
            paragraph = _paragraph(each, levels)
            if paragraph.text:
                yield paragraph
        elif name == "tbl":
            yield Table([*_rows(each, levels)])
        elif name in _WRAPPED:
            yield from _parts(each, levels)


def _paragraph(element: Element, levels: Mapping[str, int]) -> Paragraph:
    text = "".join(_words(element))
    style = "".join(attribute(each, "val") for each in inside(element, "pPr", "pStyle"))
    level = _value(next(inside(element, "pPr", "outlineLvl"), None))
    level = levels.get(style) if level is None else level
    moved = next(inside(element, "pPr", "ind"), None)
    left = 0 if moved is None else _twips(attribute(moved, "left") or attribute(moved, "start"))
    spaces = len(text) - len(text.lstrip())
    level = None if level is None or level >= _BODY_TEXT else level
    return Paragraph(text.strip(), _bold(element), level, left + spaces * _TWIPS_OF_A_SPACE)


def _bold(paragraph: Element) -> str:
    found = ""
    for run in children(paragraph, "r"):
        text = "".join(_words(run))
        is_bold = any(attribute(each, "val") not in {"0", "false", "off"} for each in inside(run, "rPr", "b"))
        if text.strip() and not is_bold:
            break
        found += text
    return found.strip()


def _words(element: Element) -> Iterator[str]:
    for each in element:
        name = each.tag.rpartition("}")[2]
        if name in _GONE:
            continue
        if name == "t":
            yield each.text or ""
        yield _BREAKS.get(name, "")
        yield from _words(each)


def _rows(table: Element, levels: Mapping[str, int]) -> Iterator[list[Cell]]:
    above: list[Cell] = []
    for row in _wrapped(table, "tr"):
        if any(inside(row, "trPr", "del")):
            continue
        cells: list[Cell] = []
        for cell in _wrapped(row, "tc"):
            cells += _cells(cell, levels, above[len(cells)] if len(cells) < len(above) else None)
        above = cells
        yield cells


def _wrapped(container: Element, name: str) -> Iterator[Element]:
    for each in container:
        if is_called(each, name):
            yield each
        elif each.tag.rpartition("}")[2] in _WRAPPED:
            yield from _wrapped(each, name)


def _cells(cell: Element, levels: Mapping[str, int], above: Cell | None) -> Iterator[Cell]:
    merged = next(inside(cell, "tcPr", "vMerge"), None)
    if above is not None and merged is not None and attribute(merged, "val") != "restart":
        found = above._replace(is_continued=True)
    else:
        found = _cell(cell, levels)
    span = min(_value(next(inside(cell, "tcPr", "gridSpan"), None)) or 1, _WIDEST)
    yield found._replace(spans=span)
    yield from [Cell("", 0, is_continued=False)] * (span - 1)


def _cell(cell: Element, levels: Mapping[str, int]) -> Cell:
    held = [*_parts(cell, levels)]
    paragraphs = [each for each in held if isinstance(each, Paragraph)]
    nested = [each.text for table in held if isinstance(table, Table) for row in table.rows for each in row]
    text = "\n".join([*(each.text for each in paragraphs), *filter(None, nested)])
    return Cell(text, paragraphs[0].indent if paragraphs else 0, is_continued=False)


def _value(element: Element | None) -> int | None:
    if element is None:
        return None
    return number_in(element, next((key for key in element.attrib if key.rpartition("}")[2] == "val"), ""))


def _twips(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 0
