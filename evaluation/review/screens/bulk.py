"""Decide many at once: a look at what would be done, then all of it in one batch that one undo takes back."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from codebook import InputError
from evaluation.review.asking import session_of, settings_of
from evaluation.review.cases.answering import time_of, view_in
from evaluation.review.cases.bulk import UNCONFIRMED, Plan, plan_of, reveals
from evaluation.review.cases.case_page import address, scope_of
from evaluation.review.cases.choosing import review_asked_for
from evaluation.review.forms import Form, posted
from evaluation.review.opening import reading, writing
from evaluation.review.rendering import page
from runs.reviews.events import add_events, events_of_batch
from runs.reviews.records import EventKind, NewEvent, Review
from runs.study import Study

WORDS = {"both": "All codes of both raters hold", "neither": "None of the codes in dispute holds"}


def bulk(request: Request) -> Response:
    """What deciding all of a view in one way would do."""
    with reading(request) as study:
        return _look(request, study, request.query_params)


def _look(request: Request, study: Study, asked: Form, problem: InputError | None = None) -> Response:
    review, view, choice = review_asked_for(study, asked.get("review", "")), view_in(asked), asked.get("choice", "")
    return page(
        request,
        "bulk.html",
        422 if problem else 200,
        review=review,
        view=view,
        choice=choice,
        words=_words(review, choice),
        plan=plan_of(study, review, view, choice, reviewer=session_of(request).reviewer),
        reveals=reveals(choice, view),
        problem=problem,
        unconfirmed=UNCONFIRMED,
        address=address,
        request_id=settings_of(request).secret(),
    )


def _words(review: Review, choice: str) -> str:
    names = dict(zip(("first", "second"), review.design.raters, strict=True))
    return f"The codes of {names[choice]} hold" if choice in names else WORDS.get(choice, "")


def _decide(request: Request, form: Form) -> Response:
    """Decide all of a view, where they are still as many as were looked at."""
    with writing(request) as study:
        review, view, choice = review_asked_for(study, form.get("review", "")), view_in(form), form.get("choice", "")
        try:
            with study.writing():
                plan = plan_of(study, review, view, choice, reviewer=session_of(request).reviewer)
                done = len(events_of_batch(study, form.get("request", "")))
                if not done:
                    _require_confirmed(plan, form)
                    done = len(add_events(study, _events(request, form, review, plan), now=time_of(request)))
        except InputError as error:
            return _look(request, study, form, error)
    return RedirectResponse(f"/queue?{view.query(review=review.number, done='decided', turned=done)}", 303)


def _require_confirmed(plan: Plan, form: Form) -> None:
    """Return where what is to be decided is what was looked at.

    Raises:
        InputError: There are more or fewer by now, or their number was not typed.
    """
    count = str(len(plan.cases))
    if not form.get("request"):
        raise InputError("This is not what the page sends.", do="Look again, then confirm.")
    if form.get("count") != count:
        raise InputError(f"There are now {count} cases, not as many as you looked at.", do="Look again, then confirm.")
    if len(plan.cases) > UNCONFIRMED and form.get("confirmed", "").strip().replace(",", "") != count:
        raise InputError("The number that was typed is another one.", do=f"Type {count} to decide all of them.")


def _events(request: Request, form: Form, review: Review, plan: Plan) -> list[NewEvent]:
    wish = form.get("request", "")
    return [
        NewEvent(
            scope=scope_of(review.number),
            kind=EventKind.DECIDED,
            reviewer=session_of(request).reviewer,
            request=f"{wish} {case.number}",
            case=case.number,
            content=decision.model_dump(mode="json"),
            batch=wish,
        )
        for case, decision in plan.cases
    ]


ROUTES = (Route("/queue/bulk", bulk), Route("/queue/bulk", posted(_decide), methods=["POST"]))
