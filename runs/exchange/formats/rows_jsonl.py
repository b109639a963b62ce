"""All codings as JSON lines, one line an assignment."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from codebook import Record
from runs.exchange.format import Format
from runs.exchange.rows.text_export import write_jsonl
from runs.exchange.study_export import IS_NOT_WRITTEN, IS_WRITTEN, writes_rows


def _write_rows(rows: Iterable[Record], path: Path, columns: Sequence[str]) -> int:
    with path.open("w", encoding="utf-8", newline="") as stream:
        return write_jsonl(rows, stream)


FORMAT = Format(
    name="codings as JSON lines",
    endings=".jsonl",
    tested_with="Python's json.",
    form="jsonl",
    word="JSON lines",
    media="application/jsonl; charset=utf-8",
    write=writes_rows(_write_rows),
    write_rows=_write_rows,
    is_written=IS_WRITTEN,
    is_not_written=IS_NOT_WRITTEN,
)
