"""What can still be read of a damaged study and is right, in a new one."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path

from codebook import Record
from runs.errors import DamagedStudyError, told_as_study_error
from runs.files.connections import read_only, require_file
from runs.files.migrating import require_known
from runs.keeping.backup import new_file
from runs.keeping.examining import Examined, Lost, examined
from runs.keeping.verifying import verify
from runs.reviews.salvaging import add_case_codes, rechained, settle_cases
from runs.study import Study

AT_ONCE = 1000
"""How many rows are committed together."""
NOT_COPIED = ("lease", "case_codes")
"""Who is writing, which is nobody in a new file; and what is made anew from the cases."""


class Salvaged(Record, frozen=True):
    """What was saved of a study, and what was not."""

    copied: dict[str, int]
    """How many rows of each table are in the new study."""
    left_out: dict[str, int]
    """How many rows of each table are not: their checksum differs, they cannot be made out, or what they belong to
    is not there."""
    unreadable: dict[str, int]
    """At how many places of each table rows cannot even be counted."""

    @property
    def whole(self) -> bool:
        """Whether nothing was left out."""
        return not self.left_out and not self.unreadable


def salvage(path: Path, target: Path) -> Salvaged:
    """Copy each row that can be read and is right into a new study, under the same numbers.

    A coding is copied with all that was assigned in it, or not at all. A segment whose coding is left out is missing
    in the new study, as if nobody had looked; coding it again asks the model again.

    Args:
        path: The damaged study.
        target: The new file.

    Raises:
        InputError: There is a file of the new name.
        DamagedStudyError: Nothing of the study can be read.
        StudyError: It is no study, or the new one cannot be written.
    """
    require_file(path)
    with new_file(target) as made, closing(read_only(path)) as source:
        with suppress(DamagedStudyError), told_as_study_error(path, "read"):
            require_known(source, path)
        source.text_factory = bytes
        with closing(Study(made, create=True)) as study:
            saved = _copied(examined(source), study)
        if not saved.copied:
            raise DamagedStudyError(
                f"Nothing of the study {str(path)!r} can be read.",
                why="The pages that say where its tables are, or all of its rows, are damaged.",
                do="Restore a backup.",
            )
        if not verify(made, alone=True).whole:
            raise DamagedStudyError("What was saved is not whole.", why="The disk may be failing.", do="Use another.")
    return saved


def _copied(rows: Iterable[Examined | Lost], study: Study) -> Salvaged:
    saved = Salvaged(copied={}, left_out={}, unreadable={})
    remaining = iter(rows)
    more = True
    while more:
        more = False
        with study.writing() as db:
            for row in islice(remaining, AT_ONCE):
                more = True
                _copy(db, row, saved)
    with study.writing() as db:
        settle_cases(db)
    return saved


def _copy(db: sqlite3.Connection, row: Examined | Lost, saved: Salvaged) -> None:
    """Store a row where it is right, and count it."""
    if isinstance(row, Lost):
        _count(saved.unreadable, row.table)
    elif row.table not in NOT_COPIED:
        counts = saved.copied if not row.faults and _is_inserted(db, row) else saved.left_out
        _count(counts, row.table)
        _count(counts, "assignments", len(row.given))
        if row.table == "cases" and counts is saved.copied:
            _count(counts, "case_codes", add_case_codes(db, row.values))


def _count(counts: dict[str, int], table: str, more: int = 1) -> None:
    if more:
        counts[table] = counts.get(table, 0) + more


def _is_inserted(db: sqlite3.Connection, row: Examined) -> bool:
    """Whether the row could be stored; what belongs to a row that was left out cannot."""
    try:
        _insert(db, row.table, rechained(db, row.values) if row.table == "review_events" else row.values)
    except sqlite3.IntegrityError:
        return False
    for each in row.given:
        _insert(db, "assignments", each)
    return True


def _insert(db: sqlite3.Connection, table: str, values: dict[str, object]) -> None:
    names, marks = ", ".join(f"[{name}]" for name in values), ", ".join("?" * len(values))
    db.execute(f"insert into {table} ({names}) values ({marks})", list(values.values()))
