"""All codings as an Excel workbook, one row an assignment."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from codebook import Record
from runs.exchange.format import Format
from runs.exchange.rows.xlsx_export import write_xlsx
from runs.exchange.study_export import IS_NOT_WRITTEN, IS_WRITTEN, writes_rows


def _write_rows(rows: Iterable[Record], path: Path, columns: Sequence[str]) -> int:
    return write_xlsx(rows, path, columns).rows


FORMAT = Format(
    name="codings as an Excel workbook",
    endings=".xlsx",
    tested_with="openpyxl and calamine; no spreadsheet program was run.",
    form="xlsx",
    word="Excel",
    media="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    write=writes_rows(_write_rows),
    write_rows=_write_rows,
    is_written=IS_WRITTEN,
    is_not_written=f"{IS_NOT_WRITTEN} Texts over 32,767 characters are cut, with a mark.",
)
