"""Runs: how far each is, what it cost, what became of its segments."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluation.review.asking import app_of, settings_of
from evaluation.review.opening import reading
from evaluation.review.records.retry_command import retry_command
from evaluation.review.records.run_facts import became_at, figures_told, made_told, time_left
from evaluation.review.rendering import page
from runs.ledger.asked import WithoutAnswer
from runs.ledger.heads import RunHead, run_heads
from runs.ledger.settings import host_of
from runs.ledger.warnings import warnings_about
from runs.study import Study


def runs(request: Request) -> Response:
    """The page of all runs."""
    memory, now = app_of(request).runs, settings_of(request).clock()
    with reading(request) as study:
        rows = [(head, memory.progress(study, head.run, now)) for head in run_heads(study)]
    at_work = any(state.holder for _, state in rows)
    return page(request, "runs.html", rows=rows, at_work=at_work, became_at=became_at, moment=moment)


def run(request: Request) -> Response:
    """The page of one run: how far it is, and what it was made with."""
    number = number_of(request)
    settings = settings_of(request)
    with reading(request) as study:
        head = head_of(study, number)
        state = app_of(request).runs.progress(study, number, settings.clock())
    commands = {
        ended: retry_command(head.model, head.settings, ended, str(settings.study))
        for ended in WithoutAnswer
        if state.segments.get(ended)
    }
    return page(
        request,
        "run.html",
        head=head,
        state=state,
        at_work=bool(state.holder) and not state.elsewhere,
        host=host_of(head.settings, head.made_with),
        made=made_told(head),
        commands=commands,
        became_at=became_at,
        time_left=time_left,
        moment=moment,
    )


def figures(request: Request) -> Response:
    """The page of what is counted over all replies of a run, which can take a moment."""
    number = number_of(request)
    with reading(request) as study:
        head_of(study, number)
        detail = app_of(request).runs.detail(study, number, settings_of(request).clock())
    return page(
        request, "run_figures.html", detail=detail, warnings=warnings_about(detail), figures=figures_told(detail)
    )


def moment(at: str) -> str:
    """A time in UTC as people read it; empty where there is none."""
    return at[:19].replace("T", " ")


def number_of(request: Request) -> int:
    """The number of the run that the address names."""
    return int(request.path_params["run"])


def head_of(study: Study, number: int) -> RunHead:
    """The run of a number; no such page where there is none."""
    found = next((head for head in run_heads(study, number)), None) if number < 1 << 63 else None
    if found is None:
        raise HTTPException(404)
    return found


ROUTES = (
    Route("/runs", runs),
    Route("/run/{run:int}", run),
    Route("/run/{run:int}/figures", figures),
)
