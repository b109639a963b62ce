"""How forms of the queue and its cases are answered: with the page that comes next, or the way to it."""

from contextlib import suppress
from dataclasses import replace
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from evaluation.review.asking import asked_by_script, session_of, settings_of
from evaluation.review.cases.case_page import Asked, address, case_page, found_case, recorded, why_shown
from evaluation.review.cases.filters import View, view_of
from evaluation.review.coding.own_blindness import would_unblind
from evaluation.review.forms import Form
from runs.errors import StudyError
from runs.reviews.showing import knows_who
from runs.study import Study

MESSAGES = {
    "undone": "Undone: this case is as it was before.",
    "redone": "Done again.",
    "nothing-undone": "There is nothing of yours left to undo.",
    "nothing-redone": "There is nothing to do again.",
}


def view_in(form: Form) -> View:
    """The cases that a form's page was about.

    Raises:
        InputError: It asks for what there is not.
    """
    return view_of(dict(parse_qsl(form.get("view", ""))))


def wish(form: Form, what: str) -> str:
    """What names the wish that a form sends, so that the same form sent twice is one wish."""
    return f"{form.get('request', '')} {what}"


def time_of(request: Request) -> str:
    """The time now, ISO 8601 in UTC."""
    return settings_of(request).clock().isoformat()


def case_shown(request: Request, study: Study, asked: Asked, done: str = "") -> Response:
    """The page of a case; without a script, the way to it."""
    if not asked_by_script(request):
        more = {"done": done} if done else {}
        return RedirectResponse(address(asked.number, asked.view, **more), 303)
    if would_unblind(request, study, asked.number):
        return gone_to(request, address(asked.number, asked.view))
    found = found_case(study, asked.number)
    if why := why_shown(found, asked.view, blind=settings_of(request).blind):
        with suppress(StudyError):
            recorded(request, study, asked, why)
    knows = knows_who(study, asked.number, session_of(request).reviewer)
    return case_page(request, study, replace(asked, message=MESSAGES.get(done, "")), found, knows=knows)


def gone_to(request: Request, path: str) -> Response:
    """The way to another page."""
    if asked_by_script(request):
        return Response(status_code=200, headers={"HX-Redirect": path})
    return RedirectResponse(path, 303)
