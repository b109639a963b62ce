"""Rows as they lie in a study file that may be damaged: every one that can be read, and where some cannot."""

import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from runs.errors import FROM_SQLITE

PAGE = 200
"""How many rows are read at once, so that nobody who writes waits for one who reads."""
PROBES = 50_000
"""How many places behind a damaged one are tried before the rest of a table is given up."""
UNREADABLE = (*FROM_SQLITE, MemoryError, OverflowError)
"""What reading a damaged file may raise."""

Key = tuple[Any, ...]

_TYPES: dict[str, type | tuple[type, ...]] = {"text": str, "integer": int, "real": float}


class Column(NamedTuple):
    """A column of a table."""

    name: str
    type: str
    optional: bool


class Table(NamedTuple):
    """A table and what its rows are found by."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)

    @property
    def is_named_by_text(self) -> bool:
        """Whether its key is a text, so that the one behind another is not known."""
        return any(column.name in self.key and column.type == "text" for column in self.columns)


class StoredRow(NamedTuple):
    """A row that could be read."""

    key: Key
    values: dict[str, Any]
    faults: tuple[str, ...]
    """Which columns hold something that cannot have been stored in them; their value is None here."""


class Gap(NamedTuple):
    """A place where rows cannot be read; how many were there is not known."""

    after: Key | None
    """The last row before it that could be read."""
    until: Key | None
    """The next one that could be read; None where none could."""


def table_in(connection: sqlite3.Connection, name: str) -> Table | None:
    """A table of the file; None where it has none of this name."""
    found = connection.execute("select name, type, [notnull], pk from pragma_table_info(?)", [name]).fetchall()
    columns = tuple(Column(decoded(n), decoded(kind).lower(), not notnull and not pk) for n, kind, notnull, pk in found)
    key = sorted((pk, column.name) for column, (*_, pk) in zip(columns, found, strict=True) if pk)
    return Table(name, columns, tuple(name for _, name in key)) if columns and key else None


def rows_where(connection: sqlite3.Connection, table: Table, condition: str, given: Key) -> list[StoredRow]:
    """The rows of a table that a condition in SQL names; raises what reading a damaged file may raise."""
    names = ", ".join(f"[{name}]" for name in table.names)
    return [_stored(table, row) for row in connection.execute(f"select {names} from {table.name} {condition}", given)]


def decoded(stored: Any) -> str:
    """A name of the file's own, whatever became of it."""
    return stored.decode("utf-8", "replace") if isinstance(stored, bytes) else str(stored)


def each_row(connection: sqlite3.Connection, table: Table) -> Iterator[StoredRow | Gap]:
    """Every row that can be read in the order of its key, one in memory at a time.

    Args:
        connection: To the file; it gives texts as bytes.
        table: The table.
    """
    start: Key | None = None
    while True:
        reading = _Reading(connection, table, start)
        yield from reading
        if not reading.failed:
            return
        last = reading.last or start
        if table.is_named_by_text:
            yield from _from_the_end(connection, table, last)
            return
        start = _next_readable(connection, table, last)
        yield Gap(last, start)
        if start is None:
            return


class _Reading:
    """The rows from one on, until the end or one that cannot be read.

    Where a page of rows breaks off, they are read one by one, because the cursor looks one row ahead.
    """

    def __init__(self, connection: sqlite3.Connection, table: Table, start: Key | None, *, down: bool = False) -> None:
        self.last: Key | None = None
        self.failed = False
        self._start = start
        self._connection, self._table, self._down = connection, table, down

    def __iter__(self) -> Iterator[StoredRow]:
        at_once = count = PAGE
        while count == at_once:
            count = 0
            try:
                for found in self._selected(at_once):
                    row = self._behind_the_last(found)
                    self.last = row.key
                    count += 1
                    yield row
            except UNREADABLE:
                if at_once == 1:
                    self.failed = True
                    return
                at_once = count = 1

    def _selected(self, count: int) -> Iterator[tuple[Any, ...]]:
        if self.last is None:
            return _selected(self._connection, self._table, "<=" if self._down else ">=", self._start, count)
        return _selected(self._connection, self._table, "<" if self._down else ">", self.last, count)

    def _behind_the_last(self, found: tuple[Any, ...]) -> StoredRow:
        """The row, whose key comes behind the last one unless pages are mixed up."""
        row = _stored(self._table, found)
        goes_on = self.last is None or None in row.key or (row.key < self.last if self._down else row.key > self.last)
        if None in row.key or not goes_on:
            raise sqlite3.DatabaseError("out of order")
        return row


def _selected(
    connection: sqlite3.Connection, table: Table, compared: str, key: Key | None, count: int
) -> Iterator[tuple[Any, ...]]:
    names = ", ".join(f"[{name}]" for name in table.names)
    keys, marks = ", ".join(table.key), ", ".join("?" * len(table.key))
    order = ", ".join(f"{name} {'desc' if compared.startswith('<') else 'asc'}" for name in table.key)
    where = "" if key is None else f" where ({keys}) {compared} ({marks})"
    return connection.execute(f"select {names} from {table.name}{where} order by {order} limit {count}", key or ())


def _stored(table: Table, row: tuple[Any, ...]) -> StoredRow:
    values: dict[str, Any] = {}
    faults: list[str] = []
    for column, found in zip(table.columns, row, strict=True):
        values[column.name], right = _value(column, found)
        if not right:
            faults.append(f"what stands in {column.name} is damaged")
    return StoredRow(tuple(values[name] for name in table.key), values, tuple(faults))


def _value(column: Column, found: Any) -> tuple[Any, bool]:
    if found is None:
        return None, column.optional
    if isinstance(found, bytes) and column.type == "text":
        try:
            return found.decode(), True
        except UnicodeDecodeError:
            return None, False
    return (found, True) if isinstance(found, _TYPES.get(column.type, object)) else (None, False)


def _next_readable(connection: sqlite3.Connection, table: Table, last: Key | None) -> Key | None:
    """The key of the next row that can be read behind a place where one cannot."""
    for key in _places_behind(last or (0,) * len(table.key)):
        try:
            row = next(_selected(connection, table, ">=", key, 1), None)
            if row is None:
                return None
        except UNREADABLE:
            continue
        found = _stored(table, row).key
        if None not in found and found >= key:
            return found
    return None


def _places_behind(last: Key) -> Iterator[Key]:
    """Keys to try: those right behind the last one, then, where keys have two parts, those of the next first part."""
    yield from ((*last[:-1], last[-1] + step) for step in range(1, PROBES))
    if len(last) > 1:
        yield from ((last[0] + step, 0) for step in range(1, PROBES))


def _from_the_end(connection: sqlite3.Connection, table: Table, after: Key | None) -> Iterator[StoredRow | Gap]:
    """The rows behind a place that cannot be read, the last first."""
    until: Key | None = None
    for row in _Reading(connection, table, None, down=True):
        if after is not None and row.key <= after:
            break
        until = row.key
        yield row
    yield Gap(after, until)
