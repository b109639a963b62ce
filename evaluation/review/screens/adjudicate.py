"""Adjudicate: one case, its text and what A and B said of it, to be decided."""

from contextlib import suppress

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from evaluation.review.asking import session_of, settings_of
from evaluation.review.cases.answering import MESSAGES, time_of, view_in, wish
from evaluation.review.cases.case_page import Asked, address, case_page, found_case, recorded, why_shown
from evaluation.review.cases.case_text import CONTEXTS
from evaluation.review.cases.filters import view_of
from evaluation.review.coding.own_blindness import asking_before_case, would_unblind
from evaluation.review.forms import Form, posted
from evaluation.review.opening import may_decide, reading, writing
from runs.errors import StudyError
from runs.reviews.blind_coding import note_codes_seen
from runs.reviews.listing import review_of_case
from runs.reviews.showing import knows_who
from runs.study import Study


def case(request: Request) -> Response:
    """The page of one case.

    Who A and B are is shown once it is decided, or where the filter tells it anyway; that they are shown is recorded
    first, and they are not where it cannot be. Whoever still codes the interview blind is asked before anything.
    """
    with reading(request) as study:
        asked = asked_for(request, study)
        if would_unblind(request, study, asked.number):
            return asking_before_case(request, study, asked)
        knows, why = _knows(request, study, asked)
    if why:
        knows = _recorded(request, asked, why)
    with reading(request) as study:
        return case_page(request, study, asked, found_case(study, asked.number), knows=knows)


def asked_for(request: Request, study: Study) -> Asked:
    """The case that an address names, among those that it asks for.

    Raises:
        HTTPException: There is none of this number.
        InputError: The filters cannot be used.
    """
    number = int(request.path_params["number"])
    review = review_of_case(study, number)
    if review is None:
        raise HTTPException(404)
    context = request.query_params.get("context", "")
    return Asked(
        review=review,
        number=number,
        view=view_of(request.query_params),
        context=int(context) if context in {str(each) for each in CONTEXTS} else CONTEXTS[0],
        message=MESSAGES.get(request.query_params.get("done", ""), ""),
    )


def _knows(request: Request, study: Study, asked: Asked) -> tuple[bool, str]:
    """Whether the one who asks is shown who is who; and why, where that is still to be recorded."""
    settings = settings_of(request)
    why = why_shown(found_case(study, asked.number), asked.view, blind=settings.blind)
    seen = knows_who(study, asked.number, session_of(request).reviewer)
    return (True, "") if seen else (bool(why), why if may_decide(settings) else "")


def _recorded(request: Request, asked: Asked, why: str) -> bool:
    with suppress(StudyError), writing(request) as study:
        recorded(request, study, asked, why)
        return True
    return False


def _look(request: Request, form: Form) -> Response:
    """The way to a case of an interview that one still codes, once it is on the disk that one is shown it."""
    number = int(request.path_params["number"])
    with writing(request) as study:
        document, reviewer = found_case(study, number).document, session_of(request).reviewer
        note_codes_seen(study, reviewer, document, request=wish(form, "look"), now=time_of(request))
    return RedirectResponse(address(number, view_in(form)), 303)


ROUTES = (
    Route("/case/{number:int}", case),
    Route("/case/{number:int}/look", posted(_look), methods=["POST"]),
)
