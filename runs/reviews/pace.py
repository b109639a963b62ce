"""Which review is at work, and how fast it goes: from that, how long the rest may take."""

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


def last_review(study: Study) -> str:
    """The number of the review in which something was done last; empty where nothing was."""
    row = study.connection.execute(
        "select substr(scope, 8) from review_events where scope like 'review %' order by id desc limit 1"
    ).fetchone()
    return str(row[0]) if row else ""
