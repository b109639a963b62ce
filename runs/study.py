"""The study file: one SQLite database that holds everything a study knows."""

import sqlite3
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from runs.errors import as_study_error, told_as_study_error
from runs.files.connections import PATIENCE, WAL_IS_SAFE_FROM, connected, require_file, require_writable, sqlite_version
from runs.files.migrating import bring_up_to_date, require_known
from runs.keeping.backup import copy_pages, verified_copy

_OUTERMOST = ("begin immediate", "commit", ("rollback",))
_NESTED = ("savepoint inner_part", "release inner_part", ("rollback to inner_part", "release inner_part"))
"""How a transaction, and a part of one, begins, is kept and is undone."""


class Study:
    """An open study file.

    Writes go through ``writing()``: one transaction that is on the disk when the block ends. A file of an older
    version is brought up to date; ``older_copy`` is then where it lies as it was, verified.

    Args:
        path: The file.
        create: Whether to make the file where there is none.
        thread_bound: Whether only the thread that opens the file may use it.
        patience: Seconds to wait for a lock that another holds.
        turn: Gives what is held while a transaction goes on, where several threads write.

    Raises:
        StudyError: The file is no study, is damaged, is newer than this program, or may not be written.
    """

    older_copy: Path | None = None
    _turn: Callable[[], AbstractContextManager[None]] = nullcontext

    def __init__(
        self,
        path: Path,
        *,
        create: bool = False,
        thread_bound: bool = True,
        patience: float = PATIENCE,
        turn: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self.path, self._turn = path, turn
        if not (create and _has_nothing(path)):
            require_file(path)
        require_writable(path)
        self.connection = connected(path, timeout=patience, thread_bound=thread_bound)
        try:
            with told_as_study_error(path):
                require_known(self.connection, path, new=create)
                self.journal = _prepared(self.connection)
                self.older_copy = bring_up_to_date(self.connection, path, verified_copy)
        except BaseException:
            self.connection.close()
            raise

    def close(self) -> None:
        """Give the file back."""
        self.connection.close()

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection]:
        """One transaction: all of it is kept when the block ends well, none of it when it does not.

        A block inside another is part of the outer one's transaction, and can fail alone.
        """
        if self.connection.in_transaction:
            with self._transaction(*_NESTED) as db:
                yield db
        else:
            with self._turn(), self._transaction(*_OUTERMOST) as db:
                yield db

    @contextmanager
    def _transaction(self, begin: str, keep: str, undo: tuple[str, ...]) -> Generator[sqlite3.Connection]:
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
            raise as_study_error(error, self.path, doing="written") from None


@contextmanager
def study_copy(path: Path) -> Generator[Study]:
    """A copy of the study, an empty one where there is none, that is gone when the block ends."""
    with TemporaryDirectory(prefix="intercoder-", ignore_cleanup_errors=True) as folder:
        target = Path(folder) / "study.db"
        if path.exists():
            copy_pages(path, target)
        with closing(Study(target, create=True)) as copy:
            yield copy


def journal_mode(path: Path) -> str:
    """How the study file keeps its transactions safe: ``wal`` or ``truncate``.

    Raises:
        StudyError: The file cannot be used.
    """
    with closing(Study(path)) as study:
        return study.journal


def _has_nothing(path: Path) -> bool:
    return not path.exists() or (path.is_file() and not path.stat().st_size)


def _prepared(connection: sqlite3.Connection) -> str:
    """The journal mode, after the connection was made durable and strict."""
    mode = "wal" if sqlite_version() >= WAL_IS_SAFE_FROM else "truncate"
    (journal,) = connection.execute(f"pragma journal_mode = {mode}").fetchone()
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma trusted_schema = off")
    return str(journal)
