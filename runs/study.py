"""The study file: one SQLite database that holds everything a study knows."""

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from codebook import IntercoderError
from runs.schema import SCHEMA

WAL_IS_SAFE_FROM = (3, 51, 3)
"""SQLite older than this may damage a WAL database that two processes write at once."""


MIGRATIONS_TABLE = SCHEMA.migrations_table

_OUTERMOST = ("begin immediate", "commit", ("rollback",))
_NESTED = ("savepoint inner_part", "release inner_part", ("rollback to inner_part", "release inner_part"))
"""How a transaction, and a part of one, begins, is kept and is undone."""


class StudyError(IntercoderError):
    """The study file cannot be used as asked."""

    exit_code = 6


class Study:
    """An open study file.

    Writes go through ``writing()``: one transaction that is on the disk when the block ends.

    Args:
        path: The file.
        create: Whether to make the file where there is none.
        thread_bound: Whether only the thread that opens the file may use it.

    Raises:
        StudyError: The file is no study, is damaged, is newer than this program, or cannot be opened.
    """

    def __init__(self, path: Path, *, create: bool = False, thread_bound: bool = True) -> None:
        self.path = path
        if not create and not path.exists():
            raise StudyError(
                f"There is no study file {str(path)!r}.",
                do="Import something first, or name the study with --study.",
            )
        self.connection = connected(path, thread_bound=thread_bound)
        try:
            db = Database(self.connection)
            _checked(db, path)
            self.journal = _prepared(self.connection)
            SCHEMA.apply(db)
        except sqlite3.Error as error:
            self.connection.close()
            raise StudyError(
                f"The study file {str(path)!r} cannot be used.",
                why=f"SQLite says: {error}.",
                do="Check that it is an Intercoder study, is not damaged, and that you may write to it.",
            ) from None

    def copied_to(self, path: Path) -> "Study":
        """A copy of everything in another file, open."""
        with closing(sqlite3.connect(path)) as target:
            self.connection.backup(target)
        return Study(path)

    def close(self) -> None:
        """Give the file back."""
        self.connection.close()

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection]:
        """One transaction: all of it is kept when the block ends well, none of it when it does not.

        A block inside another is part of the outer one's transaction, and can fail alone.
        """
        begin, keep, undo = _NESTED if self.connection.in_transaction else _OUTERMOST
        try:
            self.connection.execute(begin)
            try:
                yield self.connection
            except BaseException:
                if self.connection.in_transaction:
                    for statement in undo:
                        self.connection.execute(statement)
                raise
            self.connection.execute(keep)
        except sqlite3.Error as error:
            if self.connection.in_transaction and begin == _OUTERMOST[0]:
                self.connection.execute("rollback")
            raise StudyError(
                f"The study file {str(self.path)!r} could not be written.",
                why=f"SQLite says: {error}.",
                do="Free some disk space, or end the other program that writes to it, and run again.",
            ) from None


@contextmanager
def study_copy(path: Path) -> Generator[Study]:
    """A copy of the study, an empty one where there is none, that is gone when the block ends."""
    with TemporaryDirectory(prefix="intercoder-", ignore_cleanup_errors=True) as folder:
        target = Path(folder) / "study.db"
        if path.exists():
            with closing(Study(path)) as original:
                copy = original.copied_to(target)
        else:
            copy = Study(target, create=True)
        with closing(copy):
            yield copy


def sqlite_version() -> tuple[int, int, int]:
    """The version of the SQLite library in use."""
    return sqlite3.sqlite_version_info


def journal_mode(path: Path) -> str:
    """How the study file keeps its transactions safe: ``wal`` or ``truncate``.

    Raises:
        StudyError: The file cannot be used.
    """
    with closing(Study(path)) as study:
        return study.journal


def connected(path: Path, *, timeout: float = 30, thread_bound: bool = True) -> sqlite3.Connection:
    """A connection to a database file, without a transaction.

    Args:
        path: The file, made where there is none.
        timeout: Seconds to wait for a lock that another holds.
        thread_bound: Whether only the thread that opens the file may use it.

    Raises:
        StudyError: The file cannot be opened.
    """
    try:
        return sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=thread_bound)
    except sqlite3.Error as error:
        raise StudyError(
            f"The study file {str(path)!r} cannot be opened.",
            why=f"SQLite says: {error}.",
            do="Check that its folder exists and that you may write there.",
        ) from None


def _checked(db: Database, path: Path) -> None:
    tables = set(db.table_names())
    if tables and MIGRATIONS_TABLE not in tables:
        raise StudyError(
            f"{str(path)!r} is a database, but not an Intercoder study.",
            do="Name another file with --study.",
        )
    known = {name for (name,) in db.conn.execute(f"select name from {MIGRATIONS_TABLE}")} if tables else set[str]()
    newer = known - {migration.name for migration in SCHEMA.pending(Database(memory=True))}
    if newer:
        raise StudyError(
            f"{str(path)!r} was written by a newer Intercoder.",
            why=f"It has the schema step {sorted(newer)[-1]!r}, which this version does not know.",
            do="Install the newer version.",
        )


def _prepared(connection: sqlite3.Connection) -> str:
    """The journal mode, after the connection was made durable and strict."""
    mode = "wal" if sqlite3.sqlite_version_info >= WAL_IS_SAFE_FROM else "truncate"
    (journal,) = connection.execute(f"pragma journal_mode = {mode}").fetchone()
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma trusted_schema = off")
    return str(journal)
