"""A study file opened only to look, while another process may be writing to it."""

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from runs.study import Study, StudyError

PATIENCE = 30
"""Seconds to wait for a commit that is under way."""


class StudyView(Study):
    """A study that cannot be written through, and is left as it is: also its schema.

    Args:
        path: The file.

    Raises:
        StudyError: There is no such file, or it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            raise StudyError(f"There is no study file {str(path)!r}.", do="Name the study with --study.")
        with readable(path):
            address = f"file:{quote(str(path.absolute()))}?mode=ro"
            self.connection = sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)
        try:
            with readable(path):
                (self.journal,) = self.connection.execute("pragma journal_mode").fetchone()
                self.connection.execute("select cost, made_with from exchanges, runs limit 0")
        except BaseException:
            self.connection.close()
            raise


@contextmanager
def readable(path: Path) -> Generator[None]:
    """Tells what SQLite says inside the block as an error of the study.

    Raises:
        StudyError: The study cannot be read.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise StudyError(
            f"The study file {str(path)!r} cannot be read.",
            why=f"SQLite says: {error}.",
            do="intercoder runs opens it for writing, which mends what a process that was cut off left behind,"
            " and brings an older file up to date.",
        ) from None


def lease_is_held(study: Study) -> bool:
    """Whether a process has the right to run on the study at this moment."""
    beside = study.path.with_name(f".{study.path.name}.lease")
    if not beside.exists():
        return False
    address = f"file:{quote(str(beside.absolute()))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("select count(*) from sqlite_master").fetchone()
        except sqlite3.OperationalError:
            return True
    return False
