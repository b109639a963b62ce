"""The history of reviews: what was done, newest first, and how to go back to a point in it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from codebook import Record
from runs.reviews.events import COLUMNS, add_events, event_of_request, event_of_row, selected
from runs.reviews.records import UNDOABLE, Event, EventKind, NewEvent
from runs.reviews.undoing import IN_FORCE
from runs.study import Study

STEP = 1000
"""How many events are read at once."""


class HistoryFilter(Record, frozen=True):
    """Which events are wanted; what is not said does not matter."""

    reviewer: str | None = None
    kind: EventKind | None = None
    scope: str | None = None
    document: str | None = None
    case: int | None = None


class PastEvent(NamedTuple):
    """Something that was done, and how things stand now."""

    event: Event
    holds: bool
    """Whether it holds: it was never undone, or redone after that."""
    target: Event | None
    """What it undid or did again."""
    document: str
    """Of the case; empty where it belongs to none."""
    start: int | None
    end: int | None
    is_decided: bool
    """Whether the case is decided now, so that who is who may be told."""


GOES_BACK = tuple(kind for kind in UNDOABLE if kind is not EventKind.CODED)
"""What can be undone back to a point; a person's own codings are undone where they were made, with what they hold."""
_UNDOABLE = ", ".join(f"'{kind}'" for kind in GOES_BACK)


def page_of_history(
    study: Study, wanted: HistoryFilter, *, before: int | None = None, limit: int = 50
) -> tuple[PastEvent, ...]:
    """Some events, newest first: those before the event of a number, or the newest."""
    condition, given = _condition(wanted)
    if before is not None:
        condition, given = f"{condition} and e.id < ?", [*given, before]
    return tuple(_past(study, f"where {condition} order by e.id desc limit ?", [*given, limit]))


def each_past_event(study: Study, wanted: HistoryFilter) -> Iterator[PastEvent]:
    """All events that are there now, oldest first, read a few at a time."""
    condition, given = _condition(wanted)
    after = 0
    while found := list(_past(study, f"where {condition} and e.id > ? order by e.id limit {STEP}", [*given, after])):
        yield from found
        after = found[-1].event.number


def scopes_and_reviewers(study: Study) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The reviews and tasks, and the people, that there are events of, each by name; interviews are no scope here."""
    pairs = list(_steps(study))
    scopes = {scope for scope, _ in pairs if not scope.startswith("document ")}
    return tuple(sorted(scopes)), tuple(sorted({reviewer for _, reviewer in pairs}))


def _steps(study: Study) -> Iterator[tuple[str, str]]:
    """Each pair of scope and reviewer, one step through the index for each."""
    found = study.connection.execute("select scope, reviewer from review_events order by scope, reviewer limit 1")
    while row := found.fetchone():
        yield row
        found = study.connection.execute(
            "select scope, reviewer from review_events where (scope, reviewer) > (?, ?)"
            " order by scope, reviewer limit 1",
            row,
        )


def done_after(study: Study, event: Event) -> tuple[Event, ...]:
    """What the same person did in the same scope after an event, holds and can be undone, newest first.

    What was done together with the event belongs to it.
    """
    condition = f"scope = ? and reviewer = ? and e.id > ? and kind in ({_UNDOABLE}) and {IN_FORCE}"
    given = (event.scope, event.reviewer, event.number, event.batch, event.batch)
    return selected(study, f"where {condition} and (batch = '' or batch <> ? or ? = '') order by e.id desc", given)


def undo_back_to(study: Study, event: Event, *, request: str, now: str) -> tuple[Event, ...]:
    """What is undone now, so that of its person's work in its scope nothing behind the event holds; newest first.

    All of it is on the disk or none. The same request, sent again, undoes nothing more.
    """
    with study.writing():
        if event_of_request(study, request):
            return ()
        targets = done_after(study, event)
        turns = (
            NewEvent(
                scope=target.scope,
                kind=EventKind.UNDONE,
                reviewer=target.reviewer,
                request=f"{request} {place}" if place else request,
                case=target.case,
                batch=request,
                target=target.number,
            )
            for place, target in enumerate(targets)
        )
        add_events(study, turns, now=now)
        return targets


def event_numbered(study: Study, number: int) -> Event | None:
    """The event of a number; None where there is none."""
    return next(iter(selected(study, "where id = ?", (number,))), None)


def end_of_history(study: Study) -> tuple[int, str]:
    """The number of the last event and the SHA-256 of all up to it; 0 and nothing where there is none."""
    row = study.connection.execute("select id, chain_sha256 from review_events order by id desc limit 1").fetchone()
    return (int(row[0]), str(row[1])) if row else (0, "")


def _condition(wanted: HistoryFilter) -> tuple[str, list[Any]]:
    parts = [
        (condition, value)
        for condition, value in (
            ("e.reviewer = ?", wanted.reviewer),
            ("e.kind = ?", wanted.kind),
            ("e.scope = ?", wanted.scope),
            ("e.case_id = ?", wanted.case),
            (_OF_DOCUMENT, wanted.document),
        )
        if value is not None
    ]
    given = [each for condition, value in parts for each in [value] * condition.count("?")]
    return " and ".join(["1", *(condition for condition, _ in parts)]), given


_OF_DOCUMENT = (
    "(json_extract(e.content, '$.document') = ?"
    " or e.case_id in (select id from cases where transcript_id = (select id from transcripts where document = ?)))"
)


def _past(study: Study, condition: str, given: list[Any]) -> Iterator[PastEvent]:
    columns = ", ".join(f"e.{name}" for name in COLUMNS.split(", "))
    rows = study.connection.execute(
        f"select {columns}, {IN_FORCE}, t.document, c.start, c.end, c.state from review_events e"
        f" left join cases c on c.id = e.case_id left join transcripts t on t.id = c.transcript_id {condition}",
        given,
    ).fetchall()
    for *event, holds, document, start, end, state in rows:
        found = event_of_row(event)
        target = event_numbered(study, found.target) if found.target is not None else None
        yield PastEvent(found, bool(holds), target, document or "", start, end, state == "decided")
