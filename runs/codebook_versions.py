"""The versions of the codebook that a study holds, and which of them is in use."""

import json
from typing import NamedTuple

from codebook import Codebook
from runs.coding_store import add_codebook, read_codebook_row
from runs.errors import StudyError
from runs.reviews.events import add_event, event_of_request
from runs.reviews.records import EventKind, NewEvent
from runs.study import Study

SCOPE = "codebook"
"""Of the events that say who put a version in use here."""


class Version(NamedTuple):
    """One version of the codebook."""

    fingerprint: str
    name: str
    label: str
    """The team's own label."""
    added_at: str
    """When the study got it, ISO 8601 in UTC; empty where that is not known."""
    runs: tuple[int, ...]
    """The runs that were made with it."""
    reviewer: str
    """Who put it in use in the review app last; empty where a file brought it."""
    note: str
    """Why, in their words."""


def versions(study: Study) -> tuple[Version, ...]:
    """All versions, the one that is in use first, then by when each was in use last."""
    rows = study.connection.execute(
        "select id, fingerprint, name, coalesce(json_extract(content, '$.version'), ''), imported_at from codebooks"
        " order by id desc"
    ).fetchall()
    made: dict[int, list[int]] = {}
    for run, book in study.connection.execute("select id, codebook_id from runs order by id"):
        made.setdefault(book, []).append(run)
    who = _who(study)
    return tuple(
        Version(fingerprint, name, str(label), at, tuple(made.get(number, ())), *who.get(fingerprint, ("", "")))
        for number, fingerprint, name, label, at in rows
    )


def version(study: Study, fingerprint: str) -> Codebook:
    """The version of a fingerprint.

    Raises:
        StudyError: The study does not hold it.
        DamagedStudyError: It is not what it was when it was stored.
    """
    row = study.connection.execute(
        "select content, fingerprint from codebooks where fingerprint = ?", [fingerprint]
    ).fetchone()
    if row is None:
        raise StudyError("The study does not hold this version of the codebook.", do="Choose one of those it holds.")
    return read_codebook_row(*row)


def put_in_use(study: Study, book: Codebook, *, reviewer: str, note: str, request: str, now: str) -> bool:
    """Whether another version of the codebook is in use now; who did it, and why, is noted with it.

    The same request, sent again, does nothing more.
    """
    with study.writing() as db:
        if event_of_request(study, request):
            return False
        before = db.execute("select fingerprint from codebooks order by id desc limit 1").fetchone()
        if not add_codebook(study, book, now=now):
            return False
        content = {"codebook": book.fingerprint, "before": before[0] if before else "", "note": note}
        new = NewEvent(scope=SCOPE, kind=EventKind.CODEBOOK, reviewer=reviewer, request=request, content=content)
        add_event(study, new, now=now)
    return True


def _who(study: Study) -> dict[str, tuple[str, str]]:
    """Who put each version in use, and why, by its fingerprint."""
    rows = study.connection.execute(
        "select content, reviewer from review_events where scope = ? and kind = ? order by id",
        [SCOPE, EventKind.CODEBOOK],
    )
    found = ((json.loads(content), reviewer) for content, reviewer in rows)
    return {content["codebook"]: (reviewer, str(content.get("note", ""))) for content, reviewer in found}
