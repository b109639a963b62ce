"""The one place where database files are opened."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from runs.errors import VERIFY, DamagedStudyError, StudyError, told_as_study_error

WAL_IS_SAFE_FROM = (3, 51, 3)
"""SQLite older than this may damage a WAL database that two processes write at once."""

PATIENCE = 30.0
"""Seconds to wait for a lock that another holds."""

SMALLEST = 512
"""Bytes of the smallest database."""

_WRITTEN_FOR_WAL = slice(18, 20)
_NOTHING_CAN_BE_MADE = {"SQLITE_CANTOPEN", "SQLITE_READONLY_DIRECTORY", "SQLITE_READONLY_CANTINIT"}
"""What SQLite says where WAL mode needs files beside the study that are not there."""
_KEPT_OPEN: dict[tuple[int, int], int] = {}
"""Files that were looked into beside SQLite, by device and inode; there are few, since few have a WAL beside them."""


def sqlite_version() -> tuple[int, int, int]:
    """The version of the SQLite library in use."""
    return sqlite3.sqlite_version_info


def connected(path: Path, *, timeout: float = PATIENCE, thread_bound: bool = True) -> sqlite3.Connection:
    """A connection to a database file, without a transaction.

    Args:
        path: The file, made where there is none.
        timeout: Seconds to wait for a lock that another holds.
        thread_bound: Whether only the thread that opens the file may use it.

    Raises:
        StudyError: The file cannot be opened.
    """
    with told_as_study_error(path, "opened"):
        connection = sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=thread_bound)
    connection.text_factory = _text
    return connection


def read_only(path: Path, *, timeout: float = PATIENCE, alone: bool = False) -> sqlite3.Connection:
    """A connection that cannot write.

    What a process that was cut off left half made is undone first, as every connection that may write does.
    Where the folder may not be written, a file in WAL mode is read as it lies.

    Args:
        path: The file.
        timeout: Seconds to wait for a lock that another holds.
        alone: Whether nobody else can have the file open, so that it is read without locks.

    Raises:
        StudyError: The file cannot be opened.
    """
    with told_as_study_error(path, "read"):
        try:
            return _looking(path, timeout, alone=alone)
        except sqlite3.OperationalError as error:
            if alone or not (error.sqlite_errorname in _NOTHING_CAN_BE_MADE and _lies_still(path)):
                raise
            return _looking(path, timeout, alone=True)


def _looking(path: Path, timeout: float, *, alone: bool) -> sqlite3.Connection:
    address = f"file:{quote(str(path.absolute()))}?mode=ro{'&immutable=1' if alone else ''}"
    connection = sqlite3.connect(address, uri=True, timeout=timeout, isolation_level=None)
    try:
        connection.execute("pragma trusted_schema = off")
        connection.execute("pragma cell_size_check = on")
        _undo_what_was_cut_off(connection, path)
    except BaseException:
        connection.close()
        raise
    connection.text_factory = _text
    return connection


def _undo_what_was_cut_off(connection: sqlite3.Connection, path: Path) -> None:
    try:
        connection.execute("pragma schema_version").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname != "SQLITE_READONLY_ROLLBACK" or not (_may_write(path) and _may_write_beside(path)):
            raise
        with closing(connected(path)) as writable:
            writable.execute("pragma schema_version").fetchone()


def require_file(path: Path) -> None:
    """Return where there is a file that can be a study.

    Raises:
        StudyError: There is none, it is empty or a folder, or what another database left lies beside it.
    """
    if not path.exists():
        raise StudyError(
            f"There is no study file {str(path)!r}.", do="Import something first, or name the study with --study."
        )
    if not path.is_file():
        raise StudyError(f"{str(path)!r} is a folder, not a study file.", do="Name the file with --study.")
    if not path.stat().st_size:
        raise DamagedStudyError(
            f"The study file {str(path)!r} is empty.",
            why="Not even the beginning of a study is in it.",
            do="Restore a backup; if it never held anything, intercoder init begins it.",
        )
    if path.stat().st_size < SMALLEST:
        raise DamagedStudyError(
            f"The study file {str(path)!r} cannot be used.",
            why="It is too short to be a study: it is another kind of file, or was cut off.",
            do="Check that --study names a study. If it does, restore a backup.",
        )
    wal = _beside(path, "-wal")
    if wal.exists() and wal.stat().st_size and not _is_wal(path):
        raise DamagedStudyError(
            f"{str(wal)!r} does not belong to the study file beside it.",
            why="The study keeps no such file; it was left by another database, and reading it would mix the two.",
            do="Move it to another folder, then run intercoder verify.",
        )


def require_writable(path: Path) -> None:
    """Return where the file and its folder may be written.

    Raises:
        StudyError: They may not.
    """
    for place, what in ((path, "The study file"), (path.absolute().parent, "The folder")):
        if place.exists() and not _may_write(place):
            raise StudyError(
                f"{what} {str(place)!r} may not be written.",
                why="The command stores what it does in the study, and needs to write the file and its folder.",
                do="Allow writing, or work on a copy made with intercoder backup.",
            )


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK)


def _may_write_beside(path: Path) -> bool:
    return _may_write(path.absolute().parent)


def _lies_still(path: Path) -> bool:
    """Whether the files that WAL mode needs beside the study are not there and cannot be made."""
    return os.access(path, os.R_OK) and not _may_write_beside(path) and not _beside(path, "-wal").exists()


def _is_wal(path: Path) -> bool:
    """Whether the file says that it is in WAL mode; a file that may not be read says nothing.

    The file is kept open: a process that closes a file gives up all of its locks on it, those of SQLite too. Threads
    share it, so that it is read at a place and not from where another left off.
    """
    if not os.access(path, os.R_OK):
        return False
    found = path.stat()
    place = found.st_dev, found.st_ino
    if place not in _KEPT_OPEN:
        _KEPT_OPEN[place] = os.open(path, os.O_RDONLY)
    return 2 in os.pread(_KEPT_OPEN[place], 20, 0)[_WRITTEN_FOR_WAL]


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _text(stored: bytes) -> str:
    """A text as it was stored; unlike SQLite's own, the error of one that is damaged does not quote it."""
    try:
        return stored.decode()
    except UnicodeDecodeError:
        raise DamagedStudyError(
            "A text in the study file is damaged.", why="It is not valid UTF-8 any more.", do=VERIFY
        ) from None
