"""What was done in reviews: events that are added, and never edited or removed."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from runs.errors import StudyError
from runs.reviews.records import Event, EventKind, NewEvent, chained_sha256, event_sha256
from runs.reviews.states import settle_case
from runs.study import Study

COLUMNS = "id, scope, case_id, kind, reviewer, content, batch, target, request, at"


class DecidedMeanwhileError(StudyError):
    """Somebody decided the case since it was shown.

    Attributes:
        event: The decision that is not the one that was on the screen; None where it was undone.
    """

    def __init__(self, found: Event | None) -> None:
        super().__init__(
            "The case has changed since it was shown.",
            why=f"{found.reviewer} {found.kind} it." if found else "A decision was undone.",
            do="Keep what is there, or decide again.",
        )
        self.event = found


def add_event(study: Study, new: NewEvent, *, now: str, expected: int | None = None) -> Event:
    """The event, once it is on the disk; one that is there already under its request is not added again.

    Args:
        study: The study.
        new: What is done.
        now: The time, ISO 8601 in UTC.
        expected: The event that had put the case in its state when it was shown, 0 for none; None to not look.

    Raises:
        DecidedMeanwhileError: The case is in its state by another event.
        StudyError: The study cannot be written.
    """
    with study.writing() as db:
        known = event_of_request(study, new.request)
        if known:
            return known
        if expected is not None:
            _require_unchanged(study, new.case, expected)
        return added(db, new, now)


def add_events(study: Study, new: Iterable[NewEvent], *, now: str) -> tuple[Event, ...]:
    """The events, all of them on the disk or none; those that are there already are not added again."""
    with study.writing() as db:
        return tuple(event_of_request(study, each.request) or added(db, each, now) for each in new)


def event_of_request(study: Study, request: str) -> Event | None:
    """The event that was added for a request; None where it was not."""
    return next(iter(selected(study, "where request = ?", (request,))), None)


def events_of_case(study: Study, case: int) -> tuple[Event, ...]:
    """All that was done to a case, in its order."""
    return selected(study, "where case_id = ? order by id", (case,))


def events_of_batch(study: Study, batch: str) -> tuple[Event, ...]:
    """What was done together, in its order, without what was undone and redone of it."""
    return selected(study, "where batch = ? and batch <> '' and target is null order by id", (batch,))


def selected(study: Study, condition: str, given: Sequence[object]) -> tuple[Event, ...]:
    """The events ``e`` that a condition in SQL names."""
    rows = study.connection.execute(f"select {COLUMNS} from review_events e {condition}", tuple(given))
    return tuple(event_of_row(row) for row in rows)


def event_of_row(row: Sequence[Any]) -> Event:
    """An event from its ``COLUMNS``."""
    number, scope, case, kind, reviewer, content, batch, target, request, at = row
    return Event(
        number=number,
        scope=scope,
        case=case,
        kind=EventKind(kind),
        reviewer=reviewer,
        content=json.loads(content),
        batch=batch,
        target=target,
        request=request,
        at=at,
    )


def added(db: sqlite3.Connection, new: NewEvent, now: str) -> Event:
    """The event, added inside a transaction that is under way; the case it belongs to is brought up to date."""
    last = db.execute("select id, chain_sha256 from review_events order by id desc limit 1").fetchone()
    number, before = (int(last[0]) + 1, last[1]) if last else (1, "")
    content = json.dumps(new.content, sort_keys=True)
    stored = [number, new.scope, new.case, new.kind, new.reviewer, content, new.batch, new.target, new.request, now]
    digest = event_sha256(stored)
    db.execute(
        f"insert into review_events ({COLUMNS}, sha256, chain_sha256) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [*stored, digest, chained_sha256(before, digest)],
    )
    if new.case is not None:
        settle_case(db, new.case)
    return Event(number=number, at=now, **new.model_dump())


def _require_unchanged(study: Study, case: int | None, expected: int) -> None:
    row = study.connection.execute("select coalesce(state_event, 0) from cases where id = ?", [case]).fetchone()
    found = int(row[0]) if row else 0
    if found != expected:
        raise DecidedMeanwhileError(next(iter(selected(study, "where id = ?", (found,))), None))
