"""Exports as text: CSV for spreadsheets and statistics, JSON lines for programs."""

import csv
from collections.abc import Iterable, Sequence
from typing import TextIO

from codebook import Record
from runs.exchange.inert_cells import inert
from runs.exchange.rows.export_rows import ExportRow

COLUMNS = tuple(ExportRow.model_fields)
"""The columns of every export, in their order."""
BOM = "\ufeff"
"""By which Excel knows UTF-8."""


def write_csv(rows: Iterable[Record], stream: TextIO, columns: Sequence[str] = COLUMNS) -> int:
    """The number of rows written as CSV after RFC 4180, with a BOM, by which Excel knows UTF-8.

    Cells that a spreadsheet program would take for formulas begin with an apostrophe.

    Args:
        rows: The rows.
        stream: A text file opened with ``encoding="utf-8", newline=""``.
        columns: The fields of the rows.
    """
    stream.write(BOM)
    writer = csv.writer(stream)
    writer.writerow(columns)
    written = 0
    for row in rows:
        writer.writerow([_cell(value) for value in row.model_dump(mode="json").values()])
        written += 1
    return written


def write_jsonl(rows: Iterable[Record], stream: TextIO) -> int:
    """The number of rows written as JSON, one object a line.

    Args:
        rows: The rows.
        stream: A text file opened with ``encoding="utf-8", newline=""``.
    """
    written = 0
    for row in rows:
        stream.write(f"{row.model_dump_json()}\n")
        written += 1
    return written


def _cell(value: str | float | bool | None) -> str | float:
    if isinstance(value, bool):
        return "true" if value else "false"
    return inert(value) if isinstance(value, str) else "" if value is None else value
