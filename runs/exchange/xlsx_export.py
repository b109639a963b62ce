"""Exports as an Excel workbook, within what its format can hold."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from codebook import Record
from runs.exchange.export_rows import ExportRow
from runs.exchange.text_export import COLUMNS
from runs.exchange.xlsx_cells import TextCells, save_workbook

_ROWS_IN_A_SHEET = 1_048_575


class XlsxReport(Record, frozen=True):
    """What was written to a workbook, and what its format could not hold."""

    rows: int
    replaced_characters: int
    """Control characters that XML forbids; U+FFFD stands in their place."""
    cut_cells: int
    """Cells too long for Excel, which end with ``… [cut: N characters]``; CSV and JSON have them whole."""


def write_xlsx(rows: Iterable[ExportRow], path: Path, columns: Sequence[str] = COLUMNS) -> XlsxReport:
    """What went into the workbook: one sheet of codings, more where Excel's limit of rows asks for it.

    Texts are written as texts, so that none is ever computed.
    """
    return _Writing(columns).save(rows, path)


class _Writing:
    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns
        self._book = Workbook(write_only=True)
        self._texts = TextCells()

    def save(self, rows: Iterable[ExportRow], path: Path) -> XlsxReport:
        written = 0
        sheet = self._new_sheet("codings")
        for row in rows:
            if written and written % _ROWS_IN_A_SHEET == 0:
                sheet = self._new_sheet(f"codings {written // _ROWS_IN_A_SHEET + 1}")
            self._append(sheet, row.model_dump(mode="json").values())
            written += 1
        save_workbook(self._book, path)
        return XlsxReport(rows=written, replaced_characters=self._texts.replaced, cut_cells=self._texts.cut)

    def _new_sheet(self, title: str) -> WriteOnlyWorksheet:
        sheet = self._book.create_sheet(title)
        assert isinstance(sheet, WriteOnlyWorksheet)
        sheet.freeze_panes = "A2"
        self._append(sheet, self._columns)
        return sheet

    def _append(self, sheet: WriteOnlyWorksheet, values: Iterable[str | float | bool | None]) -> None:
        cells = [self._texts.cell(sheet, value) if isinstance(value, str) else value for value in values]
        sheet.append(cells)  # pyright: ignore[reportUnknownMemberType]
