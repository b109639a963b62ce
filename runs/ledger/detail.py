"""One run whole: what was asked of whom, with what, and what became of it."""

import json
from typing import Any

from codebook import InputError, Record
from runs.ledger.replies import Alike, Seconds, Tokens, Told, most_alike, seconds_of, tokens_of, told_by_replies
from runs.study import Study

NAMED = 20
"""How many runs an error names one by one at most."""

BECAME = (
    "case when c.status = 'coded' and not exists (select 1 from assignments where coding_id = c.id)"
    " then 'none applies' else c.status end"
)
"""What a coding ``c`` says became of its segment: its status, or ``none applies`` where it was coded without a code."""


class ErrorKind(Record, frozen=True):
    """Exchanges that failed in the same way."""

    error: str
    http_status: int | None
    exchanges: int


class Cost(Record, frozen=True):
    """What a run cost in US dollars, as far as it is known."""

    dollars: float | None
    """None where no exchange has a cost."""
    known_of: int
    """Of how many exchanges it is known."""
    exchanges: int
    reserved: float
    """What part of it was set aside for requests that brought no reply, and may not have been spent."""


class RunDetail(Record, frozen=True):
    """One run whole."""

    run: int
    rater: str
    model: str
    """The model that was asked for."""
    codebook: str
    codebook_fingerprint: str
    settings: dict[str, Any]
    made_with: dict[str, Any]
    started_at: str
    finished_at: str
    """Empty while segments are missing."""
    segments: dict[str, int]
    requests: dict[str, int]
    errors: tuple[ErrorKind, ...]
    """The most frequent first."""
    served: tuple[Told, ...]
    """The models that the replies name, in the order in which they came."""
    served_count: int
    fingerprints: tuple[Told, ...]
    """The endpoint's own fingerprints of its system, in the order in which they came."""
    fingerprint_count: int
    tokens: Tokens
    cost: Cost
    seconds: Seconds
    alike: Alike | None


def require_run(study: Study, run: int) -> None:
    """Do nothing where the study has a run of this number.

    Raises:
        InputError: It has none; the message names the runs that there are.
    """
    numbers = [number for (number,) in study.connection.execute("select id from runs order by id")]
    if run in numbers:
        return
    if not numbers:
        known = "No model has coded in it yet: intercoder code begins a run."
    elif len(numbers) > NAMED:
        known = f"Name one of its {len(numbers)} runs, {numbers[0]} to {numbers[-1]}; intercoder runs lists them."
    else:
        known = f"Name one of its runs: {', '.join(map(str, numbers))}."
    raise InputError(f"There is no run {run} in this study.", do=known)


def run_detail(study: Study, run: int) -> RunDetail:
    """One run whole, counted by the database: the size of the run does not matter.

    Raises:
        InputError: There is no such run.
    """
    require_run(study, run)
    rater, model, codebook, fingerprint, settings, made_with, started, finished = study.connection.execute(
        "select raters.name, model, codebooks.name, codebooks.fingerprint, settings, made_with, started_at,"
        " coalesce(finished_at, '') from runs join raters on raters.id = rater_id"
        " join codebooks on codebooks.id = codebook_id where runs.id = ?",
        [run],
    ).fetchone()
    served_count, served = told_by_replies(study, run, "$.model")
    fingerprint_count, fingerprints = told_by_replies(study, run, "$.system_fingerprint")
    return RunDetail(
        run=run,
        rater=rater,
        model=model,
        codebook=codebook,
        codebook_fingerprint=fingerprint,
        settings=json.loads(settings),
        made_with=json.loads(made_with),
        started_at=started,
        finished_at=finished,
        segments=_segments(study, run),
        requests=_requests(study, run),
        errors=_errors(study, run),
        served=served,
        served_count=served_count,
        fingerprints=fingerprints,
        fingerprint_count=fingerprint_count,
        tokens=tokens_of(study, run),
        cost=_cost(study, run),
        seconds=seconds_of(study, run),
        alike=most_alike(study, run),
    )


def _segments(study: Study, run: int) -> dict[str, int]:
    rows = study.connection.execute(
        f"select {BECAME} as became, count(*) from codings c where c.id in"
        " (select max(id) from codings where run_id = ? group by transcript_id, start, end)"
        " group by became order by became",
        [run],
    )
    return dict(rows.fetchall())


def _requests(study: Study, run: int) -> dict[str, int]:
    rows = study.connection.execute(
        "select state, count(*) from exchanges where run_id = ? group by state order by state", [run]
    )
    return dict(rows.fetchall())


def _errors(study: Study, run: int) -> tuple[ErrorKind, ...]:
    rows = study.connection.execute(
        "select coalesce(error, ''), http_status, count(*) from exchanges where run_id = ? and state = 'error'"
        " group by 1, 2 order by 3 desc, 1, 2",
        [run],
    )
    return tuple(ErrorKind(error=error, http_status=status, exchanges=count) for error, status, count in rows)


def _cost(study: Study, run: int) -> Cost:
    dollars, known, exchanges, reserved = study.connection.execute(
        "select sum(cost), count(cost), count(*), total(case when reply is null then cost end)"
        " from exchanges where run_id = ?",
        [run],
    ).fetchone()
    return Cost(dollars=dollars, known_of=known, exchanges=exchanges, reserved=reserved)
