"""History: everything that was done in reviews, newest first, and the way back to any point."""

from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from codebook import InputError
from evaluation.review.asking import session_of, settings_of
from evaluation.review.forms import Form, posted
from evaluation.review.opening import reading, writing
from evaluation.review.records.history_words import said
from evaluation.review.rendering import page
from runs.reviews.history import (
    GOES_BACK,
    HistoryFilter,
    done_after,
    event_numbered,
    page_of_history,
    scopes_and_reviewers,
    undo_back_to,
)
from runs.reviews.records import Event, EventKind
from runs.study import Study
from runs.transcript_store import documents

ON_A_PAGE = 50
LISTED = 20
"""How many events a confirmation names one by one."""
GREATEST = (1 << 63) - 1


def history(request: Request) -> Response:
    """A page of the history."""
    wanted, before = _wanted(request), _number(request.query_params.get("before", ""))
    with reading(request) as study:
        found = page_of_history(study, wanted, before=before, limit=ON_A_PAGE + 1)
        scopes, reviewers = scopes_and_reviewers(study)
        names = documents(study)
    filters = wanted.model_dump(mode="json", exclude_none=True)
    more = {**filters, "before": found[ON_A_PAGE - 1].event.number} if len(found) > ON_A_PAGE else None
    return page(
        request,
        "history.html",
        rows=[(each, said(each)) for each in found[:ON_A_PAGE]],
        wanted=wanted,
        filters=urlencode(filters),
        more=urlencode(more) if more else "",
        is_first=before is None,
        scopes=scopes,
        reviewers=reviewers,
        documents=names,
        kinds=tuple(EventKind),
        undoable=frozenset(GOES_BACK),
        undone=_number(request.query_params.get("undone", "")),
    )


def before_undoing(request: Request) -> Response:
    """The page that says what would be undone, and asks."""
    with reading(request) as study:
        return _preview(request, study, _own_event(request, study))


def _preview(request: Request, study: Study, event: Event, *, changed: bool = False) -> Response:
    targets = done_after(study, event)
    shown = page_of_history(study, HistoryFilter(scope=event.scope, reviewer=event.reviewer), limit=LISTED * 5)
    numbers = {target.number for target in targets}
    return page(
        request,
        "undoing.html",
        409 if changed else 200,
        event=event,
        targets=targets,
        rows=[(each, said(each)) for each in shown if each.event.number in numbers][:LISTED],
        changed=changed,
        request_id=settings_of(request).secret(),
    )


def _undo(request: Request, form: Form) -> Response:
    """Undo everything behind the event, if it is still what the page said."""
    token = form.get("request", "")
    if not token:
        raise InputError("This cannot be used.", do="Go back to the history, and try again.")
    with writing(request) as study:
        event = _own_event(request, study)
        with study.writing():
            targets = undo_back_to_known(study, event, form, token, settings_of(request).clock().isoformat())
        if targets is None:
            return _preview(request, study, event, changed=True)
    return RedirectResponse(f"/history?undone={len(targets)}", 303)


def undo_back_to_known(study: Study, event: Event, form: Form, token: str, now: str) -> tuple[Event, ...] | None:
    """What was undone; None, and nothing is, where it would be something else than what was shown."""
    known = form.get("last", "")
    targets = done_after(study, event)
    last = str(targets[0].number) if targets else ""
    if targets and (known, form.get("count", "")) != (last, str(len(targets))):
        return None
    return undo_back_to(study, event, request=token, now=now)


def _own_event(request: Request, study: Study) -> Event:
    """The event of the address, where it is one's own."""
    event = event_numbered(study, min(int(request.path_params["event"]), GREATEST))
    if event is None:
        raise HTTPException(404)
    if event.reviewer != session_of(request).reviewer:
        raise InputError(
            "This cannot be undone here.",
            why="It was done under another name, and everybody undoes only what they did.",
            do="Ask who did it, or decide the cases anew.",
        )
    return event


def _wanted(request: Request) -> HistoryFilter:
    given = request.query_params
    kind = given.get("kind", "")
    return HistoryFilter(
        reviewer=given.get("reviewer") or None,
        kind=EventKind(kind) if kind in set(EventKind) else None,
        scope=given.get("scope") or None,
        document=given.get("document") or None,
        case=_number(given.get("case", "")),
    )


def _number(text: str) -> int | None:
    return min(int(text), GREATEST) if text.isascii() and text.isdigit() and len(text) < 20 else None


ROUTES = (
    Route("/history", history),
    Route("/history/back-to/{event:int}", before_undoing),
    Route("/history/back-to/{event:int}", posted(_undo), methods=["POST"]),
)
