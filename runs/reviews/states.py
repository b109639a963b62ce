"""How a case stands, from what was done to it."""

import sqlite3

from runs.reviews.records import CaseState, EventKind

_STATES = {EventKind.DECIDED: CaseState.DECIDED, EventKind.SKIPPED: CaseState.SKIPPED}


def settle_case(db: sqlite3.Connection, case: int) -> None:
    """Write down how a case stands after all that was done to it and is not undone."""
    state, event, flagged, revealed = CaseState.OPEN, None, False, False
    for number, kind in _in_force(db, case):
        if kind in _STATES:
            state, event = _STATES[kind], number
        elif kind is EventKind.REVEALED:
            revealed = True
        elif kind in (EventKind.FLAGGED, EventKind.UNFLAGGED):
            flagged = kind is EventKind.FLAGGED
    db.execute(
        "update cases set state = ?, state_event = ?, flagged = ?, revealed = ? where id = ?",
        [state, event, int(flagged), int(revealed), case],
    )


def _in_force(db: sqlite3.Connection, case: int) -> list[tuple[int, EventKind]]:
    """The events of a case that hold, in their order."""
    rows = db.execute("select id, kind, target from review_events where case_id = ? order by id", [case]).fetchall()
    turned = {target: kind for _, kind, target in rows if target is not None}
    return [
        (number, EventKind(kind))
        for number, kind, target in rows
        if target is None and turned.get(number) != EventKind.UNDONE
    ]
