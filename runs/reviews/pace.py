"""How fast a review goes: from it, how long the rest may take."""

from statistics import median

from runs.study import Study

LAST = 50
"""Decisions that tell how fast it goes now."""


def median_seconds(study: Study, scope: str) -> float | None:
    """The median of the seconds that the last decisions in a scope took; None where none tells."""
    rows = study.connection.execute(
        "select content ->> 'seconds' from review_events where scope = ? and kind = 'decided' and batch = ''"
        " and content ->> 'seconds' is not null order by id desc limit ?",
        [scope, LAST],
    ).fetchall()
    return median(seconds for (seconds,) in rows) if rows else None
