"""Runs and the ledger of what was sent to a model and came back; nothing in it is ever changed twice."""

import json
from typing import Any

from codebook import Record
from runs.study import Study


class Reply(Record, frozen=True):
    """A reply that was paid for: the body as it came."""

    exchange: int
    body: str


class RunSummary(Record, frozen=True):
    """One run of a model, and how far it came."""

    run: int
    rater: str
    model: str
    codebook: str
    settings: dict[str, Any]
    started_at: str
    """ISO 8601, in UTC."""
    finished_at: str
    """Empty while segments are missing."""
    segments: dict[str, int]
    """How many segments have each status; ``none applies`` counts those without a code."""
    requests: dict[str, int]
    """How many exchanges were sent, received, or ended in an error."""


def run_summaries(study: Study) -> tuple[RunSummary, ...]:
    """All runs of the study, the first begun first."""
    rows = study.connection.execute(
        "select runs.id, raters.name, model, codebooks.name, settings, started_at, coalesce(finished_at, '') from runs"
        " join raters on raters.id = rater_id join codebooks on codebooks.id = codebook_id order by runs.id"
    ).fetchall()
    segments = _counted(
        study,
        "select run_id, case when status = 'coded' and not exists (select 1 from assignments where coding_id ="
        " codings.id) then 'none applies' else status end as became, count(*) from codings where id in"
        " (select max(id) from codings group by run_id, transcript_id, start, end)"
        " group by run_id, became order by became",
    )
    requests = _counted(study, "select run_id, state, count(*) from exchanges group by run_id, state order by state")
    return tuple(
        RunSummary(
            run=run,
            rater=rater,
            model=model,
            codebook=codebook,
            settings=json.loads(settings),
            started_at=started,
            finished_at=finished,
            segments=segments.get(run, {}),
            requests=requests.get(run, {}),
        )
        for run, rater, model, codebook, settings, started, finished in rows
    )


def _counted(study: Study, query: str) -> dict[int, dict[str, int]]:
    counts: dict[int, dict[str, int]] = {}
    for run, what, count in study.connection.execute(query):
        counts.setdefault(run, {})[what] = count
    return counts


def begin_run(study: Study, *, key: str, rater: int, codebook: int, model: str, settings: str, now: str) -> int:
    """The number of the run with this key, begun now where there is none."""
    with study.writing() as db:
        db.execute(
            "insert into runs (key, rater_id, codebook_id, model, settings, started_at)"
            " values (?, ?, ?, ?, ?, ?) on conflict do nothing",
            [key, rater, codebook, model, settings, now],
        )
        (number,) = db.execute("select id from runs where key = ?", [key]).fetchone()
    return int(number)


def run_with(study: Study, key: str) -> tuple[int, str] | None:
    """The number of the run with this key and its rater's name; None where there is none."""
    row = study.connection.execute(
        "select runs.id, raters.name from runs join raters on raters.id = rater_id where key = ?", [key]
    ).fetchone()
    return (int(row[0]), str(row[1])) if row else None


def runs_of(study: Study, model: str) -> int:
    """How many runs a model has in the study."""
    (count,) = study.connection.execute("select count(*) from runs where model = ?", [model]).fetchone()
    return int(count)


def finish_run(study: Study, run: int, *, now: str) -> None:
    """Note that every segment of the run has been judged."""
    with study.writing() as db:
        db.execute("update runs set finished_at = ? where id = ? and finished_at is null", [now, run])


def reply_to(study: Study, request_key: str) -> Reply | None:
    """The reply to a request that was sent before, in whichever run; None where none came."""
    row = study.connection.execute(
        "select id, reply from exchanges where request_key = ? and state = 'received' order by id limit 1",
        [request_key],
    ).fetchone()
    return Reply(exchange=row[0], body=row[1]) if row else None


def note_sent(study: Study, run: int, request_key: str, request: str, *, now: str) -> int:
    """The number of the exchange that is about to be sent; on the disk before a byte leaves."""
    with study.writing() as db:
        (number,) = db.execute(
            "insert into exchanges (run_id, request_key, request, state, sent_at)"
            " values (?, ?, ?, 'sent', ?) returning id",
            [run, request_key, request, now],
        ).fetchone()
    return int(number)


def note_received(study: Study, exchange: int, body: str, *, http_status: int, seconds: float) -> None:
    """Keep a reply as it came, before anyone parses it."""
    with study.writing() as db:
        db.execute(
            "update exchanges set state = 'received', reply = ?, http_status = ?, seconds = ? where id = ?",
            [body, http_status, seconds, exchange],
        )


def note_error(study: Study, exchange: int, error: str, *, http_status: int | None, seconds: float) -> None:
    """Note that an exchange brought no reply, and why."""
    with study.writing() as db:
        db.execute(
            "update exchanges set state = 'error', error = ?, http_status = ?, seconds = ? where id = ?",
            [error, http_status, seconds, exchange],
        )
