"""Rows of a table from CSV, Excel or OpenDocument, recognised by content, numbered as a sheet shows them."""

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from charset_normalizer import from_bytes
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from codebook.errors import InputError

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_DELIMITERS = (",", ";", "\t")
LONGEST_CELL = 2**31 - 1
_CHARACTERS_SNIFFED = 65536
_CHARACTERS_READ = 2**20
_BYTES_SNIFFED = 2**20
_LINES_SNIFFED = 10


class TableError(InputError):
    """A file cannot be read as a table."""

    def __init__(self, file: str, why: str, *, row: int | None = None, do: str = "") -> None:
        self.file = file
        self.row = row
        place = f", row {row}," if row is not None else ""
        super().__init__(f"{file!r}{place} cannot be read as a table.", why=why, do=do)


class Row(NamedTuple):
    """One row of a table that is not blank; its cells are text without white space around it."""

    number: int
    """The row's number in the file, from 1, as a spreadsheet program shows it."""
    cells: list[str]
    indent: int = 0
    """How much white space stood before the first cell, by which some programs put codes under each other."""


class Sheet(NamedTuple):
    """One table of a file; its rows can be gone through once."""

    name: str
    """The sheet's name; empty for CSV."""
    rows: Iterator[Row]
    guessed_encoding: str | None = None
    """How the bytes were read, where they do not say it themselves."""


class Decoded(NamedTuple):
    """The text of a file, and how its bytes were read."""

    text: str
    encoding: str
    guessed: bool


HEAD = 40
"""How many rows at the top are looked at: titles may stand above the header, and cells tell what columns hold."""
_WIDEST = 2**14
"""The most columns that spreadsheet programs have; a longer row is running text with commas."""
ENDINGS = (".csv", ".tsv", ".xlsx", ".xls", ".ods")
"""How the names of tables end."""


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are in a container that spreadsheet programs use."""
    return data.startswith((_ZIP, _OLE))


def decode(file: str, data: bytes) -> Decoded:
    """The text of a file: UTF-8 or UTF-16 where the bytes say so, else in the likeliest encoding."""
    for encoding in ("utf-16",) if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else ("utf-8-sig",):
        try:
            return Decoded(data.decode(encoding), encoding, guessed=False)
        except UnicodeDecodeError:
            continue
    return _guessed(file, data)


def sheets(file: str, data: bytes) -> Iterator[Sheet]:
    """The tables of a file: one of a CSV file, one for each sheet of a workbook.

    Raises:
        TableError: The file is damaged, or is something other than a table.
    """
    if is_workbook(data):
        yield from _workbook_sheets(file, data)
    else:
        encoding, guessed, top = _encoding(file, data)
        yield Sheet("", _csv_rows(file, data, encoding, _dialect(top)), encoding if guessed else None)


def heads(data: bytes) -> tuple[tuple[Row, ...], ...]:
    """The first rows of each table of a file, by which it is recognised; where it is damaged, those before that."""
    return _heads(top_of(data))


def top_of(data: bytes) -> bytes:
    """What of a file its tables are recognised by: all of a workbook, whole lines from the top of a text."""
    if is_workbook(data) or len(data) <= _BYTES_SNIFFED:
        return data
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        text = data[:_BYTES_SNIFFED].decode("utf-16", "ignore")
        return text[: text.rfind("\n") + 1].encode("utf-8", "replace")
    return data[: data.rfind(b"\n", 0, _BYTES_SNIFFED) + 1] or data[:_BYTES_SNIFFED]


@lru_cache(maxsize=1)
def _heads(data: bytes) -> tuple[tuple[Row, ...], ...]:
    """Those of the last file are kept: many readers look at one file, and a workbook is opened once for all of them."""
    found: list[list[Row]] = []
    with suppress(TableError):
        for sheet in sheets("", data):
            found.append([])
            for row in islice(sheet.rows, HEAD):
                if len(row.cells) > _WIDEST:
                    break
                found[-1].append(row)
    return tuple(map(tuple, found))


class _Encoding(NamedTuple):
    name: str
    guessed: bool
    top: str
    """The first characters."""


def _encoding(file: str, data: bytes) -> _Encoding:
    """How the bytes are to be read, without having all of the text in memory where they say it themselves."""
    encoding = "utf-16" if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    lines = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
    try:
        top = lines.read(_CHARACTERS_SNIFFED)
        while lines.read(_CHARACTERS_READ):
            pass
    except UnicodeDecodeError:
        decoded = decode(file, data)
        return _Encoding(decoded.encoding, decoded.guessed, decoded.text[:_CHARACTERS_SNIFFED])
    return _Encoding(encoding, False, top)


class _Dialect(NamedTuple):
    delimiter: str
    hint_rows: int = 0
    """How many rows at the top only name the delimiter, as Excel's ``sep=;`` does."""


def _csv_rows(file: str, data: bytes, encoding: str, dialect: _Dialect) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    lines = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
    reader = csv.reader(lines, delimiter=dialect.delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            indent = len(cells[0]) - len(cells[0].lstrip()) if cells else 0
            cells = [cell.strip() for cell in cells]
            if number > dialect.hint_rows and any(cells):
                yield Row(number, cells, indent)
    except csv.Error as error:
        why = f"{str(error)[:1].upper()}{str(error)[1:]}."
        raise TableError(file, why, row=number + 1, do="Check the quotation marks there.") from None


def _dialect(sample: str) -> _Dialect:
    named = re.match(r"sep=(.)\r?\n", sample)
    if named:
        return _Dialect(named[1], hint_rows=1)
    lines = sample.splitlines()[:_LINES_SNIFFED]
    widths = ({delimiter: _width(line, delimiter) for delimiter in _DELIMITERS} for line in lines)
    first = next((width for width in widths if max(width.values()) > 1), None)
    return _Dialect(max(first, key=lambda delimiter: first[delimiter]) if first else _DELIMITERS[0])


def _width(line: str, delimiter: str) -> int:
    """Number of cells in a line of CSV."""
    try:
        return len(next(csv.reader([line], delimiter=delimiter)))
    except (csv.Error, StopIteration):
        return 0


def _guessed(file: str, data: bytes) -> Decoded:
    """Windows-1252 where it is among the likely encodings, since most such files are; else the likeliest."""
    likely = from_bytes(data)
    best = likely.best()
    western = data.decode("cp1252", errors="replace")
    if best is None or any(str(match) == western for match in likely):
        if "\ufffd" in western:
            do = "Save it as UTF-8 and read it again."
            raise TableError(file, "Its characters are in no encoding that was recognised.", do=do)
        return Decoded(western, "cp1252", guessed=True)
    return Decoded(str(best), best.encoding, guessed=True)


def _workbook_sheets(file: str, data: bytes) -> Iterator[Sheet]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for metadata in workbook.sheets_metadata:
            if metadata.typ is SheetTypeEnum.WorkSheet:
                yield Sheet(metadata.name, _sheet_rows(workbook.get_sheet_by_name(metadata.name)))
    except CalamineError:
        do = "Open it in a spreadsheet program and save it as .xlsx or .csv."
        why = "It is no workbook, or it is damaged or has a password."
        raise TableError(file, why, do=do) from None


def _sheet_rows(sheet: CalamineSheet) -> Iterator[Row]:
    first = sheet.start[0] + 1 if sheet.start else 1
    for number, values in enumerate(sheet.to_python(skip_empty_area=True), first):
        cells = [_cell_text(value) for value in values]
        if any(cells):
            yield Row(number, cells, _indent(values[0]))


def _indent(value: object) -> int:
    return len(value) - len(value.lstrip()) if isinstance(value, str) else 0


def _cell_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
