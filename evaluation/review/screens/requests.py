"""Requests of a run: each as it was sent, what came back, and what was made of it."""

import json
from contextlib import suppress
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluation.review.forms import Form, posted
from evaluation.review.opening import reading
from evaluation.review.records.blindness import asking_first, blind_to, shown
from evaluation.review.rendering import page
from evaluation.review.screens.runs import head_of, moment, number_of
from runs.ledger.asked import (
    AskedSegment,
    RequestFilter,
    RequestState,
    WithoutAnswer,
    asked_for_run,
    asked_segments,
    attempts_of,
    codings_of_segments,
    documents_of_run,
    page_of_requests,
    run_of_exchange,
)
from runs.ledger.requests import exchange_of
from runs.study import Study

ON_A_PAGE = 50
STATE_WORDS = {"received": "answered", "error": "failed", "sent": "no reply came"}
"""What the states of an exchange are called."""


def requests(request: Request) -> Response:
    """A page of the requests of one run."""
    number = number_of(request)
    wanted = _wanted(request)
    after = _place(request.query_params.get("after", ""))
    with reading(request) as study:
        head = head_of(study, number)
        rows = page_of_requests(study, number, wanted, after=after, limit=ON_A_PAGE + 1)
        documents = documents_of_run(study, number)
        told = {each.document for row in rows for each in row.about}
        blind = frozenset(blind_to(request, study, told))
    more = rows[ON_A_PAGE - 1].place if len(rows) > ON_A_PAGE else ()
    return page(
        request,
        "run_requests.html",
        head=head,
        rows=rows[:ON_A_PAGE],
        wanted=wanted,
        is_first=not after,
        more="-".join(map(str, more)),
        documents=documents,
        states=tuple(RequestState),
        endings=tuple(WithoutAnswer),
        became={row.place: [_became(each, blind) for each in row.about] for row in rows},
        state_words=STATE_WORDS,
        moment=moment,
    )


def one_request(request: Request) -> Response:
    """The page of one request: what was sent, what came back, what was made of it."""
    number, exchange = number_of(request), _exchange(request)
    with reading(request) as study:
        head = head_of(study, number)
        sent_for = _sent_for(study, number, exchange)
        about = asked_segments(study, number, exchange)
        still_blind = blind_to(request, study, _documents(study, number, exchange))
        if still_blind:
            what = "what the model was asked and answered"
            return asking_first(request, still_blind, what, back=f"/run/{number}/requests")
        whole = exchange_of(study, sent_for, exchange)
        made = codings_of_segments(study, number, about)
        attempts = attempts_of(study, exchange)
    return page(
        request,
        "run_request.html",
        head=head,
        whole=whole,
        sent_for=sent_for,
        about=list(zip(about, made, strict=True)),
        messages=[(str(each.get("role")), _text(each.get("content"))) for each in whole.messages],
        parameters=_text(whole.parameters),
        form=_text(whole.form),
        answer=_answer(whole.reply),
        attempts=attempts,
        state_words=STATE_WORDS,
        moment=moment,
    )


def _show(request: Request, form: Form) -> Response:
    """Record that the person is shown a request, and show it."""
    number, exchange = number_of(request), _exchange(request)
    with reading(request) as study:
        _sent_for(study, number, exchange)
        documents = blind_to(request, study, _documents(study, number, exchange))
    return shown(request, form, documents, f"run {number}, request {exchange}")


def _exchange(request: Request) -> int:
    return int(request.path_params["exchange"])


def _sent_for(study: Study, number: int, exchange: int) -> int:
    """The run for which an exchange was sent, where it belongs to the run that is looked at."""
    if exchange >= 1 << 63 or not asked_for_run(study, number, exchange):
        raise HTTPException(404)
    return run_of_exchange(study, exchange) or number


def _documents(study: Study, number: int, exchange: int) -> tuple[str, ...]:
    """The interviews that a request tells of; all of its run where it was not noted."""
    told = tuple(dict.fromkeys(each.document for each in asked_segments(study, number, exchange)))
    return told or documents_of_run(study, number)


def _wanted(request: Request) -> RequestFilter:
    said = request.query_params
    state, became = said.get("state", ""), said.get("became", "")
    return RequestFilter(
        state=RequestState(state) if state in set(RequestState) else None,
        document=said.get("document") or None,
        became=WithoutAnswer(became) if became in set(WithoutAnswer) else None,
    )


def _place(said: str) -> tuple[int, ...]:
    with suppress(ValueError):
        return tuple(min(int(part), (1 << 63) - 1) for part in said.split("-")[:4]) if said else ()
    raise HTTPException(400)


def _became(segment: AskedSegment, blind: frozenset[str]) -> str:
    """What became of a segment; not whether it got a code, as long as somebody decides blind there."""
    if segment.document in blind and segment.became in {"coded", "none applies"}:
        return "answered"
    return segment.became or "no coding yet"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)


def _answer(reply: str | None) -> str:
    """The model's own words in a reply, laid out where they are JSON; empty where they cannot be found."""
    try:
        said = json.loads(reply or "")["choices"][0]["message"]["content"]
        if not isinstance(said, str):
            return ""
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""
    with suppress(ValueError, RecursionError):
        return json.dumps(json.loads(said), ensure_ascii=False, indent=2)
    return said


ROUTES = (
    Route("/run/{run:int}/requests", requests),
    Route("/run/{run:int}/request/{exchange:int}", one_request),
    Route("/run/{run:int}/request/{exchange:int}", posted(_show), methods=["POST"]),
)
