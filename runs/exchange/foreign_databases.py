"""Reads the SQLite file of another program from memory: only tables, only what is asked for, nothing is run."""

import sqlite3
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

SQLITE = b"SQLite format 3\x00"
_STEPS = 1_000_000
_MOST_STEPS = 20_000


class ForeignDatabaseError(Exception):
    """The file cannot be read as a database; the message is a sentence that says why."""


class ForeignDatabase:
    """The tables of another program."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        tables = connection.execute("select name from sqlite_master where type = 'table' and sql like 'create table %'")
        self.tables: frozenset[str] = frozenset(name for (name,) in tables.fetchall())

    def columns(self, table: str) -> frozenset[str]:
        """The names of a table's columns; none where there is no such table."""
        if table not in self.tables:
            return frozenset()
        return frozenset(name for (name,) in self._connection.execute("select name from pragma_table_info(?)", [table]))

    def count(self, table: str) -> int:
        """The number of rows of a table; 0 where there is no such table."""
        if table not in self.tables:
            return 0
        return int(self._connection.execute(f'select count(*) from "{table}"').fetchone()[0])

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Some columns of a table, in the order of its rows; None where the table lacks a column.

        Raises:
            ForeignDatabaseError: There is no such table.
        """
        held = self.columns(table)
        if not held:
            raise ForeignDatabaseError(f"It has no table {table!r}.")
        named = ", ".join(f'"{column}"' if column in held else "null" for column in columns)
        yield from self._connection.execute(f'select {named} from "{table}" order by rowid')


@contextmanager
def foreign_database(data: bytes) -> Generator[ForeignDatabase]:
    """A database from its bytes.

    Raises:
        ForeignDatabaseError: It is damaged or no database, also where that shows only while it is read.
    """
    steps = iter(range(_MOST_STEPS))
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.deserialize(_without_wal(data))
            connection.execute("pragma trusted_schema = off")
            connection.execute("pragma query_only = on")
            connection.set_progress_handler(lambda: int(next(steps, None) is None), _STEPS)
            connection.text_factory = _text
            yield ForeignDatabase(connection)
        except (sqlite3.Error, UnicodeError, OverflowError):
            raise ForeignDatabaseError("Its database is damaged.") from None


def _without_wal(data: bytes) -> bytes:
    """The file as one that keeps no journal beside it, which memory cannot have."""
    return data[:18] + b"\x01\x01" + data[20:] if data[18:20] == b"\x02\x02" else data


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
