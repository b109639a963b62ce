"""How an older study file is brought up to date: a verified copy beside it first, then all steps or none."""

import sqlite3
from collections.abc import Callable
from itertools import count
from pathlib import Path

from sqlite_utils import Database

from runs.errors import DamagedStudyError, StudyError
from runs.files.schema import SCHEMA

MIGRATIONS_TABLE = SCHEMA.migrations_table


def require_known(connection: sqlite3.Connection, path: Path, *, new: bool = False) -> None:
    """Return where the file is a study of this version or an older one.

    Args:
        connection: To the file.
        path: The file.
        new: Whether it may have no tables yet.

    Raises:
        StudyError: It is another database, has no tables, was written by a newer Intercoder, or holds what would
            act by itself.
    """
    tables = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
    if not tables and not new:
        raise DamagedStudyError(
            f"The study file {str(path)!r} is empty.",
            why="It is a database without tables.",
            do="Restore a backup; if it never held anything, intercoder init begins it.",
        )
    if tables and MIGRATIONS_TABLE not in tables:
        raise StudyError(
            f"{str(path)!r} is a database, but not an Intercoder study.",
            do="Name another file with --study.",
        )
    _require_no_program(connection, path)
    newer = set(steps_of(connection)) - set(all_steps()) if tables else set[str]()
    if newer:
        raise StudyError(
            f"{str(path)!r} was written by a newer Intercoder.",
            why=f"It has the schema step {sorted(newer)[-1]!r}, which this version does not know.",
            do="Install the newer version.",
        )


def _require_no_program(connection: sqlite3.Connection, path: Path) -> None:
    """Return where nothing in the file acts when it is read or written: a study that somebody sends may be anything."""
    found = connection.execute("select type from sqlite_master where type in ('trigger', 'view') limit 1").fetchone()
    if found:
        raise StudyError(
            f"{str(path)!r} is no study as Intercoder makes it.",
            why=f"It holds a {found[0]}, which would act by itself when the file is read or written.",
            do="Ask whoever gave it to you for a copy made with intercoder backup.",
        )


def all_steps() -> list[str]:
    """The names of the steps that lead to this version's schema, in their order."""
    return [step.name for step in SCHEMA.pending(Database(memory=True))]


def steps_of(connection: sqlite3.Connection) -> list[str]:
    """The names of the steps that the file has behind it."""
    return [name for (name,) in connection.execute(f"select name from {MIGRATIONS_TABLE} order by id")]


def is_up_to_date(connection: sqlite3.Connection) -> bool:
    """Whether the file has the schema of this version."""
    return not SCHEMA.pending(Database(connection))


def bring_up_to_date(connection: sqlite3.Connection, path: Path, keep: Callable[[Path, Path], object]) -> Path | None:
    """The copy of the older file that was kept beside it; None where the file was new or up to date.

    The steps and the note that they were made are one transaction, so that a process that is cut off leaves the
    older file or the newer one. Nobody else can write meanwhile; who comes second finds nothing to do.

    Args:
        connection: To the file, without a transaction.
        path: The file.
        keep: Makes a verified copy of a file under another name.

    Raises:
        StudyError: The older file is damaged or the copy cannot be made; the file is left as it was.
    """
    if is_up_to_date(connection):
        return None
    connection.execute("begin immediate")
    try:
        db = Database(connection)
        pending = SCHEMA.pending(db)
        kept = _free_name(path, pending[0].name) if pending and SCHEMA.applied(db) else None
        if kept:
            keep(path, kept)
        SCHEMA.apply(db)
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise
    return kept


def _free_name(path: Path, step: str) -> Path:
    """The name of the copy from before a step; an earlier copy of that name is left alone."""
    stem = f"{path.stem}.before-{step}"
    names = (path.with_name(f"{stem}{f'-{number}' if number > 1 else ''}{path.suffix}") for number in count(1))
    return next(name for name in names if not name.exists())
