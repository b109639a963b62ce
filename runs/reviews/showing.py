"""Whom the codes that others gave in a transcript were shown to: recorded, and never undone."""

from runs.reviews.events import add_event
from runs.reviews.records import EventKind, NewEvent
from runs.study import Study


def note_shown(study: Study, document: str, reviewer: str, *, request: str, now: str, where: str = "") -> None:
    """Record that others' codes in a transcript are put before a person; once it is on the disk they may be.

    Args:
        study: The study.
        document: The transcript's name.
        reviewer: Who will see them.
        request: Names the wish, so that the same wish, sent again, is not recorded twice.
        now: The time, ISO 8601 in UTC.
        where: On which page, in words; empty where it is the interview's own.
    """
    shown = NewEvent(
        scope=_scope(study, document),
        kind=EventKind.SHOWN,
        reviewer=reviewer,
        request=request,
        content={"document": document} | ({"where": where} if where else {}),
    )
    add_event(study, shown, now=now)


def was_shown(study: Study, document: str, reviewer: str) -> bool:
    """Whether a person has seen others' codes all over a transcript."""
    row = study.connection.execute(
        "select 1 from review_events where scope = ? and reviewer = ? and kind = 'shown' limit 1",
        [_scope(study, document), reviewer],
    ).fetchone()
    return row is not None


def knows_who(study: Study, case: int, reviewer: str) -> bool:
    """Whether a person was shown who the raters of a case are: of this one, or all over its transcript."""
    row = study.connection.execute(f"{_KNOWN} and c.id = ?2 limit 1", [reviewer, case]).fetchone()
    return row is not None


def cases_known(study: Study, review: int, reviewer: str) -> frozenset[int]:
    """The cases of a review whose raters a person was shown, of each or all over its transcript."""
    rows = study.connection.execute(f"{_KNOWN} and c.review_id = ?2", [reviewer, review])
    return frozenset(number for (number,) in rows)


_KNOWN = (
    "select distinct c.id from review_events e join cases c"
    " on (e.kind = 'revealed' and e.case_id = c.id)"
    " or (e.kind = 'shown' and e.scope = 'document ' || c.transcript_id)"
    " where e.reviewer = ?1 and e.kind in ('revealed', 'shown')"
)
"""The cases ``c`` whose raters the reviewer was shown."""


def _scope(study: Study, document: str) -> str:
    (number,) = study.connection.execute("select id from transcripts where document = ?", [document]).fetchone()
    return f"document {number}"
