"""How far a run is that goes on: read in short steps, each of which looks only at what is new.

Codings are never edited and exchanges are settled once, so what was counted stays counted.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from codebook import Record
from runs.ledger.detail import BECAME
from runs.sharing.reading import lease_is_held
from runs.study import Study

STEP = 5000
"""How many rows one read looks at, so that a commit never waits long."""
LATELY = 30
"""Seconds over which the rate is taken."""
NEVER = "~"
"""Comes after every time: without a process at work nothing is in flight."""
_SINCE = re.compile(r", since ([^,()\s]+)\)$")


class RunProgress(Record, frozen=True):
    """How far a run is."""

    run: int
    rater: str
    model: str
    started_at: str
    finished_at: str
    """Empty while segments are missing."""
    segments: dict[str, int]
    total: int | None
    """How many segments the run has in all; None where it is not known."""
    in_flight: int
    """Requests that were sent since the process at work began, and have not come back."""
    lost: int
    """Requests that an earlier process sent, and whose replies never came."""
    answered: int
    cost: float | None
    """US dollars, with what is set aside for requests in flight; None where it is not known."""
    failures: dict[str, int]
    """How many requests failed in each way."""
    per_minute: float
    """Segments a minute over the last half minute."""
    seconds_left: float | None
    """None where the total or the rate is not known."""
    holder: str | None
    """Who has the right to run on the study now; None where nobody has."""
    elsewhere: int | None
    """The run that the holder is busy with, where that is another one."""

    @property
    def done(self) -> int:
        """Segments that something became of."""
        return sum(self.segments.values())


@dataclass
class Tally:
    """What was counted of a run so far; ``progress_of`` goes on from there."""

    coding: int = 0
    """The last coding that was counted."""
    exchange: int = 0
    """The last exchange that was counted for good."""
    segments: Counter[str] = field(default_factory=Counter[str])
    failures: Counter[str] = field(default_factory=Counter[str])
    answered: int = 0
    in_flight: int = 0
    lost: int = 0
    cost: float = 0
    costs: int = 0
    """Of how many exchanges the cost is known."""


def run_at_work(study: Study) -> int | None:
    """The run that was begun, or sent a request, last; None where there is none."""
    begun = study.connection.execute("select id, started_at from runs order by id desc limit 1").fetchone()
    sent = study.connection.execute("select run_id, sent_at from exchanges order by id desc limit 1").fetchone()
    if begun is None:
        return None
    return int(sent[0] if sent and sent[1] >= begun[1] else begun[0])


def progress_of(study: Study, run: int, tally: Tally, now: datetime) -> RunProgress:
    """How far a run is now; the tally is brought up to date."""
    holder = _holder(study) if lease_is_held(study) else None
    since = _since(holder)
    _count_codings(study, run, tally)
    whole = _count_exchanges(study, run, tally, since if holder else NEVER)
    rater, model, started, finished, made_with = study.connection.execute(
        "select raters.name, model, started_at, coalesce(finished_at, ''), made_with from runs"
        " join raters on raters.id = rater_id where runs.id = ?",
        [run],
    ).fetchone()
    segments = {became: count for became, count in sorted(tally.segments.items()) if count}
    told = json.loads(made_with).get("segments")
    total = told if isinstance(told, int) else None
    rate = _rate(study, run, since or started, now)
    return RunProgress(
        run=run,
        rater=rater,
        model=model,
        started_at=started,
        finished_at=finished,
        segments=segments,
        total=total,
        in_flight=whole.in_flight,
        lost=whole.lost,
        answered=whole.answered,
        cost=whole.cost if whole.costs else None,
        failures=dict(whole.failures.most_common()),
        per_minute=60 * rate,
        seconds_left=_left(total, sum(segments.values()), rate),
        holder=holder,
        elsewhere=_elsewhere(study, run, since) if holder else None,
    )


def _holder(study: Study) -> str:
    row = study.connection.execute("select holder from lease").fetchone()
    return str(row[0]) if row else "a process that has just begun"


def _since(holder: str | None) -> str:
    """When the process at work began; empty where it does not say."""
    found = _SINCE.search(holder or "")
    return found[1] if found else ""


def _elsewhere(study: Study, run: int, since: str) -> int | None:
    """Another run that was begun or sent something after the process at work began."""
    row = study.connection.execute(
        "select run_id from (select run_id, sent_at from exchanges order by id desc limit 1) where sent_at >= :since"
        " union all select id from (select id, started_at from runs order by id desc limit 1)"
        " where started_at >= :since limit 1",
        {"since": since},
    ).fetchone()
    return int(row[0]) if since and row and row[0] != run else None


def _count_codings(study: Study, run: int, tally: Tally) -> None:
    """Count what became of segments; a later coding of the same segment takes the place of the one before."""
    while True:
        (last,) = study.connection.execute("select coalesce(max(id), 0) from codings").fetchone()
        upto = min(last, tally.coding + STEP)
        for became, change in study.connection.execute(_CHANGES, {"run": run, "after": tally.coding, "upto": upto}):
            tally.segments[became] += change
        tally.coding = upto
        if upto == last:
            return


_CHANGES = f"""with new as (select * from codings where id > :after and id <= :upto and run_id = :run),
changes as (
    select id, 1 as change from new
    union all select (
        select max(id) from codings before where before.rater_id = new.rater_id and before.run_id = :run
        and before.transcript_id = new.transcript_id and before.start = new.start and before.end = new.end
        and before.id < new.id
    ), -1 from new
) select {BECAME} as became, sum(change) from changes join codings c on c.id = changes.id group by became"""


def _count_exchanges(study: Study, run: int, tally: Tally, since: str) -> Tally:
    """The tally with all exchanges; those before the first that may still be settled are counted for good."""
    (last,) = study.connection.execute(
        "select coalesce(min(id) - 1, (select coalesce(max(id), 0) from exchanges)) from exchanges"
        " where run_id = ? and state = 'sent' and id > ? and sent_at >= ?",
        [run, tally.exchange, since],
    ).fetchone()
    while tally.exchange < last:
        upto = min(last, tally.exchange + STEP)
        _add(study, run, tally, upto, since)
        tally.exchange = upto
    whole = replace(tally, failures=tally.failures.copy())
    (newest,) = study.connection.execute("select coalesce(max(id), 0) from exchanges").fetchone()
    _add(study, run, whole, newest, since)
    return whole


def _add(study: Study, run: int, tally: Tally, upto: int, since: str) -> None:
    rows = study.connection.execute(
        "select state, case state when 'error' then error when 'sent' then sent_at >= ? end as kind, count(*),"
        " count(cost), total(cost) from exchanges where id > ? and id <= ? and +run_id = ? group by state, kind",
        [since, tally.exchange, upto, run],
    ).fetchall()
    for state, kind, count, costs, cost in rows:
        tally.cost += cost
        tally.costs += costs
        if state == "error":
            tally.failures[kind or "no reason given"] += count
        elif state == "received":
            tally.answered += count
        elif kind:
            tally.in_flight += count
        else:
            tally.lost += count


def _rate(study: Study, run: int, began: str, now: datetime) -> float:
    """Segments a second over the last half minute, or since the process at work began."""
    early = now - timedelta(seconds=LATELY)
    cutoff = max(early, min(_moment(began, early), now - timedelta(seconds=1)))
    (count,) = study.connection.execute(
        "select count(*) from codings where id > (select max(id) from codings) - ? and run_id = ?"
        " and created_at between ? and ?",
        [4 * STEP, run, cutoff.isoformat(), now.isoformat()],
    ).fetchone()
    return count / (now - cutoff).total_seconds()


def _moment(said: str, otherwise: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return otherwise
    return moment if moment.tzinfo else otherwise


def _left(total: int | None, done: int, rate: float) -> float | None:
    return max(0, total - done) / rate if total is not None and rate else None
