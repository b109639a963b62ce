"""Own coding: what a person codes, how far it is, and how to begin more."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from codebook import InputError
from evaluation.review.asking import app_of, session_of
from evaluation.review.cases.answering import time_of
from evaluation.review.coding.coding_page import codebook_of
from evaluation.review.forms import Form, posted
from evaluation.review.opening import reading, writing
from evaluation.review.rendering import page
from runs import Unit
from runs.coding_store import latest_codebook
from runs.errors import StudyError
from runs.reviews.blind_coding import interviews_shown
from runs.reviews.coding_tasks import (
    CodingTask,
    begin_task,
    coding_tasks,
    progress_of,
    task_of_documents,
    task_of_sample,
)
from runs.samples import samples
from runs.study import Study
from runs.transcript_store import document_numbers

MOST = 250
"""Interviews that are offered at once."""
UNITS = (Unit.TURN, Unit.PARAGRAPH, Unit.SENTENCE)
"""Units of analysis that can be chosen here."""


def tasks(request: Request) -> Response:
    """What the person codes, and the forms that begin more."""
    with reading(request) as study:
        return _tasks(request, study)


def _tasks(request: Request, study: Study, problem: InputError | StudyError | None = None) -> Response:
    rater = session_of(request).reviewer
    mine = [each for each in coding_tasks(study) if each.task.rater == rater]
    numbers = document_numbers(study)
    begun = {one.document for each in mine if each.task.sample is None for one in each.task.documents}
    offered = [(name, number) for name, number in numbers.items() if name not in begun]
    return page(
        request,
        "coding_tasks.html",
        422 if problem else 200,
        problem=problem,
        progress=[(each, progress_of(study, each.task)) for each in mine],
        numbers=numbers,
        offered=offered[:MOST],
        left_off=len(offered[MOST:]),
        shown=interviews_shown(study, rater),
        drawn=list(samples(study)),
        units=UNITS,
        has_codebook=latest_codebook(study) is not None,
        reachable=app_of(request).paths,
    )


def _begin(request: Request, form: Form) -> Response:
    """Begin what the form says; where that cannot be, show the page again with what is wrong."""
    with writing(request) as study:
        try:
            codebook_of(study)
            begun = begin_task(study, _task(study, session_of(request).reviewer, form), now=time_of(request))
        except (InputError, StudyError) as error:
            return _tasks(request, study, error)
        first = next((each for each in progress_of(study, begun.task) if not each.done), None)
        if first is None:
            return RedirectResponse("/coding", 303)
        return RedirectResponse(f"/coding/{begun.number}/{document_numbers(study)[first.document]}", 303)


def _task(study: Study, rater: str, form: Form) -> CodingTask:
    """The task that a form asks for.

    Raises:
        InputError: It names nothing to code.
        StudyError: There is no such sample.
    """
    sample = form.get("sample", "")
    if sample:
        return task_of_sample(study, rater, int(sample) if sample.isascii() and sample.isdigit() else 0)
    names = [name for name, number in document_numbers(study).items() if f"interview-{number}" in form]
    if not names:
        raise InputError("No interview was chosen.", do="Tick those that you will code.")
    unit = form.get("unit", "")
    if unit not in UNITS:
        raise InputError("There is no such unit of analysis.", do="Choose one of the list.")
    return task_of_documents(study, rater, names, Unit(unit))


ROUTES = (Route("/coding", tasks), Route("/coding", posted(_begin), methods=["POST"]))
