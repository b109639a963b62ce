"""The exchanges of a run one by one: what was sent, as it can be rebuilt, and what came back."""

import json
from collections.abc import Iterator
from typing import Any

from codebook import InputError, Record
from runs.errors import StudyError
from runs.ledger.detail import require_run
from runs.study import Study

PAGE = 1000
"""How many exchanges are read at once, so that nobody who writes waits for one who reads."""


class RequestLine(Record, frozen=True):
    """One exchange in a line."""

    exchange: int
    state: str
    http_status: int | None
    sent_at: str
    seconds: float | None
    prompt_tokens: int | None
    completion_tokens: int | None
    cost: float | None
    error: str | None


class Exchange(RequestLine, frozen=True):
    """One exchange whole."""

    parameters: dict[str, Any]
    messages: tuple[dict[str, Any], ...]
    """The chat as it was sent, the messages that all requests share first."""
    form: dict[str, Any]
    """The form that the answer was asked to have."""
    reply: str | None
    """The body as it came; None where none did."""


def _tokens(kind: str) -> str:
    path = f"'$.usage.{kind}'"
    return (
        "case when json_valid(reply) then case when json_type(reply, " + path + ") = 'integer'"
        " then json_extract(reply, " + path + ") end end"
    )


LINE = (
    f"select id, state, http_status, sent_at, seconds, {_tokens('prompt_tokens')}, {_tokens('completion_tokens')},"
    " cost, error"
)
"""Selects the columns of a ``RequestLine``."""


def request_lines(study: Study, run: int) -> Iterator[RequestLine]:
    """The exchanges of a run in the order in which they were sent, read page by page.

    Raises:
        InputError: There is no such run.
    """
    require_run(study, run)
    return _lines(study, run)


def _lines(study: Study, run: int) -> Iterator[RequestLine]:
    after = 0
    while rows := study.connection.execute(
        f"{LINE} from exchanges where run_id = ? and id > ? order by id limit {PAGE}", [run, after]
    ).fetchall():
        yield from map(line_of, rows)
        after = rows[-1][0]


def line_of(row: tuple[Any, ...]) -> RequestLine:
    """An exchange from what ``LINE`` selects."""
    return RequestLine(**_named(row))


def _named(row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(RequestLine.model_fields, row, strict=True))


def exchange_of(study: Study, run: int, exchange: int) -> Exchange:
    """One exchange of a run whole.

    Raises:
        InputError: There is no such run, or the run has no such exchange.
        StudyError: A part of the request is not in the study.
    """
    require_run(study, run)
    row = study.connection.execute(
        f"{LINE}, request, reply from exchanges where run_id = ? and id = ?", [run, exchange]
    ).fetchone()
    if row is None:
        raise InputError(f"Run {run} has no request {exchange}.", do=_numbers(study, run))
    *line, request, reply = row
    own = json.loads(request)
    head = _part(study, own.get("head"))
    return Exchange(
        **_named(tuple(line)),
        parameters=head["parameters"],
        messages=(*head["messages"], *own["messages"]),
        form=_part(study, own.get("form")),
        reply=reply,
    )


def _part(study: Study, name: str | None) -> dict[str, Any]:
    row = study.connection.execute("select content from request_parts where sha256 = ?", [name]).fetchone()
    if row is None:
        raise StudyError(
            "The request cannot be shown.",
            why="What it shares with other requests is not in the study.",
            do="Restore the study file from a backup, or make the run again.",
        )
    return dict(json.loads(row[0]))


def _numbers(study: Study, run: int) -> str:
    first, last, count = study.connection.execute(
        "select min(id), max(id), count(*) from exchanges where run_id = ?", [run]
    ).fetchone()
    if not count:
        return "It sent none: its segments were answered by what other runs had brought, or without asking."
    return f"Its {count} requests have numbers from {first} to {last}; --requests lists them."
