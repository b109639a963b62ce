"""The lease on a study: at most one run writes to it at a time, and who that is can be named."""

import os
import socket
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from runs.study import Study, StudyError


@contextmanager
def lease(study: Study, what: str, *, now: str) -> Generator[None]:
    """The right to run on the study while the block lasts.

    A lock on a file beside the study, which ends with the process that holds it however that ends; it does not
    look at the clock.

    Args:
        study: The study.
        what: What is done meanwhile, to be told to others.
        now: The time, ISO 8601 in UTC.

    Raises:
        StudyError: Another process holds the lease; the message names it.
    """
    beside = study.path.with_name(f".{study.path.name}.lease")
    with closing(_opened(beside)) as lock:
        try:
            lock.execute("begin exclusive")
        except sqlite3.OperationalError:
            raise _held(study) from None
        _sign(study, f"process {os.getpid()} on {socket.gethostname()} ({what}, since {now})")
        yield


def _opened(path: Path) -> sqlite3.Connection:
    try:
        return sqlite3.connect(path, timeout=0, isolation_level=None)
    except sqlite3.Error as error:
        raise StudyError(
            f"The file {str(path)!r} cannot be opened.",
            why=f"SQLite says: {error}.",
            do="Check that you may write in the study's folder.",
        ) from None


def _sign(study: Study, holder: str) -> None:
    with study.writing() as db:
        db.execute("insert or replace into lease values (1, ?)", [holder])


def _held(study: Study) -> StudyError:
    row = study.connection.execute("select holder from lease").fetchone()
    return StudyError(
        "Another run is writing to this study.",
        why=f"It is {row[0]}." if row else "It has just begun.",
        do="Wait until it ends, or end it; then run again.",
    )
