"""The lease on a study: at most one run writes to it at a time, and who that is can be named."""

import os
import socket
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager

from runs.errors import StudyError
from runs.files.connections import connected
from runs.study import Study

PATIENCE = 1
"""Seconds to wait for a process that is just ending, or that only looks whether the lease is held."""


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
        StudyError: Another process holds the lease, and the message names it; or the lock cannot be used.
    """
    beside = study.path.with_name(f".{study.path.name}.lease")
    with closing(connected(beside, timeout=PATIENCE)) as lock:
        try:
            lock.execute("begin exclusive")
        except sqlite3.Error as error:
            raise _held(study) if error.sqlite_errorcode == sqlite3.SQLITE_BUSY else _unusable(study, error) from None
        _sign(study, f"process {os.getpid()} on {socket.gethostname()} ({what}, since {now})")
        yield


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


def _unusable(study: Study, error: sqlite3.Error) -> StudyError:
    return StudyError(
        f"The study file {str(study.path)!r} cannot be kept for one run alone.",
        why=f"SQLite says: {error}.",
        do="Free some disk space, check that you may write in its folder, and run again.",
    )
