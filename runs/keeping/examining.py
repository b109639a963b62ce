"""Every row of a study, read one after the other and checked: what ``verify`` tells and ``salvage`` copies."""

import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from runs.keeping.row_checks import ROW_CHECKS, Surroundings, coding_faults
from runs.keeping.stored_rows import UNREADABLE, Gap, Key, StoredRow, Table, each_row, rows_where, table_in
from runs.reviews.row_checks import REVIEW_CHECKS

TABLES = (
    "transcripts",
    "turns",
    "codebooks",
    "raters",
    "runs",
    "request_parts",
    "exchanges",
    "asked_segments",
    "codings",
    "samples",
    "reviews",
    "cases",
    "case_codes",
    "review_events",
    "coding_tasks",
    "allowed_hosts",
    "lease",
)
"""In an order in which a row comes after those it refers to; assignments come with their coding."""

CHECKS = {**ROW_CHECKS, **REVIEW_CHECKS}


class Examined(NamedTuple):
    """A row, with what belongs to it, and what is wrong with it."""

    table: str
    key: Key
    values: dict[str, Any]
    faults: tuple[str, ...]
    given: tuple[dict[str, Any], ...] = ()
    """The assignments of a coding."""


class Lost(NamedTuple):
    """Rows of a table that cannot be read."""

    table: str
    gap: Gap


def examined(connection: sqlite3.Connection) -> Iterator[Examined | Lost]:
    """All rows of a study with what is wrong with each, and the places that cannot be read.

    Args:
        connection: To the file; it gives texts as bytes.
    """
    around = Surroundings(connection)
    given = _table(connection, "assignments")
    for name in TABLES:
        table = _table(connection, name)
        if table is None:
            continue
        for row in each_row(connection, table):
            if isinstance(row, Gap):
                yield Lost(name, row)
            elif name == "codings":
                yield _examined_coding(connection, row, given, around)
            else:
                yield _examined(name, row, around)


def _table(connection: sqlite3.Connection, name: str) -> Table | None:
    try:
        return table_in(connection, name)
    except UNREADABLE:
        return None


def _examined(name: str, row: StoredRow, around: Surroundings) -> Examined:
    check = CHECKS.get(name)
    faults = row.faults or tuple(check(row.values, around) if check else ())
    return Examined(name, row.key, row.values, faults)


def _examined_coding(
    connection: sqlite3.Connection, row: StoredRow, table: Table | None, around: Surroundings
) -> Examined:
    given, unreadable = _given(connection, row.key[0], table)
    faults = (*row.faults, *unreadable)
    if not faults:
        try:
            faults = tuple(dict.fromkeys(coding_faults(row.values, given, around)))
        except UNREADABLE:
            faults = ("its transcript cannot be read",)
    return Examined("codings", row.key, row.values, faults, tuple(given))


def _given(
    connection: sqlite3.Connection, coding: int, table: Table | None
) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """The assignments of a coding, and what is wrong with the reading of them."""
    if table is None:
        return [], ("what was assigned in it cannot be read",)
    try:
        rows = rows_where(connection, table, "where coding_id = ? order by position", (coding,))
    except UNREADABLE:
        return [], ("what was assigned in it cannot be read",)
    faults = tuple(dict.fromkeys(f"in an assignment, {fault}" for row in rows for fault in row.faults))
    return [row.values for row in rows], faults
