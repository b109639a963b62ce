"""Exports as an Excel workbook, within what its format can hold.

The package is openpyxl's; its members have no date, since a ZIP file knows none before 1980. The rows of its sheets
are written here, one after the other: a million of them is then a matter of seconds, and every text is an inline
string, which no program computes.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from codebook import Record
from runs.exchange.rows.text_export import COLUMNS
from runs.exchange.rows.xlsx_cells import TextCells, save_workbook
from runs.exchange.zip_members import undated

_ROWS_IN_A_SHEET = 1_048_575
_FAST = 1
"""How hard the rows are packed: a little larger, and in a third of the time."""
_SHEET = "xl/worksheets/sheet{}.xml"
_BEGIN = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>'
    '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews><sheetData>"
)
_END = "</sheetData></worksheet>"

Cell = str | float | bool | None
"""What stands in a cell; None and the empty text leave it out."""


class XlsxReport(Record, frozen=True):
    """What was written to a workbook, and what its format could not hold."""

    rows: int
    replaced_characters: int
    """Control characters that XML forbids; U+FFFD stands in their place."""
    cut_cells: int
    """Cells too long for Excel, which end with ``… [cut: N characters]``; CSV and JSON have them whole."""


def write_xlsx(rows: Iterable[Record], path: Path, columns: Sequence[str] = COLUMNS) -> XlsxReport:
    """What went into the workbook: one sheet of codings, more where Excel's limit of rows asks for it.

    Texts are written as texts, so that none is ever computed.
    """
    texts = TextCells()
    coming = (tuple(row.model_dump(mode="json").values()) for row in rows)
    written = sheets = 0
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=_FAST) as package:
        while (first := next(coming, None)) is not None or not sheets:
            begun = () if first is None else (first,)
            here = chain((tuple(columns),), begun, islice(coming, _ROWS_IN_A_SHEET - 1))
            sheets += 1
            with package.open(_SHEET.format(sheets), "w", force_zip64=True) as stream:
                written += _write_sheet(here, stream, texts) - 1
        for name, data in _rest_of_package(sheets):
            with package.open(undated(name), "w") as stream:
                stream.write(data)
    return XlsxReport(rows=written, replaced_characters=texts.replaced, cut_cells=texts.cut)


def _write_sheet(rows: Iterable[Sequence[Cell]], stream: IO[bytes], texts: TextCells) -> int:
    """How many rows were written as one sheet, whose first stays in sight."""
    stream.write(_BEGIN.encode())
    number = 0
    for number, row in enumerate(rows, 1):
        cells = "".join(_cell(_LETTERS[place], number, value, texts) for place, value in enumerate(row))
        stream.write(f'<row r="{number}">{cells}</row>'.encode())
    stream.write(_END.encode())
    return number


_LETTERS = [get_column_letter(number) for number in range(1, 101)]


def _cell(letter: str, row: int, value: Cell, texts: TextCells) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        text = texts.xml(value)
        return f'<c r="{letter}{row}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(value, bool):
        return f'<c r="{letter}{row}" t="b"><v>{value:d}</v></c>'
    return f'<c r="{letter}{row}"><v>{value!r}</v></c>'


def _rest_of_package(sheets: int) -> Iterator[tuple[str, bytes]]:
    """All members of a workbook but its sheets, by name."""
    book = Workbook(write_only=True)
    for number in range(1, sheets + 1):
        book.create_sheet("codings" if number == 1 else f"codings {number}")
    whole = io.BytesIO()
    save_workbook(book, whole)
    ours = {_SHEET.format(number) for number in range(1, sheets + 1)}
    with ZipFile(whole) as package:
        yield from ((name, package.read(name)) for name in package.namelist() if name not in ours)
