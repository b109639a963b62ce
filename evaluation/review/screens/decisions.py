"""What is done to a case: decided, skipped, flagged, revealed; each is stored before it is answered."""

from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from codebook import InputError
from evaluation.review.asking import session_of, settings_of
from evaluation.review.cases.answering import case_shown, gone_to, time_of, view_in, wish
from evaluation.review.cases.case_page import Asked, address, found_case, recorded, scope_of
from evaluation.review.cases.case_view import kind_of
from evaluation.review.cases.decision_form import LONGEST_NOTE, decision_of, request_of
from evaluation.review.forms import Form, posted
from evaluation.review.opening import writing
from evaluation.review.rendering import page
from runs.coding_store import latest_codebook
from runs.reviews.events import DecidedMeanwhileError, add_event
from runs.reviews.listing import review_of_case
from runs.reviews.queue import next_case, next_open_case
from runs.reviews.records import Case, CaseState, EventKind, NewEvent
from runs.reviews.showing import knows_who
from runs.study import Study


def _decide(request: Request, form: Form) -> Response:
    """Store the decision, and go on to the next case."""
    with writing(request) as study:
        asked, case = _asked(request, form, study)
        _require_case(case)
        now, knew = settings_of(request).clock(), _knew(request, study, asked)
        decision = decision_of(case, form, codes=_codes(study), revealed=knew, now=now)
        new = _event(request, asked, EventKind.DECIDED, request_of(form, decision), **decision.model_dump(mode="json"))
        return _stored(request, form, study, asked, new)


def _skip(request: Request, form: Form) -> Response:
    """Put the case off: it comes back at the end."""
    with writing(request) as study:
        asked, _ = _asked(request, form, study)
        return _stored(request, form, study, asked, _event(request, asked, EventKind.SKIPPED, wish(form, "skip")))


def _stored(request: Request, form: Form, study: Study, asked: Asked, new: NewEvent) -> Response:
    try:
        add_event(study, new, now=time_of(request), expected=_expected(form))
    except DecidedMeanwhileError as error:
        return _conflict(request, form, study, asked, error)
    return _next(request, study, asked)


def _flag(request: Request, form: Form) -> Response:
    """Flag the codebook as unclear here, or take the flag back; the case stays on the screen."""
    kind = EventKind.FLAGGED if form.get("flagged") == "1" else EventKind.UNFLAGGED
    note = form.get("flag-note", "").strip()[:LONGEST_NOTE]
    with writing(request) as study:
        asked, _ = _asked(request, form, study)
        add_event(study, _event(request, asked, kind, wish(form, kind), note=note), now=time_of(request))
        return case_shown(request, study, asked)


def _reveal(request: Request, form: Form) -> Response:
    """Show who A and B are, once that is recorded."""
    with writing(request) as study:
        asked, _ = _asked(request, form, study)
        recorded(request, study, asked, "it was asked for")
        return case_shown(request, study, asked)


def _asked(request: Request, form: Form, study: Study) -> tuple[Asked, Case]:
    """The case that a form is about.

    Raises:
        HTTPException: There is none of this number.
        InputError: It is damaged, or no case any more.
    """
    number = int(request.path_params["number"])
    review, found = review_of_case(study, number), found_case(study, number)
    if review is None:
        raise HTTPException(404)
    if not isinstance(found, Case):
        raise InputError(f"Case {number} is damaged.", why="Its SHA-256 differs.", do="Go on with the next one.")
    return Asked(review, number, view_in(form)), found


def _event(request: Request, asked: Asked, kind: EventKind, wish: str, **content: object) -> NewEvent:
    return NewEvent(
        scope=scope_of(asked.review),
        kind=kind,
        reviewer=session_of(request).reviewer,
        request=wish,
        case=asked.number,
        content=content,
    )


def _expected(form: Form) -> int:
    """The event that had put the case in its state when it was shown.

    Raises:
        InputError: The form does not say it.
    """
    said = form.get("expected", "")
    if not (said.isascii() and said.isdigit()):
        raise InputError("This is not what the page sends.", do="Reload the page, and decide again.")
    return int(said)


def _knew(request: Request, study: Study, asked: Asked) -> bool:
    """Whether the reviewer decides knowing who A and B are: nobody is shown it without a record."""
    if asked.view.names_raters or not settings_of(request).blind:
        return True
    return knows_who(study, asked.number, session_of(request).reviewer)


def _require_case(case: Case) -> None:
    """Return where the case can be decided.

    Raises:
        InputError: The raters' codings have changed, so that it is none any more.
    """
    if case.withdrawn:
        raise InputError(
            "This is no case any more.", why="The raters' codings have changed.", do="Go on with the next one."
        )


def _codes(study: Study) -> frozenset[str]:
    book = latest_codebook(study)
    return frozenset(code.name for code in book[1].codable) if book else frozenset()


def _next(request: Request, study: Study, asked: Asked) -> Response:
    """The case to decide next; the queue where none is left."""
    view = asked.view
    place = study, asked.review, view.wanted, view.sorted_by
    if view.wanted.state in (CaseState.DECIDED, CaseState.SKIPPED):
        number = next_case(*place, asked.number)
    else:
        number = next_open_case(*place, asked.number)
    if number is None or number == asked.number:
        return gone_to(request, f"/queue?{view.query(review=asked.review)}")
    return case_shown(request, study, replace(asked, number=number))


def _conflict(request: Request, form: Form, study: Study, asked: Asked, error: DecidedMeanwhileError) -> Response:
    """Both decisions side by side: the one that was stored meanwhile, and the one that was not."""
    case = found_case(study, asked.number)
    fields = {name: value for name, value in form.items() if name not in ("expected", "request")}
    return page(
        request,
        "conflict.html",
        409,
        asked=asked,
        case=case,
        kind_of=kind_of,
        found=error.event,
        is_own=error.event is not None and error.event.reviewer == session_of(request).reviewer,
        fields=fields,
        expected=case.state_event if isinstance(case, Case) else 0,
        action=request.url.path,
        request_id=settings_of(request).secret(),
        following=next_open_case(study, asked.review, asked.view.wanted, asked.view.sorted_by, asked.number),
        address=address,
    )


ROUTES = tuple(
    Route(f"/case/{{number:int}}/{name}", posted(handler), methods=["POST"])
    for name, handler in (
        ("decide", _decide),
        ("skip", _skip),
        ("flag", _flag),
        ("reveal", _reveal),
    )
)
