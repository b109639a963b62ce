"""The way from a count of agreement to its cases: each pair with its queue, or the button that begins it."""

import hashlib

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from codebook import InputError
from evaluation.errors import AgreementError
from evaluation.review.asking import app_of, settings_of
from evaluation.review.cases.answering import time_of, view_in
from evaluation.review.cases.rounds import current_review, design_of
from evaluation.review.figures.asked_figures import asked_figures
from evaluation.review.figures.counted_cases import PATH, counted_in, disputes, path_to_cases, way_to
from evaluation.review.forms import Form, posted
from evaluation.review.opening import reading, writing
from evaluation.review.rendering import page
from runs import Unit


def counted_cases(request: Request) -> Response:
    """The pairs behind a count, each with the way to its cases."""
    asked, counted = asked_figures(request.query_params), counted_in(request.query_params)
    problem, ways = None, None
    with reading(request) as study:
        try:
            found = disputes(app_of(request).kept, study, asked, counted)
            ways = None if found is None else [way_to(study, asked, each) for each in found]
        except (InputError, AgreementError) as error:
            problem = error
    return page(
        request,
        "counted_cases.html",
        422 if problem else 200,
        here=path_to_cases(asked, counted),
        back=f"/agreement?{asked.query()}",
        asked=asked,
        counted=counted,
        problem=problem,
        ways_to_cases=ways,
    )


def _begin(request: Request, form: Form) -> Response:
    """Begin the review of a pair, or bring it up to date, and go to the cases in its queue."""
    settings, view = settings_of(request), view_in(form)
    seed = int.from_bytes(hashlib.sha256(settings.secret().encode()).digest()[:4])
    unit = form.get("unit", "")
    if unit not in set(Unit):
        raise InputError("There is no unit of this name.", do=f"Use one of these: {', '.join(Unit)}.")
    with writing(request) as study:
        design = design_of(study, (form.get("first", ""), form.get("second", "")), unit=Unit(unit), seed=seed)
        review = current_review(study, design, now=time_of(request)).review
    return RedirectResponse(f"/queue?{view.query(review=review.number)}", 303)


ROUTES = (Route(PATH, counted_cases), Route(PATH, posted(_begin), methods=["POST"]))
