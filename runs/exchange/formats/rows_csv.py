"""All codings as CSV, one row an assignment."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from codebook import Record
from runs.exchange.format import Format
from runs.exchange.rows.text_export import write_csv
from runs.exchange.study_export import IS_NOT_WRITTEN, IS_WRITTEN, writes_rows


def _write_rows(rows: Iterable[Record], path: Path, columns: Sequence[str]) -> int:
    with path.open("w", encoding="utf-8", newline="") as stream:
        return write_csv(rows, stream, columns)


FORMAT = Format(
    name="codings as CSV",
    endings=".csv",
    tested_with="Python's csv and our own import; no spreadsheet program was run.",
    form="csv",
    word="CSV",
    media="text/csv; charset=utf-8",
    write=writes_rows(_write_rows),
    write_rows=_write_rows,
    is_written=IS_WRITTEN,
    is_not_written=IS_NOT_WRITTEN,
)
