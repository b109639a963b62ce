"""The codes of a codebook in Word: rows of tables, tables of labels, or headings with labelled paragraphs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from codebook.column_words import COLUMN_WORDS
from codebook.headers import header_key
from codebook.table_codebook import header_in
from codebook.tables import Row
from runs.exchange.word_outline import Cell, Paragraph, Part, Table

_LABELS: Mapping[str, str] = {
    header_key(word): field
    for field in reversed([*COLUMN_WORDS])
    for word in COLUMN_WORDS[field]
    if field not in {"parent", "code", "id"}
}
_SAYS_LITTLE = frozenset({"memo", "group", "codable"})
"""Fields whose labels stand in other documents too, such as ``Note:``, and make no heading a code alone."""
_CODE_LABELS = frozenset(map(header_key, COLUMN_WORDS["code"]))
_COLON = re.compile(r"([^:：\n]{1,60})[:：](?:\s+|$)(.*)", re.DOTALL)
_DEFINITION = "Definition"
_NOT_CODES = frozenset(
    {"codes", "nodes", "codebook", "code book", "code list", "coding scheme", "codebuch", "kodebuch"}
)


class Entry(NamedTuple):
    """A code as a document has it, before its labels are understood."""

    place: str
    """Where it stands, such as ``table 2, row 5``."""
    fields: dict[str, str]
    """What it has, by headers or labels."""
    indent: int = 0
    path: tuple[str, ...] = ()
    """The headings down to its own, where it is a heading."""


class Codes(NamedTuple):
    """The codes of a document, and what of it is no code."""

    entries: list[Entry]
    passed_over: list[str]


def codes_in_tables(parts: Sequence[Part]) -> Codes:
    """The codes in tables that have a row for each, or are about one code each."""
    found = Codes([], [])
    tables = [part for part in parts if isinstance(part, Table)]
    for number, table in enumerate(tables, 1):
        place = f"table {number}"
        entries = [*_labelled_table(table, place)] or [*_headed_table(table, place, found.passed_over)]
        found.entries.extend(entries)
        if not entries and not _labels_of(table):
            first = ", ".join(repr(cell.text[:40]) for cell in (table.rows or [[]])[0] if cell.text)
            found.passed_over.append(f"{place} ({first})")
    return found


def _headed_table(table: Table, place: str, passed_over: list[str]) -> Iterator[Entry]:
    rows = [Row(number, [_in_line(cell) for cell in row]) for number, row in enumerate(table.rows, 1) if _filled(row)]
    head = header_in(rows)
    if head is None:
        return
    header, names = head
    if len(list(filter(None, header.cells))) == 1 and len(header.cells) > 1:
        return
    labels = [cell or f"column {at}" for at, cell in enumerate(header.cells, 1)]
    last: Entry | None = None
    for number, row in enumerate(table.rows[header.number :], header.number + 1):
        if not _filled(row) or [header_key(cell.text) for cell in row] == [*map(header_key, header.cells)]:
            continue
        if _is_title(row, names):
            passed_over.append(f"{place}, row {number} ({row[0].text[:60]!r}, which spans the table)")
        elif last is not None and names and all(at < len(row) and row[at].is_continued for at in names):
            _join(last.fields, labels, row)
        else:
            fields: dict[str, str] = {}
            _join(fields, labels, row, repeated=True, single=names)
            last = Entry(f"{place}, row {number}", fields, row[0].indent)
            yield last


def _is_title(row: Sequence[Cell], names: Sequence[int]) -> bool:
    """Whether one cell spans a row, as a title between codes does."""
    return len(row) > 2 and row[0].spans == len(row) and 0 in names


def _join(
    fields: dict[str, str],
    labels: Sequence[str],
    row: Sequence[Cell],
    *,
    repeated: bool = False,
    single: Sequence[int] = (),
) -> None:
    for at, cell in enumerate(row):
        if cell.text and (repeated or not cell.is_continued):
            label = labels[at] if at < len(labels) else f"column {at + 1}"
            text = _in_line(cell) if at in single else cell.text
            fields[label] = "\n".join(filter(None, (fields.get(label, ""), text)))


def _labelled_table(table: Table, place: str) -> Iterator[Entry]:
    """The codes of a table with a label and a text in each row, of which one label is that of a code."""
    labels = _labels_of(table)
    if not labels or header_key(labels[0][0]) not in _CODE_LABELS:
        return
    fields: dict[str, str] = {}
    at = 1
    for number, (label, text) in enumerate(labels, 1):
        if header_key(label) in _CODE_LABELS and fields and label in fields:
            yield Entry(f"{place}, row {at}", fields)
            fields, at = {}, number
        fields[label] = "\n".join(filter(None, (fields.get(label, ""), text)))
    yield Entry(f"{place}, row {at}", fields)


def _labels_of(table: Table) -> list[tuple[str, str]]:
    """The labels and texts of a table that has nothing else; else none."""
    rows = [[cell.text for cell in row] for row in table.rows if _filled(row)]
    if len(rows) < 2 or any(len(row) != 2 for row in rows):
        return []
    labels = [(label.rstrip(":： "), text) for label, text in rows]
    known = [header_key(label) in _LABELS or header_key(label) in _CODE_LABELS for label, _ in labels]
    is_headed = header_key(rows[0][1]) in _LABELS
    return labels if all(known[:2]) and sum(known) * 2 > len(known) and not is_headed else []


class _Section(NamedTuple):
    path: tuple[str, ...]
    fields: dict[str, str]
    has_labels: bool


def codes_under_headings(parts: Sequence[Part]) -> Codes:
    """The codes that are headings with labelled paragraphs below them.

    One with running text alone is a code where it stands above codes, or between two of the same heading.
    """
    sections, before = _sections(parts)
    labelled = {section.path for section in sections if section.has_labels}
    above = {path[:depth] for path in labelled for depth in range(1, len(path))}
    found = Codes([], [f"what stands before the first heading ({before})"] if before else [])
    for at, section in enumerate(sections):
        is_code = section.has_labels or bool(section.fields and (section.path in above or _is_between(at, sections)))
        if is_code:
            found.entries.append(Entry(f"heading {section.path[-1]!r}", section.fields, path=section.path))
        elif section.path not in above or section.fields:
            found.passed_over.append(f"heading {section.path[-1]!r}, below which nothing is labelled")
    return found


def _is_between(at: int, sections: Sequence[_Section]) -> bool:
    beside = [
        number for number, each in enumerate(sections) if each.has_labels and each.path[:-1] == sections[at].path[:-1]
    ]
    return bool(beside) and beside[0] < at < beside[-1]


def _sections(parts: Sequence[Part]) -> tuple[list[_Section], int]:
    found: list[_Section] = []
    open_: list[tuple[int, str]] = []
    label, before = _DEFINITION, 0
    for part in parts:
        if isinstance(part, Paragraph) and part.level is not None:
            while open_ and open_[-1][0] >= part.level:
                open_.pop()
            open_.append((part.level, " ".join(part.text.split())))
            path = tuple(name for _, name in open_ if header_key(name) not in _NOT_CODES)
            found.append(_Section(path or (open_[-1][1],), {}, has_labels=False))
            label = _DEFINITION
        elif not found:
            before += isinstance(part, Paragraph)
        else:
            for named, text in _labelled(part):
                label = named or label
                section = found[-1]
                section.fields[label] = "\n".join(filter(None, (section.fields.get(label, ""), text)))
                found[-1] = section._replace(has_labels=section.has_labels or _tells_codes(named))
    return found, before


def _labelled(part: Part) -> list[tuple[str, str]]:
    if isinstance(part, Table):
        labels = _labels_of(part)
        return labels if labels and header_key(labels[0][0]) not in _CODE_LABELS else []
    colon = _COLON.fullmatch(part.text)
    if colon and header_key(colon[1]) in _LABELS:
        return [(colon[1].strip(), colon[2].strip())]
    if header_key(part.text) in _LABELS:
        return [(part.text, "")]
    if part.bold and header_key(part.bold) in _LABELS:
        return [(part.bold, part.text[len(part.bold) :].strip())]
    return [("", part.text)]


def is_labelled(paragraph: Paragraph) -> bool:
    """Whether a paragraph begins with a label of codebooks."""
    return bool(_labelled(paragraph)[0][0])


def _tells_codes(label: str) -> bool:
    return _LABELS.get(header_key(label), "memo") not in _SAYS_LITTLE


def _in_line(cell: Cell) -> str:
    return " ".join(cell.text.split())


def _filled(row: Sequence[Cell]) -> bool:
    return any(cell.text and not cell.is_continued for cell in row)
