"""What was done in reviews, undone and done again, back to the first; both are events of their own."""

from collections.abc import Sequence

from runs.reviews.events import added, event_of_request, selected
from runs.reviews.records import UNDOABLE, Event, EventKind, NewEvent
from runs.study import Study

_KINDS = ", ".join(f"'{kind}'" for kind in UNDOABLE)
_DONE = f"scope = ? and reviewer = ? and kind in ({_KINDS})"
_LATEST_TURN = "(select later.kind from review_events later where later.target = e.id order by later.id desc limit 1)"
_IN_FORCE = f"coalesce({_LATEST_TURN}, 'redone') = 'redone'"
"""Whether event ``e`` holds: it was never undone, or redone after that."""
_LAST_DONE = f"where {_DONE} and {_IN_FORCE} order by e.id desc limit 1"
_LAST_UNDONE = (
    "where e.id = (select target from review_events u where scope = ? and reviewer = ? and kind = 'undone'"
    f" and u.id > (select coalesce(max(id), 0) from review_events where {_DONE})"
    " and u.id = (select max(id) from review_events later where later.target = u.target) order by u.id desc limit 1)"
)
"""Of what is undone, and was so after anything new was done, what was undone last."""


def undo(study: Study, scope: str, reviewer: str, *, request: str, now: str) -> tuple[Event, ...]:
    """What the reviewer did last in this scope and is undone now: one event, or a batch; nothing where all is.

    The same request, sent again, undoes nothing more.
    """
    with study.writing():
        if event_of_request(study, request):
            return turned_by(study, request)
        last = selected(study, _LAST_DONE, (scope, reviewer))
        return _turned(study, EventKind.UNDONE, _batches(study, last, in_force=True), request, now)


def redo(study: Study, scope: str, reviewer: str, *, request: str, now: str) -> tuple[Event, ...]:
    """What the reviewer undid last in this scope and is done again; nothing after something new was done.

    The same request, sent again, redoes nothing more.
    """
    with study.writing():
        if event_of_request(study, request):
            return turned_by(study, request)
        last = selected(study, _LAST_UNDONE, (scope, reviewer) * 2)
        return _turned(study, EventKind.REDONE, _batches(study, last, in_force=False), request, now)


def turned_by(study: Study, request: str) -> tuple[Event, ...]:
    """What was undone or redone for a request, in its order."""
    turns = "select target from review_events where request = ?1 or (batch = ?1 and batch <> '')"
    return selected(study, f"where id in ({turns}) order by id", (request,))


def is_in_force(study: Study, event: int) -> bool:
    """Whether what was done holds still, or again."""
    row = study.connection.execute(f"select {_IN_FORCE} from review_events e where id = ?", [event]).fetchone()
    return bool(row and row[0])


def _batches(study: Study, events: Sequence[Event], *, in_force: bool) -> tuple[Event, ...]:
    """The event, or all of its batch that hold or are undone; nothing of nothing."""
    if not events or not events[0].batch:
        return tuple(events)
    holds = _IN_FORCE if in_force else f"not {_IN_FORCE}"
    batch = "batch = ? and batch <> '' and scope = ? and reviewer = ? and target is null"
    (last,) = events
    return selected(study, f"where {batch} and {holds} order by id", (last.batch, last.scope, last.reviewer))


def _turned(study: Study, kind: EventKind, targets: tuple[Event, ...], request: str, now: str) -> tuple[Event, ...]:
    with study.writing() as db:
        for place, target in enumerate(targets):
            turn = NewEvent(
                scope=target.scope,
                kind=kind,
                reviewer=target.reviewer,
                request=f"{request} {place}" if place else request,
                case=target.case,
                batch=request if len(targets) > 1 else "",
                target=target.number,
            )
            added(db, turn, now)
    return targets
