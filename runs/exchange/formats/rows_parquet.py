"""All codings as Parquet, one row an assignment, for statistics programs; takes the extra ``parquet``."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from codebook import Record
from runs.exchange.format import Format
from runs.exchange.rows.parquet_export import write_parquet
from runs.exchange.study_export import IS_NOT_WRITTEN, IS_WRITTEN, writes_rows


def _write_rows(rows: Iterable[Record], path: Path, columns: Sequence[str]) -> int:
    return write_parquet(rows, path, columns)


FORMAT = Format(
    name="codings as Parquet",
    endings=".parquet",
    tested_with="pyarrow.",
    form="parquet",
    word="Parquet",
    media="application/vnd.apache.parquet",
    write=writes_rows(_write_rows),
    write_rows=_write_rows,
    needs="pyarrow",
    extra="parquet",
    is_written=f"{IS_WRITTEN} Numbers, truth values and what is missing have types of their own.",
    is_not_written=IS_NOT_WRITTEN,
)
