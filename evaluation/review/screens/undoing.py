"""Undo and redo: back and forth through what a reviewer did, from a case or from the queue."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluation.review.asking import session_of
from evaluation.review.cases.answering import case_shown, gone_to, time_of, view_in, wish
from evaluation.review.cases.case_page import Asked, scope_of
from evaluation.review.cases.choosing import review_asked_for
from evaluation.review.forms import Form, posted
from evaluation.review.opening import writing
from runs.reviews.records import Event
from runs.reviews.undoing import redo, undo
from runs.study import Study


def _undo(request: Request, form: Form) -> Response:
    return _turned(request, form, "undone")


def _redo(request: Request, form: Form) -> Response:
    return _turned(request, form, "redone")


def _turned(request: Request, form: Form, what: str) -> Response:
    """Undo or redo what the reviewer did last, and go to the case that it was done to."""
    with writing(request) as study:
        review, view = review_asked_for(study, form.get("review", "")), view_in(form)
        turned = _turn(request, study, form, review.number, what)
        cases = [event.case for event in turned if event.case is not None]
        if len(cases) > 1:
            return gone_to(request, f"/queue?{view.query(review=review.number, turned=len(cases), done=what)}")
        if cases:
            return case_shown(request, study, Asked(review.number, cases[0], view), what)
        here = form.get("case", "")
        if here.isascii() and here.isdigit():
            return case_shown(request, study, Asked(review.number, int(here), view), f"nothing-{what}")
        return gone_to(request, f"/queue?{view.query(review=review.number, done=f'nothing-{what}')}")


def _turn(request: Request, study: Study, form: Form, review: int, what: str) -> tuple[Event, ...]:
    turn = undo if what == "undone" else redo
    reviewer = session_of(request).reviewer
    return turn(study, scope_of(review), reviewer, request=wish(form, what), now=time_of(request))


ROUTES = (
    Route("/queue/undo", posted(_undo), methods=["POST"]),
    Route("/queue/redo", posted(_redo), methods=["POST"]),
)
