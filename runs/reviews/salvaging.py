"""Reviews in a study that was put together from what could be read of another one."""

import sqlite3
from collections.abc import Mapping

from runs.reviews.records import ReviewDesign, chained_sha256
from runs.reviews.row_checks import case_code_rows
from runs.reviews.states import settle_case


def add_case_codes(db: sqlite3.Connection, case: Mapping[str, object]) -> int:
    """Store the rows of ``case_codes`` of a case, and how many they are."""
    (design,) = db.execute("select content from reviews where id = ?", [case["review_id"]]).fetchone()
    raters = ReviewDesign.model_validate_json(design).raters
    rows = list(case_code_rows(int(str(case["id"])), str(case["content"]), raters))
    db.executemany("insert into case_codes values (?, ?, ?, ?)", rows)
    return len(rows)


def rechained(db: sqlite3.Connection, event: Mapping[str, object]) -> dict[str, object]:
    """An event as it follows those that were saved before it."""
    row = db.execute("select chain_sha256 from review_events order by id desc limit 1").fetchone()
    return {**event, "chain_sha256": chained_sha256(row[0] if row else "", str(event["sha256"]))}


def settle_cases(db: sqlite3.Connection) -> None:
    """Write down how each case stands after the events that were saved."""
    for (case,) in db.execute("select id from cases").fetchall():
        settle_case(db, case)
