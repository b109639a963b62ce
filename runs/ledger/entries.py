"""Runs and the ledger of what was sent to a model and came back, which is never changed once it is settled."""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from codebook import Record
from runs.errors import VERIFY, DamagedStudyError
from runs.records import Segment
from runs.study import Study


class Reply(Record, frozen=True):
    """A reply that was paid for: the body as it came."""

    exchange: int
    body: str


class Spent(Record, frozen=True):
    """What was sent for a run."""

    requests: int
    """Every exchange counts, those that failed too."""
    cost: float | None
    """In US dollars; None where no price was known."""


class RunSummary(Record, frozen=True):
    """One run of a model, and how far it came."""

    run: int
    rater: str
    model: str
    codebook: str
    settings: dict[str, Any]
    made_with: dict[str, Any]
    """Versions of packages, the endpoint's host and the price row used; empty for runs of older versions."""
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
        "select runs.id, raters.name, model, codebooks.name, settings, made_with, started_at,"
        " coalesce(finished_at, '') from runs join raters on raters.id = rater_id"
        " join codebooks on codebooks.id = codebook_id order by runs.id"
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
            made_with=json.loads(made_with),
            started_at=started,
            finished_at=finished,
            segments=segments.get(run, {}),
            requests=requests.get(run, {}),
        )
        for run, rater, model, codebook, settings, made_with, started, finished in rows
    )


def _counted(study: Study, query: str) -> dict[int, dict[str, int]]:
    counts: dict[int, dict[str, int]] = {}
    for run, what, count in study.connection.execute(query):
        counts.setdefault(run, {})[what] = count
    return counts


def begin_run(
    study: Study, *, key: str, rater: int, codebook: int, model: str, settings: str, now: str, made_with: str = "{}"
) -> int:
    """The number of the run with this key, begun now where there is none."""
    with study.writing() as db:
        db.execute(
            "insert into runs (key, rater_id, codebook_id, model, settings, started_at, made_with)"
            " values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
            [key, rater, codebook, model, settings, now, made_with],
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


def spent(study: Study, run: int) -> Spent:
    """What a run has sent so far; an exchange without an answer counts with what it may cost at most."""
    requests, cost = study.connection.execute(
        "select count(*), sum(cost) from exchanges where run_id = ?", [run]
    ).fetchone()
    return Spent(requests=requests, cost=cost)


def finish_run(study: Study, run: int, *, now: str) -> None:
    """Note that every segment of the run has been judged."""
    with study.writing() as db:
        db.execute("update runs set finished_at = ? where id = ? and finished_at is null", [now, run])


def begin_exchange(
    study: Study,
    run: int,
    request_key: str,
    request: str,
    parts: Mapping[str, str],
    *,
    usable: Callable[[str], bool],
    now: str,
    cost: float | None = None,
    about: Iterable[Segment] = (),
) -> Reply | int:
    """The usable reply that a request brought before, in whichever run; else the number of the exchange to send.

    The exchange is on the disk before a byte leaves.

    Args:
        study: The study.
        run: The run that asks.
        request_key: Names the bytes that reach the model.
        request: The request's own part.
        parts: What the request shares with others, by SHA-256; kept once.
        usable: Whether the body of an earlier reply may stand for this request's.
        now: The time, ISO 8601 in UTC.
        cost: What the exchange may cost at most, in US dollars; counts as spent until it is known better.
        about: The segments that are asked about.

    Raises:
        DamagedStudyError: An earlier reply is not what it was when it came.
    """
    rows = study.connection.execute(
        "select id, reply, reply_sha256 from exchanges where request_key = ? and state = 'received'"
        " and error is null order by id desc",
        [request_key],
    )
    for number, body, digest in rows:
        if digest not in (None, _sha256(body)):
            raise DamagedStudyError(f"The stored reply {number} is damaged.", why="Its SHA-256 differs.", do=VERIFY)
        if usable(body):
            with study.writing() as db:
                _note_asked(db, number, run, about)
            return Reply(exchange=number, body=body)
    with study.writing() as db:
        db.executemany("insert into request_parts values (?, ?) on conflict do nothing", parts.items())
        (number,) = db.execute(
            "insert into exchanges (run_id, request_key, request, state, sent_at, cost)"
            " values (?, ?, ?, 'sent', ?, ?) returning id",
            [run, request_key, request, now, cost],
        ).fetchone()
        _note_asked(db, number, run, about)
    return int(number)


def _note_asked(db: sqlite3.Connection, exchange: int, run: int, about: Iterable[Segment]) -> None:
    db.executemany(
        "insert into asked_segments select ?, ?, id, ?, ? from transcripts where document = ? on conflict do nothing",
        [(exchange, run, segment.start, segment.end, segment.document) for segment in about],
    )


def note_received(
    study: Study, exchange: int, body: str, *, http_status: int, seconds: float, cost: float | None = None
) -> None:
    """Keep a reply as it came, before anyone parses it; a cost that is not known leaves the one it was begun with."""
    _settle(study, exchange, "received", body=body, http_status=http_status, seconds=seconds, cost=cost)


def note_unusable(study: Study, exchanges: Iterable[int], why: str) -> None:
    """Note that replies came to no usable answer: they are kept, and do not stand for an equal request later."""
    with study.writing() as db:
        db.executemany(
            "update exchanges set error = ? where id = ? and state = 'received'", [(why, each) for each in exchanges]
        )


def note_error(
    study: Study,
    exchange: int,
    error: str,
    *,
    http_status: int | None,
    seconds: float | None,
    body: str | None = None,
    cost: float | None = None,
) -> None:
    """Note that an exchange brought no usable reply, and why; a body that came is kept."""
    _settle(study, exchange, "error", error=error, body=body, http_status=http_status, seconds=seconds, cost=cost)


def _settle(
    study: Study,
    exchange: int,
    state: str,
    *,
    body: str | None,
    http_status: int | None,
    seconds: float | None,
    cost: float | None,
    error: str | None = None,
) -> None:
    digest = None if body is None else _sha256(body)
    with study.writing() as db:
        db.execute(
            "update exchanges set state = ?, reply = coalesce(?, reply), reply_sha256 = coalesce(?, reply_sha256),"
            " error = ?, http_status = ?, seconds = coalesce(?, seconds), cost = coalesce(?, cost) where id = ?",
            [state, body, digest, error, http_status, seconds, cost, exchange],
        )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
