"""What can go wrong with a study file, and what SQLite says of it in the words of its user."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from codebook import IntercoderError


class StudyError(IntercoderError):
    """The study file cannot be used as asked."""

    exit_code = 6


class DamagedStudyError(StudyError):
    """The study file holds something else than what was stored in it."""


FROM_SQLITE = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises; of a damaged schema it cannot even make out the message."""

VERIFY = "intercoder verify says what is damaged; restore a backup, or save what can be read with backup --salvage."
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT", "SQLITE_TOOBIG")
_OTHERWISE = {
    "SQLITE_READONLY_ROLLBACK": (
        "A program that was cut off left a change half made, and it may not be written, so it cannot be undone.",
        "Allow writing to the file and its folder, or copy both files to where you may write.",
    ),
    "SQLITE_BUSY": ("Another program holds it.", "Wait until that program is done, or end it, and try again."),
    "SQLITE_LOCKED": ("Another program holds it.", "Wait until that program is done, or end it, and try again."),
    "SQLITE_FULL": ("The disk is full.", "Free some disk space, and try again."),
    "SQLITE_IOERR": ("The disk does not read or write it.", "Check the disk, or copy the file to another one."),
    "SQLITE_READONLY": ("It may not be written.", "Allow writing to the file and its folder, or work on a copy."),
    "SQLITE_CANTOPEN": ("It may not be opened.", "Check the rights of the file and its folder."),
    "SQLITE_PERM": ("It may not be opened.", "Check the rights of the file and its folder."),
    "SQLITE_AUTH": ("It may not be opened.", "Check the rights of the file and its folder."),
}


def as_study_error(error: Exception, path: Path | None = None, *, doing: str = "used") -> StudyError:
    """What SQLite says, in three parts; what it says in its own words is quoted where it cannot hold cell content.

    Args:
        error: What was raised.
        path: The study file, where it is known.
        doing: What could not be done with it: ``used``, ``read``, ``written``.
    """
    what = f"The study file {str(path)!r} cannot be {doing}." if path else f"The study file cannot be {doing}."
    name = getattr(error, "sqlite_errorname", "") or ""
    for kind, (why, do) in _OTHERWISE.items():
        if name.startswith(kind):
            return StudyError(what, why=f"{why} SQLite says: {error}.", do=do)
    if name.startswith("SQLITE_NOTADB"):
        why = "It does not begin as a study does: it is another kind of file, or its beginning is damaged."
        return DamagedStudyError(what, why=why, do="Check that --study names a study. If it does, restore a backup.")
    if isinstance(error, UnicodeDecodeError):
        name = "SQLITE_CORRUPT"
    if name.startswith(_DAMAGED):
        return DamagedStudyError(what, why=f"It is damaged (SQLite: {name}).", do=VERIFY)
    said = name or type(error).__name__
    return StudyError(what, why=f"It is not as this version expects it (SQLite: {said}).", do=VERIFY)


@contextmanager
def told_as_study_error(path: Path, doing: str = "used") -> Generator[None]:
    """Raises what SQLite says inside the block as an error of the study.

    Raises:
        StudyError: SQLite said something.
    """
    try:
        yield
    except FROM_SQLITE as error:
        raise as_study_error(error, path, doing=doing) from None


def if_sqlite(error: Exception) -> StudyError | None:
    """What SQLite says of the file, as an error of the study.

    None where the error is another one, or says that the program itself asked for something that cannot be.
    """
    if not isinstance(error, sqlite3.Error):
        return None
    of_the_file = getattr(error, "sqlite_errorname", "").startswith((*_OTHERWISE, *_DAMAGED))
    return as_study_error(error) if of_the_file else None
