"""What was done in reviews: events that are added, and never edited or removed."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from runs.errors import StudyError
from runs.reviews.records import UNDOABLE, Event, EventKind, NewEvent, chained_sha256
from runs.reviews.states import settle_case
from runs.study import Study

COLUMNS = "id, scope, case_id, kind, reviewer, content, batch, target, request, at"

_IN_FORCE = (
    "coalesce((select kind from review_events later where later.target = e.id order by later.id desc limit 1),"
    " 'redone') = 'redone'"
)
"""Whether event ``e`` holds: it was never undone, or redone after that."""


class DecidedMeanwhileError(StudyError):
    """Somebody decided the case since it was shown.

    Attributes:
        event: The decision that is not the one that was on the screen; None where it was undone.
    """

    def __init__(self, found: Event | None) -> None:
        super().__init__(
            "The case has changed since it was shown.",
            why=f"{found.reviewer} decided it." if found else "A decision was undone.",
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
        return _added(db, new, now)


def add_events(study: Study, new: Iterable[NewEvent], *, now: str) -> tuple[Event, ...]:
    """The events, all of them on the disk or none; those that are there already are not added again."""
    with study.writing() as db:
        return tuple(event_of_request(study, each.request) or _added(db, each, now) for each in new)


def undo(study: Study, scope: str, reviewer: str, *, request: str, now: str) -> tuple[Event, ...]:
    """What the reviewer did last in this scope and is undone now: one event, or a batch; nothing where all is."""
    with study.writing() as db:
        if repeated := event_of_request(study, request):
            return _target(study, repeated)
        last = _first(study, _undoable(scope, reviewer, f"and {_IN_FORCE} order by e.id desc limit 1"))
        targets = _batch(study, last, in_force=True) if last else ()
        _turn(db, EventKind.UNDONE, targets, request, now)
        return targets


def redo(study: Study, scope: str, reviewer: str, *, request: str, now: str) -> tuple[Event, ...]:
    """What the reviewer undid last in this scope and is done again; nothing after something new was done."""
    with study.writing() as db:
        if repeated := event_of_request(study, request):
            return _target(study, repeated)
        last = _first(study, _redoable(scope, reviewer))
        targets = _batch(study, last, in_force=False) if last else ()
        _turn(db, EventKind.REDONE, targets, request, now)
        return targets


def event_of_request(study: Study, request: str) -> Event | None:
    """The event that was added for a request; None where it was not."""
    return _first(study, ("where request = ?", (request,)))


def events_of_case(study: Study, case: int) -> tuple[Event, ...]:
    """All that was done to a case, in its order."""
    return selected(study, "where case_id = ? order by id", (case,))


def is_in_force(study: Study, event: int) -> bool:
    """Whether what was done holds still, or again."""
    row = study.connection.execute(f"select {_IN_FORCE} from review_events e where id = ?", [event]).fetchone()
    return bool(row and row[0])


def selected(study: Study, condition: str, given: Sequence[object]) -> tuple[Event, ...]:
    """The events ``e`` that a condition in SQL names."""
    rows = study.connection.execute(f"select {COLUMNS} from review_events e {condition}", tuple(given))
    return tuple(event_of_row(row) for row in rows)


def event_of_row(row: Sequence[Any]) -> Event:
    """An event from its columns."""
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


def _first(study: Study, asked: tuple[str, tuple[object, ...]]) -> Event | None:
    return next(iter(selected(study, *asked)), None)


def _undoable(scope: str, reviewer: str, more: str) -> tuple[str, tuple[object, ...]]:
    kinds = ", ".join(f"'{kind}'" for kind in UNDOABLE)
    return f"where scope = ? and reviewer = ? and kind in ({kinds}) {more}", (scope, reviewer)


def _redoable(scope: str, reviewer: str) -> tuple[str, tuple[object, ...]]:
    """Of what is undone and was so after anything new was done, what was undone last."""
    condition, given = _undoable(scope, reviewer, "")
    done_last = f"(select coalesce(max(e.id), 0) from review_events e {condition})"
    undone = (
        "(select max(id) from review_events later where later.target = e.id and later.kind = 'undone'"
        f" and later.id > {done_last})"
    )
    more = f"and not {_IN_FORCE} and {undone} is not null order by {undone} desc limit 1"
    return _undoable(scope, reviewer, more)[0], (*given, *given, *given)


def _target(study: Study, event: Event) -> tuple[Event, ...]:
    return selected(study, "where id = ?", (event.target,))


def _batch(study: Study, event: Event, *, in_force: bool) -> tuple[Event, ...]:
    """The event, or all of its batch that hold or are undone."""
    if not event.batch:
        return (event,)
    holds = _IN_FORCE if in_force else f"not {_IN_FORCE}"
    return selected(study, f"where batch = ? and target is null and {holds} order by id", (event.batch,))


def _turn(db: sqlite3.Connection, kind: EventKind, targets: Sequence[Event], request: str, now: str) -> None:
    for place, target in enumerate(targets):
        turned = NewEvent(
            scope=target.scope,
            kind=kind,
            reviewer=target.reviewer,
            request=f"{request} {place}" if place else request,
            case=target.case,
            batch=target.batch,
            target=target.number,
        )
        _added(db, turned, now)


def _require_unchanged(study: Study, case: int | None, expected: int) -> None:
    row = study.connection.execute("select coalesce(state_event, 0) from cases where id = ?", [case]).fetchone()
    found = int(row[0]) if row else 0
    if found != expected:
        raise DecidedMeanwhileError(_first(study, ("where id = ?", (found,))))


def _added(db: sqlite3.Connection, new: NewEvent, now: str) -> Event:
    row = db.execute("select sha256 from review_events order by id desc limit 1").fetchone()
    content = json.dumps(new.content, sort_keys=True)
    stored = [new.scope, new.case, new.kind, new.reviewer, content, new.batch, new.target, new.request, now]
    (number,) = db.execute(
        "insert into review_events (scope, case_id, kind, reviewer, content, batch, target, request, at, sha256)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id",
        [*stored, chained_sha256(row[0] if row else "", stored)],
    ).fetchone()
    if new.case is not None:
        settle_case(db, new.case)
    return Event(number=number, at=now, **new.model_dump())
