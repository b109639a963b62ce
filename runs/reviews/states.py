"""How a case stands, from what was done to it."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from runs.reviews.records import CaseState, EventKind

_STATES = {EventKind.DECIDED: CaseState.DECIDED, EventKind.SKIPPED: CaseState.SKIPPED}


class Standing(NamedTuple):
    """How a case stands."""

    state: CaseState = CaseState.OPEN
    event: int | None = None
    """The event that put it in its state."""
    flagged: bool = False
    revealed: bool = False


def settle_case(db: sqlite3.Connection, case: int) -> None:
    """Write down how a case stands after all that was done to it and is not undone."""
    rows = db.execute("select id, kind, target from review_events where case_id = ? order by id", [case]).fetchall()
    standing = standing_after([(number, EventKind(kind), target) for number, kind, target in rows])
    db.execute("update cases set state = ?, state_event = ?, flagged = ?, revealed = ? where id = ?", [*standing, case])


def standing_after(events: Sequence[tuple[int, EventKind, int | None]]) -> Standing:
    """How a case stands after events.

    Args:
        events: All that was done to the case in its order: the event's number, its kind, and the number of the event
            that it undoes or redoes.
    """
    standing = Standing()
    turned = {target: kind for _, kind, target in events if target is not None}
    for number, kind, target in events:
        if target is None and turned.get(number) != EventKind.UNDONE:
            standing = _after(standing, number, kind)
    return standing


def _after(standing: Standing, number: int, kind: EventKind) -> Standing:
    if kind in _STATES:
        return standing._replace(state=_STATES[kind], event=number)
    if kind is EventKind.REVEALED:
        return standing._replace(revealed=True)
    if kind in (EventKind.FLAGGED, EventKind.UNFLAGGED):
        return standing._replace(flagged=kind is EventKind.FLAGGED)
    return standing
