"""Documents: the list of interviews, and one interview with everyone's codes beside it."""

from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from evaluation.review.asking import app_of, session_of, settings_of
from evaluation.review.forms import Form, posted
from evaluation.review.interviews.document_page import Wanted, document_page
from evaluation.review.interviews.minimap import WIDTH, reach
from evaluation.review.interviews.windows import Window, window_numbered
from evaluation.review.opening import reading, writing
from evaluation.review.rendering import page
from runs import Transcript
from runs.coding_store import raters
from runs.document_overview import overviews
from runs.reviews.blind_coding import interviews_coded_blind
from runs.reviews.case_places import open_cases
from runs.reviews.cases import reviews
from runs.reviews.showing import note_shown, was_shown
from runs.study import Study
from runs.transcript_store import document_of, documents

A_PAGE = 50
"""Interviews of the list."""


def listed(request: Request) -> Response:
    """The list of interviews."""
    after = _number(request.query_params.get("after", ""))
    with reading(request) as study:
        found = overviews(study, after=after, limit=A_PAGE + 1)
        begun = reviews(study)
        numbers = [each.number for each in found]
        return page(
            request,
            "documents.html",
            found=found[:A_PAGE],
            more=found[A_PAGE - 1].number if len(found) > A_PAGE else None,
            after=after,
            count=len(documents(study)),
            raters=raters(study),
            reachable=app_of(request).paths,
            open_cases=open_cases(study, begun[-1].number, numbers) if begun else None,
        )


def document(request: Request) -> Response:
    """One interview."""
    reviewer, wanted = session_of(request).reviewer, _wanted(request)
    with reading(request) as study:
        name = _name(study, request)
        others = [rater for rater in raters(study) if rater != reviewer]
        is_shown = was_shown(study, name, reviewer)
        shown = document_page(
            study,
            app_of(request).texts.transcript(study, name),
            wanted,
            reviewer,
            of_others=is_shown,
            with_cases=name not in interviews_coded_blind(study, reviewer),
        )
    length = len(shown.transcript.text)
    return page(
        request,
        "document.html",
        number=request.path_params["number"],
        name=name,
        wanted=wanted,
        shown=shown,
        is_shown=is_shown,
        others=len(others),
        width=WIDTH,
        view=reach(shown.window.start, shown.window.end, length),
        windows=_windows(shown.transcript, shown.window),
        wish=settings_of(request).secret(),
        clock=_clock,
        styles={column.name: column.style for column in shown.columns},
        has_queue="/queue" in app_of(request).paths,
        in_queue=urlencode({"document": name, "order": "text"}, errors="replace"),
    )


def _show(request: Request, form: Form) -> Response:
    """Record that others' codes are shown from now on, then show them."""
    number = request.path_params["number"]
    with writing(request) as study:
        name = _name(study, request)
        note_shown(
            study,
            name,
            session_of(request).reviewer,
            request=form.get("wish") or settings_of(request).secret(),
            now=settings_of(request).clock().isoformat(),
        )
    return RedirectResponse(f"/document/{number}?at={_number(form.get('at', ''))}", 303)


def _name(study: Study, request: Request) -> str:
    """The interview that is asked for.

    Raises:
        HTTPException: There is none of this number.
    """
    name = document_of(study, request.path_params["number"])
    if name is None:
        raise HTTPException(404)
    return name


def _wanted(request: Request) -> Wanted:
    query = request.query_params
    chosen = frozenset(map(_number, query.getlist("rater")))
    return Wanted(
        _number(query.get("at", "")),
        chosen if "chosen" in query else None,
        frozenset(query.getlist("code")),
    )


def _number(given: str) -> int:
    """A number from an address; 0 where it is none."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 12 else 0


def _windows(transcript: Transcript, window: Window) -> dict[str, Window]:
    """The windows to go to from this one, by what they are called."""
    to = {
        "First part": 0,
        "Part before": window.number - 1,
        "Next part": window.number + 1,
        "Last part": window.windows - 1,
    }
    return {
        name: window_numbered(transcript, number)
        for name, number in to.items()
        if 0 <= number < window.windows and number != window.number
    }


def _clock(milliseconds: int) -> str:
    """A time in a recording."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


ROUTES = (
    Route("/documents", listed),
    Route("/document/{number:int}", document),
    Route("/document/{number:int}/show", posted(_show), methods=["POST"]),
)
