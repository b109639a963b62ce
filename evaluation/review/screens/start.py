"""Start: what the study holds, what to do next, and what to be warned of."""

from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluation.review.asking import app_of, session_of, settings_of
from evaluation.review.cards import Card
from evaluation.review.coding_card import coding_card
from evaluation.review.opening import reading
from evaluation.review.queue_card import queue_card
from evaluation.review.rendering import page
from evaluation.review.settings import ReviewSettings
from runs.coding_store import raters
from runs.ledger import RunSummary, run_summaries
from runs.reading import lease_is_held
from runs.study import Study
from runs.transcript_store import documents

LITTLE_SPACE = 200_000_000
"""Bytes; with less than that free, the disk may be full before the work is done."""


CARDS: tuple[Callable[[Study], Card | None], ...] = (queue_card,)
"""What other screens say of themselves, in their order; None where there is nothing to say."""


def _runs_card(runs: Sequence[RunSummary]) -> Card:
    """What became of the segments in all runs."""
    became = {state: sum(run.segments.get(state, 0) for run in runs) for run in runs for state in run.segments}
    finished = sum(bool(run.finished_at) for run in runs)
    lines = (f"{finished} of {len(runs)} finished", *(f"{count:,} {state}" for state, count in became.items()))
    return Card("Runs", f"{len(runs):,}", lines, "/runs")


def start(request: Request) -> Response:
    """The start page."""
    settings, reviewer = settings_of(request), session_of(request).reviewer
    with reading(request) as study:
        runs, own = run_summaries(study), coding_card(study, reviewer)
        return page(
            request,
            "start.html",
            name=settings.study.stem,
            documents=documents(study),
            raters=tuple(raters(study).values()),
            runs=runs,
            cards=[
                *(card for make in CARDS if (card := make(study))),
                *([own] if own else []),
                *([_runs_card(runs)] if runs else []),
            ],
            warnings=_warnings(settings, study),
            last_of=_last_of,
            reachable=app_of(request).paths,
        )


def _last_of(run: RunSummary) -> str:
    return run.finished_at[:16].replace("T", " ") if run.finished_at else "not finished"


def _warnings(settings: ReviewSettings, study: Study) -> list[str]:
    free = settings.free_space(settings.study)
    low = f"Only {free // 1_000_000} MB are free where the study lies: free some, so that decisions can be stored."
    writer = "A run is writing to this study now. What it adds appears when you load a page again."
    return [*([low] if free < LITTLE_SPACE else []), *([writer] if lease_is_held(study) else [])]


ROUTES = (Route("/", start),)
