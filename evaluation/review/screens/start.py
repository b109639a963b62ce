"""Start: what the study holds, what to do next, and what to be warned of."""

from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluation.review.asking import app_of, settings_of
from evaluation.review.cards import Card
from evaluation.review.opening import reading
from evaluation.review.queue_card import queue_card
from evaluation.review.rendering import page
from evaluation.review.settings import ReviewSettings
from runs.coding_store import raters
from runs.reading import lease_is_held
from runs.run_heads import RunHead, run_heads
from runs.run_progress import RunProgress
from runs.study import Study
from runs.transcript_store import documents

LITTLE_SPACE = 200_000_000
"""Bytes; with less than that free, the disk may be full before the work is done."""


CARDS: tuple[Callable[[Study], Card | None], ...] = (queue_card,)
"""What other screens say of themselves, in their order; None where there is nothing to say."""


def _runs_card(runs: Sequence[RunProgress]) -> Card | None:
    """What became of the segments in all runs; None where there is none."""
    if not runs:
        return None
    became = {state: sum(run.segments.get(state, 0) for run in runs) for run in runs for state in run.segments}
    finished = sum(bool(run.finished_at) for run in runs)
    lines = (f"{finished} of {len(runs)} finished", *(f"{count:,} {state}" for state, count in became.items()))
    return Card("Runs", f"{len(runs):,}", lines, "/runs")


def start(request: Request) -> Response:
    """The start page."""
    settings = settings_of(request)
    with reading(request) as study:
        runs = _runs(request, study)
        made = (make(study) for make in CARDS)
        return page(
            request,
            "start.html",
            name=settings.study.stem,
            documents=documents(study),
            raters=tuple(raters(study).values()),
            runs=runs,
            cards=[card for card in (*made, _runs_card([far for _, far in runs])) if card],
            warnings=_warnings(settings, study),
            last_of=_last_of,
            reachable=app_of(request).paths,
        )


def _runs(request: Request, study: Study) -> list[tuple[RunHead, RunProgress]]:
    """All runs, and how far each is."""
    memory, now = app_of(request).runs, settings_of(request).clock()
    return [(head, memory.progress(study, head.run, now)) for head in run_heads(study)]


def _last_of(run: RunHead) -> str:
    return run.finished_at[:16].replace("T", " ") if run.finished_at else "not finished"


def _warnings(settings: ReviewSettings, study: Study) -> list[str]:
    free = settings.free_space(settings.study)
    low = f"Only {free // 1_000_000} MB are free where the study lies: free some, so that decisions can be stored."
    writer = "A run is writing to this study now. What it adds appears when you load a page again."
    return [*([low] if free < LITTLE_SPACE else []), *([writer] if lease_is_held(study) else [])]


ROUTES = (Route("/", start),)
