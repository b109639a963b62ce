"""Which segments the requests of a run asked about, found page by page, and what became of them."""

import heapq
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from codebook import InputError, Record
from runs.coding_store import latest_of_stretch
from runs.ledger.detail import BECAME, require_run
from runs.ledger.requests import LINE, RequestLine, line_of
from runs.records import Coding
from runs.study import Study


class RequestState(StrEnum):
    """How far an exchange is."""

    RECEIVED = "received"
    ERROR = "error"
    SENT = "sent"
    """It is in flight, or its reply was lost with the process that waited for it."""


class WithoutAnswer(StrEnum):
    """How a segment can come to have no usable answer."""

    FAILED = "failed"
    REFUSED = "refused"
    TRUNCATED = "truncated"


class RequestFilter(Record, frozen=True):
    """Which requests are wanted; what is not said does not matter."""

    state: RequestState | None = None
    document: str | None = None
    """The transcript that it asked about."""
    became: WithoutAnswer | None = None
    """What became of a segment that it asked about."""


class AskedSegment(NamedTuple):
    """A segment that a request asked about."""

    document: str
    start: int
    end: int
    became: str
    """What the run's latest coding of it says: its status, or ``none applies``; empty where there is none."""


class RequestRow(NamedTuple):
    """A request with what it asked about."""

    line: RequestLine
    about: tuple[AskedSegment, ...]
    """Empty where it was sent by a version that did not note it."""
    place: tuple[int, ...]
    """What the page behind this row begins after."""


def page_of_requests(
    study: Study, run: int, wanted: RequestFilter, *, after: tuple[int, ...] = (), limit: int = 50
) -> tuple[RequestRow, ...]:
    """Some requests of a run in the order in which they were sent.

    Where a transcript, or what became of segments, is asked for: a row for each segment and request that fit, in the
    order of the texts.

    Args:
        study: The study.
        run: The run's number.
        wanted: Which requests.
        after: The place of the last row of the page before; empty for the first page.
        limit: How many at most.

    Raises:
        InputError: There is no such run, or the place is none.
    """
    require_run(study, run)
    by_segment = wanted.document is not None or wanted.became is not None
    if after and len(after) != (4 if by_segment else 1):
        raise InputError("There is no such page.", do="Go back to the first one.")
    if by_segment:
        return tuple(_rows_by_segment(study, run, wanted, after or (0, -1, -1, 0), limit))
    numbers = _numbers(study, run, wanted.state, after[0] if after else 0, limit)
    return tuple(RequestRow(_line(study, number), asked_segments(study, run, number), (number,)) for number in numbers)


def asked_segments(study: Study, run: int, exchange: int) -> tuple[AskedSegment, ...]:
    """The segments of a run that an exchange asked about, in the order of the text."""
    rows = study.connection.execute(
        f"select t.document, a.start, a.end, {_BECAME} from asked_segments a join transcripts t on t.id ="
        " a.transcript_id where a.exchange_id = ? and a.run_id = ? order by a.transcript_id, a.start",
        [exchange, run],
    )
    return tuple(AskedSegment(*row) for row in rows)


def asked_for_run(study: Study, run: int, exchange: int) -> bool:
    """Whether an exchange belongs to a run: it was sent for it, or its reply stands for a question of the run."""
    row = study.connection.execute(
        "select 1 from exchanges where id = ?1 and (run_id = ?2"
        " or exists (select 1 from asked_segments where exchange_id = ?1 and run_id = ?2))",
        [exchange, run],
    ).fetchone()
    return row is not None


def attempts_of(study: Study, exchange: int) -> tuple[tuple[int, RequestLine], ...]:
    """All exchanges with the very bytes of this one, itself included: the run of each, and the exchange."""
    rows = study.connection.execute(
        "select run_id, id from exchanges where request_key = (select request_key from exchanges where id = ?)"
        " order by id",
        [exchange],
    ).fetchall()
    return tuple((run, _line(study, number)) for run, number in rows)


def codings_of_segments(study: Study, run: int, segments: Sequence[AskedSegment]) -> tuple[Coding | None, ...]:
    """The run's latest coding of each segment; None where there is none."""
    return tuple(latest_of_stretch(study, run, each.document, each.start, each.end) for each in segments)


def documents_of_run(study: Study, run: int) -> tuple[str, ...]:
    """The transcripts that a run has codings of, by name."""
    rows = study.connection.execute(
        "select document from transcripts t where exists (select 1 from codings c where c.rater_id ="
        " (select rater_id from runs where id = ?1) and c.transcript_id = t.id and c.run_id = ?1) order by document",
        [run],
    )
    return tuple(document for (document,) in rows)


def run_of_exchange(study: Study, exchange: int) -> int | None:
    """The run for which an exchange was sent; None where there is no such exchange."""
    row = study.connection.execute("select run_id from exchanges where id = ?", [exchange]).fetchone()
    return row[0] if row else None


_LATEST = (
    "(select max(id) from codings c where c.rater_id = (select rater_id from runs where id = a.run_id) and c.run_id ="
    " a.run_id and c.transcript_id = a.transcript_id and c.start = a.start and c.end = a.end)"
)
_BECAME = f"coalesce((select {BECAME} from codings c where c.id = {_LATEST}), '')"


def _numbers(study: Study, run: int, state: RequestState | None, after: int, limit: int) -> list[int]:
    """The next exchanges by number, each state read by itself, as the index holds them."""
    asked = "select id from exchanges where run_id = ? and state = ? and id > ? order by id limit ?"
    found = (
        [number for (number,) in study.connection.execute(asked, [run, each, after, limit])]
        for each in ([state] if state else RequestState)
    )
    return list(heapq.merge(*found))[:limit]


def _rows_by_segment(
    study: Study, run: int, wanted: RequestFilter, after: tuple[int, ...], limit: int
) -> Iterator[RequestRow]:
    tables = "asked_segments a"
    conditions, given = ["a.run_id = :run"], {"run": run, "limit": limit}
    more: dict[str, Any] = dict(zip(("transcript", "start", "end", "exchange"), after, strict=True))
    if wanted.became:
        tables = (
            "codings f join asked_segments a on a.run_id = f.run_id and a.transcript_id = f.transcript_id"
            " and a.start = f.start and a.end = f.end"
        )
        conditions += ["f.run_id = :run", "f.status = :became", "f.status <> 'coded'", f"f.id = {_LATEST}"]
        more["became"] = wanted.became
    if wanted.document is not None:
        conditions.append("a.transcript_id = (select id from transcripts where document = :document)")
        more["document"] = wanted.document
    if wanted.state:
        conditions.append("(select state from exchanges where id = a.exchange_id) = :state")
        more["state"] = wanted.state
    place = "a.transcript_id, a.start, a.end, a.exchange_id"
    rows = study.connection.execute(
        f"select {place}, (select document from transcripts where id = a.transcript_id), {_BECAME} from {tables}"
        f" where {' and '.join(conditions)} and ({place}) > (:transcript, :start, :end, :exchange)"
        f" order by {place} limit :limit",
        given | more,
    ).fetchall()
    for transcript, start, end, exchange, document, became in rows:
        about = (AskedSegment(document, start, end, became),)
        yield RequestRow(_line(study, exchange), about, (transcript, start, end, exchange))


def _line(study: Study, exchange: int) -> RequestLine:
    return line_of(study.connection.execute(f"{LINE} from exchanges where id = ?", [exchange]).fetchone())
