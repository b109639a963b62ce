"""Start: what the study holds, what to do next, and what to be warned of."""

from collections.abc import Sequence
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluation.review.asking import app_of, session_of, settings_of
from evaluation.review.cards import Card
from evaluation.review.cases.queue_card import queue_card
from evaluation.review.codebooks.codebook_card import codebook_card
from evaluation.review.coding.coding_card import coding_card
from evaluation.review.figures.agreement_card import agreement_card
from evaluation.review.opening import reading
from evaluation.review.rendering import page
from evaluation.review.settings import ReviewSettings
from runs.coding_store import raters
from runs.ledger.heads import RunHead, run_heads
from runs.ledger.progress import RunProgress
from runs.sharing.reading import lease_is_held
from runs.study import Study
from runs.transcript_store import documents

LITTLE_SPACE = 200_000_000
"""Bytes; with less than that free, the disk may be full before the work is done."""


Run: TypeAlias = tuple[RunHead, RunProgress]


def start(request: Request) -> Response:
    """The start page."""
    settings = settings_of(request)
    with reading(request) as study:
        return page(
            request,
            "start.html",
            name=settings.study.stem,
            documents=documents(study),
            raters=tuple(raters(study).values()),
            runs=list(run_heads(study)),
            cards=_cards(request, study),
            warnings=_warnings(settings, study),
            reachable=app_of(request).paths,
        )


def of_runs(request: Request) -> Response:
    """What became of the segments of all runs: a part of the start page, which comes by itself behind the rest."""
    memory, now = app_of(request).runs, settings_of(request).clock()
    with reading(request) as study:
        runs = [(head, memory.progress(study, head.run, now)) for head in run_heads(study)]
    return page(request, "start_runs.html", runs=runs, became=_became(runs), last_of=_last_of)


def _cards(request: Request, study: Study) -> list[Card]:
    """What screens say of themselves, in their order."""
    made = (
        queue_card(study),
        coding_card(study, session_of(request).reviewer),
        agreement_card(app_of(request).kept, study),
        codebook_card(study),
    )
    return [card for card in made if card]


def _became(runs: Sequence[Run]) -> dict[str, int]:
    """What became of the segments in all runs."""
    states = dict.fromkeys(state for _, run in runs for state in run.segments)
    return {state: sum(run.segments.get(state, 0) for _, run in runs) for state in states}


def _last_of(head: RunHead) -> str:
    return head.finished_at[:16].replace("T", " ") if head.finished_at else "not finished"


def _warnings(settings: ReviewSettings, study: Study) -> list[str]:
    free = settings.free_space(settings.study)
    low = f"Only {free // 1_000_000} MB are free where the study lies: free some, so that decisions can be stored."
    writer = "A run is writing to this study now. What it adds appears when you load a page again."
    return [*([low] if free < LITTLE_SPACE else []), *([writer] if lease_is_held(study) else [])]


ROUTES = (Route("/", start), Route("/start/runs", of_runs))
