"""Rows as a Parquet file, a group of rows at a time."""

from collections.abc import Iterable, Sequence
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, cast, get_args

from codebook import Record
from runs.exchange.rows.export_rows import ExportRow, SourcedRow

_GROUP = 20_000
"""Rows that are in memory at once."""


def write_parquet(rows: Iterable[Record], path: Path, columns: Sequence[str]) -> int:
    """The number of rows written; whole numbers are int64, figures float64, what is missing null, texts strings.

    Args:
        rows: The rows.
        path: The file.
        columns: The fields of the rows, of those of ``SourcedRow``.
    """
    pyarrow, parquet = cast(Any, import_module("pyarrow")), cast(Any, import_module("pyarrow.parquet"))
    types: dict[type, Any] = {
        bool: pyarrow.bool_(),
        int: pyarrow.int64(),
        float: pyarrow.float64(),
        str: pyarrow.string(),
    }
    schema = pyarrow.schema([(column, types[_type_of(column)]) for column in columns])
    written, coming = 0, iter(rows)
    with path.open("wb") as stream, parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        while group := [row.model_dump(mode="json") for row in islice(coming, _GROUP)]:
            writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))
            written += len(group)
    return written


def _type_of(column: str) -> type:
    """The plain type of a field, whether or not it may be missing."""
    field = {**ExportRow.model_fields, **SourcedRow.model_fields}[column]
    named = cast(Sequence[type], get_args(field.annotation) or (field.annotation,))
    return next(plain for plain in (bool, int, float, str) if issubclass(named[0], plain))
