"""Cells and files of Excel workbooks, within what their format can hold."""

import re
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

from runs.exchange.zip_members import undated

_CELL_LIMIT = 32_767
"""UTF-16 code units that Excel holds in a cell."""
_SURELY_FITS = _CELL_LIMIT // 3
"""So many characters fit, whatever they are: each takes two code units at most, and an escape less than one more."""
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile(r"[&<>_\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What does not stand in an element of XML as it is, or could be taken for an escape."""
_ESCAPE_ALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class TextCells:
    """Makes cells of texts, so that none is ever computed, and counts what could not be held as it is."""

    def __init__(self) -> None:
        self.replaced = 0
        """Control characters that XML forbids; U+FFFD stands in their place."""
        self.cut = 0
        """Texts too long for Excel."""

    def cell(self, sheet: WriteOnlyWorksheet, text: str) -> Cell | None:
        """The cell of a text; None for an empty one."""
        if not text:
            return None
        cell = WriteOnlyCell(sheet, value=self.fitting(text))
        cell.data_type = "s"
        return cell

    def xml(self, text: str) -> str:
        """The text as it stands in an element of XML."""
        return escape(self.fitting(text)) if _SPECIAL.search(text) or len(text) > _SURELY_FITS else text

    def fitting(self, text: str) -> str:
        """The text with what a workbook cannot hold replaced or cut, and what it would take for an escape escaped."""
        legal, replaced = _ILLEGAL.subn("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
        self.replaced += replaced
        fitting = cut_to_cell(legal)
        self.cut += fitting != legal
        return _ESCAPE_ALIKE.sub("_x005F_", fitting)


def save_workbook(book: Workbook, path: Path | BinaryIO) -> None:
    """Write a workbook into a file."""
    with _UndatedArchive(path, "w", ZIP_DEFLATED, strict_timestamps=False) as archive:
        ExcelWriter(book, archive).save()


class _UndatedArchive(ZipFile):
    """An archive whose entries have no date."""

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: str | bytes, *rest: Any, **more: Any) -> None:
        named = undated(zinfo_or_arcname) if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname
        super().writestr(named, data, *rest, **more)


def cut_to_cell(text: str) -> str:
    """The text if Excel can hold it in a cell; else its beginning, with how many characters were cut."""
    if len(text) <= _SURELY_FITS or _units(text) <= _CELL_LIMIT:
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
