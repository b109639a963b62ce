"""Exports as an Excel workbook, within what its format can hold."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

from codebook import Record
from runs.exchange.export_rows import ExportRow
from runs.exchange.text_export import COLUMNS

_CELL_LIMIT = 32_767
"""UTF-16 code units that Excel holds in a cell."""
_ROWS_IN_A_SHEET = 1_048_575
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_ALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class XlsxReport(Record, frozen=True):
    """What was written to a workbook, and what its format could not hold."""

    rows: int
    replaced_characters: int
    """Control characters that XML forbids; U+FFFD stands in their place."""
    cut_cells: int
    """Cells too long for Excel, which end with ``… [cut: N characters]``; CSV and JSON have them whole."""


def write_xlsx(rows: Iterable[ExportRow], path: Path) -> XlsxReport:
    """What went into the workbook: one sheet of codings, more where Excel's limit of rows asks for it.

    Texts are written as texts, so that none is ever computed.
    """
    return _Writing().save(rows, path)


class _UndatedArchive(ZipFile):
    """An archive whose entries have no date: a ZIP file knows none before 1980, and a clock may be wrong."""

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: str | bytes, *rest: Any, **more: Any) -> None:
        named = ZipInfo(zinfo_or_arcname) if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname
        named.compress_type = ZIP_DEFLATED
        super().writestr(named, data, *rest, **more)


class _Writing:
    def __init__(self) -> None:
        self._book = Workbook(write_only=True)
        self._replaced = 0
        self._cut = 0

    def save(self, rows: Iterable[ExportRow], path: Path) -> XlsxReport:
        written = 0
        sheet = self._new_sheet("codings")
        for row in rows:
            if written and written % _ROWS_IN_A_SHEET == 0:
                sheet = self._new_sheet(f"codings {written // _ROWS_IN_A_SHEET + 1}")
            self._append(sheet, row.model_dump(mode="json").values())
            written += 1
        with _UndatedArchive(path, "w", ZIP_DEFLATED, strict_timestamps=False) as archive:
            ExcelWriter(self._book, archive).save()
        return XlsxReport(rows=written, replaced_characters=self._replaced, cut_cells=self._cut)

    def _new_sheet(self, title: str) -> WriteOnlyWorksheet:
        sheet = self._book.create_sheet(title)
        assert isinstance(sheet, WriteOnlyWorksheet)
        sheet.freeze_panes = "A2"
        self._append(sheet, COLUMNS)
        return sheet

    def _append(self, sheet: WriteOnlyWorksheet, values: Iterable[str | int | bool | None]) -> None:
        cells = [self._text(sheet, value) if isinstance(value, str) else value for value in values]
        sheet.append(cells)  # pyright: ignore[reportUnknownMemberType]

    def _text(self, sheet: WriteOnlyWorksheet, text: str) -> Cell | None:
        if not text:
            return None
        legal, replaced = _ILLEGAL.subn("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
        self._replaced += replaced
        fitting = cut_to_cell(legal)
        self._cut += fitting != legal
        cell = WriteOnlyCell(sheet, value=_ESCAPE_ALIKE.sub("_x005F_", fitting))
        cell.data_type = "s"
        return cell


def cut_to_cell(text: str) -> str:
    """The text if Excel can hold it in a cell; else its beginning, with how many characters were cut."""
    if _units(text) <= _CELL_LIMIT:
        return text
    kept = text[:_CELL_LIMIT]
    while _units(marked := f"{kept}\u2026 [cut: {len(text) - len(kept)} characters]") > _CELL_LIMIT:
        excess = _units(marked) - _CELL_LIMIT
        kept = kept[: -max(1, excess // 2)]
    return marked


def _units(text: str) -> int:
    """UTF-16 code units of a text in the file, where each text like ``_x000D_`` is escaped."""
    escapes = len(_ESCAPE_ALIKE.findall(text)) * len("x005F_")
    return len(text) + escapes + sum(character > "\uffff" for character in text)
