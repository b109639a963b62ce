"""Whether a study holds what was stored in it.

SQLite's own check sees damaged pages and misses damaged content (160 random bytes over a database were called "ok"),
so each text, reply, codebook, coding, case and event is compared with the checksum that was stored with it.
"""

import sqlite3
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from codebook import Record
from runs.errors import FROM_SQLITE, VERIFY, DamagedStudyError, as_study_error
from runs.files.connections import read_only, require_file
from runs.files.migrating import all_steps, require_known, steps_of
from runs.files.schema import SCHEMA
from runs.keeping.examining import TABLES, Examined, examined
from runs.keeping.findings import Finding, Findings
from runs.keeping.stored_rows import UNREADABLE, Gap, decoded, table_in
from runs.reviews.row_checks import Chain, cases_that_stand_otherwise, events_are_gone_at_the_end

EVERY_TABLE = (*TABLES, "assignments")


class Verdict(Record, frozen=True):
    """What a check of a study came to."""

    checked: dict[str, int]
    """How many rows of each table were read and compared, and how many ``replies`` there are among them."""
    without_checksum: int
    """Replies that an early version stored without a checksum: they are read, and cannot be compared."""
    findings: tuple[Finding, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is damaged."""
        return not self.findings


@contextmanager
def damage_told(path: Path) -> Generator[None]:
    """Tells what a damaged study led to as damage; what goes wrong with a whole one stays what it is.

    Raises:
        DamagedStudyError: Something in the block failed, and the study is damaged.
    """
    try:
        yield
    except (ValueError, TypeError, LookupError):
        if not verify(path).whole:
            raise DamagedStudyError(f"The study file {str(path)!r} is damaged.", do=VERIFY) from None
        raise


def verify(path: Path, *, alone: bool = False) -> Verdict:
    """Check a study file and leave it as it is.

    Rows are read in short pages, so that a run goes on writing meanwhile and a large study takes no more memory than
    a small one; only SQLite's own check, which reads the file once, makes it wait. Not covered by a checksum, and only
    checked for being readable: turns, where a transcript came from, settings of runs, the texts of requests, numbers
    and times. A change that was half made by a process which was cut off is undone first, as by any command.

    Args:
        path: The file.
        alone: Whether nobody else can have the file open.

    Raises:
        StudyError: The file cannot be opened as a study at all, or was written by a newer version.
    """
    require_file(path)
    with closing(read_only(path, alone=alone)) as connection:
        noted = Findings()
        steps = _steps(connection, path, noted)
        connection.text_factory = bytes
        _note_structure(connection, steps, noted)
        _note_rows_without_their_other(connection, noted)
        _note_reviews(connection, noted)
        counts = _note_rows(connection, noted)
    without = counts.pop("without_checksum", 0)
    return Verdict(checked=dict(counts), without_checksum=without, findings=noted.found)


def _steps(connection: sqlite3.Connection, path: Path, noted: Findings) -> list[str]:
    """The schema steps of the file; all that are known where its list of them is damaged."""
    try:
        require_known(connection, path)
        return steps_of(connection)
    except DamagedStudyError:
        pass
    except FROM_SQLITE as error:
        told = as_study_error(error, path, doing="read")
        if not isinstance(told, DamagedStudyError) or getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB":
            raise told from None
    noted.note("the file", "the list of its schema steps cannot be read")
    return all_steps()


def _note_structure(connection: sqlite3.Connection, steps: list[str], noted: Findings) -> None:
    """Tables and columns that are missing, and pages and indexes that SQLite finds damaged."""
    for name, columns in _tables_after(steps).items():
        if columns - _columns_in(connection, name):
            noted.note(name, "the table or a column of it is missing")
    if _said_by_sqlite(connection) is None:
        return
    before = len(noted.found)
    for name in EVERY_TABLE:
        said = _said_by_sqlite(connection, name)
        if said is not None:
            noted.note(name, f"its pages or indexes are damaged (SQLite says: {said})")
    if len(noted.found) == before:
        noted.note("the file", f"its pages are damaged (SQLite says: {_said_by_sqlite(connection)})")


def _tables_after(steps: list[str]) -> dict[str, set[str]]:
    """The tables, and the names of their columns, that a study has after these steps."""
    db = Database(memory=True)
    later = [step.name for step in SCHEMA.pending(db) if step.name not in steps]
    SCHEMA.apply(db, stop_before=later)
    with closing(db.conn):
        return {name: columns for name in EVERY_TABLE if (columns := _columns_in(db.conn, name))}


def _columns_in(connection: sqlite3.Connection, name: str) -> set[str]:
    try:
        table = table_in(connection, name)
    except UNREADABLE:
        return set()
    return set(table.names) if table else set()


def _said_by_sqlite(connection: sqlite3.Connection, table: str | None = None) -> str | None:
    """The first thing that SQLite finds wrong with the file or a table; it names pages and indexes, never content."""
    asked = f"pragma integrity_check({table})" if table else "pragma integrity_check(1)"
    try:
        said = decoded(connection.execute(asked).fetchone()[0])
    except FROM_SQLITE as error:
        said = getattr(error, "sqlite_errorname", None) or type(error).__name__
    except UNREADABLE as error:
        said = type(error).__name__
    return None if said == "ok" else " ".join(said.split())


def _note_rows_without_their_other(connection: sqlite3.Connection, noted: Findings) -> None:
    """Rows that belong to a row which is not there."""
    for name in EVERY_TABLE:
        try:
            for other, key in _orphans(connection, name):
                noted.note(name, f"the row of {other} that it belongs to is not there", None if None in key else key)
        except UNREADABLE:
            noted.note(name, "whether its rows belong together cannot be made out")


def _orphans(connection: sqlite3.Connection, name: str) -> Iterator[tuple[str, tuple[object, ...]]]:
    table = table_in(connection, name)
    if table is None:
        return
    links = connection.execute("select [table], [from], [to] from pragma_foreign_key_list(?)", [name]).fetchall()
    for other, own, theirs in (map(decoded, link) for link in links):
        belongs = f"{own} is not null and {own} not in (select {theirs} from {other})"
        query = f"select {', '.join(table.key)} from {name} where {belongs}"
        for key in connection.execute(query):
            yield other, key


def _note_reviews(connection: sqlite3.Connection, noted: Findings) -> None:
    """Cases that stand otherwise than their events say, and events that are gone behind the last one."""
    if not (_columns_in(connection, "cases") and _columns_in(connection, "review_events")):
        return
    try:
        for case in cases_that_stand_otherwise(connection):
            noted.note("cases", "it does not stand as the events of the case say", (case,))
        if events_are_gone_at_the_end(connection):
            noted.note("review_events", "events at the end are gone")
    except UNREADABLE:
        noted.note("cases", "whether they stand as their events say cannot be made out")


def _note_rows(connection: sqlite3.Connection, noted: Findings) -> Counter[str]:
    """How many rows of each table were read; those that are damaged are noted."""
    counts: Counter[str] = Counter(dict.fromkeys(("transcripts", "codings", "replies"), 0))
    chain = Chain()
    for row in examined(connection):
        if not isinstance(row, Examined):
            noted.note(row.table, _unreadable(row.gap))
            continue
        counts[row.table] += 1
        counts["assignments"] += len(row.given)
        if row.table == "exchanges" and row.values["reply"] is not None:
            counts["replies"] += 1
            counts["without_checksum"] += row.values.get("reply_sha256") is None
        faults = (*row.faults, *(chain.faults(row.values) if row.table == "review_events" else ()))
        for fault in faults:
            noted.note(row.table, fault, row.key)
    return counts


def _unreadable(gap: Gap) -> str:
    after = "from its beginning" if gap.after is None else f"after {_named(gap.after)}"
    until = "to its end" if gap.until is None else f"up to the one before {_named(gap.until)}"
    return f"rows cannot be read, {after} {until}"


def _named(key: tuple[object, ...]) -> str:
    return "/".join(str(part)[:12] for part in key)
