"""Queue: the cases of a review, which of them are done, and which comes next."""

import hashlib
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from codebook import InputError
from evaluation.review.asking import app_of, session_of, settings_of
from evaluation.review.cases.answering import MESSAGES
from evaluation.review.cases.case_page import address
from evaluation.review.cases.case_view import SHOWN_KINDS, is_case, kind_of
from evaluation.review.cases.choosing import alike, chosen, design_of, review_asked_for, standings
from evaluation.review.cases.filters import KINDS, ORDERS, View, view_of
from evaluation.review.cases.progress import progress_of
from evaluation.review.cases.rounds import current_review, new_items, pairs_to_review
from evaluation.review.forms import Form, posted
from evaluation.review.opening import reading, writing
from evaluation.review.rendering import page
from runs import Unit
from runs.coding_store import raters
from runs.ledger.prompts import prompts_of_runs
from runs.reviews.blind_coding import interviews_coded_blind
from runs.reviews.listing import listed_cases, place_of
from runs.reviews.queue import count_by, next_open_case
from runs.reviews.records import CaseState, Review
from runs.study import Study

ROWS = 50
COUNTED = ("documents", "codes", "speakers", "reviewers")


def queue(request: Request) -> Response:
    """The queue of a review; the form that begins one where there is none."""
    query = request.query_params
    with reading(request) as study:
        found = standings(study)
        review = chosen(study, [each.review for each in found], query.get("review", ""))
        if review is None:
            return _first(request, study)
        view = view_of(query)
        return page(
            request,
            "queue.html",
            **_beginning(study),
            **_queue(study, review, view, _number(query.get("after", ""))),
            standings=found,
            done=_done(query.get("done", ""), _number(query.get("turned", ""))),
            request_id=settings_of(request).secret(),
            paths=app_of(request).paths,
            coded_blind=interviews_coded_blind(study, session_of(request).reviewer),
        )


def _first(request: Request, study: Study, problem: InputError | None = None) -> Response:
    pairs = pairs_to_review(study)
    shared = _beginning(study) | {
        "problem": problem,
        "pair": pairs[0].raters if pairs else (*raters(study), "", "")[:2],
    }
    return page(request, "queue_first.html", 422 if problem else 200, **shared)


def _beginning(study: Study) -> dict[str, Any]:
    """What the form needs that begins a review."""
    return {"raters": tuple(raters(study).values()), "units": tuple(Unit), "problem": None}


def _queue(study: Study, review: Review, view: View, after: int | None) -> dict[str, Any]:
    place = study, review.number, view.wanted, view.sorted_by
    rows = listed_cases(*place, after=after, limit=ROWS + 1)
    return {
        "review": review,
        "view": view,
        "address": address,
        "rows": rows[:ROWS],
        "first": place_of(*place, rows[0].number) if rows else 0,
        "after": rows[ROWS - 1].number if len(rows) > ROWS else None,
        "is_later": after is not None,
        "progress": progress_of(study, review.number, view),
        "all_of_it": progress_of(study, review.number, View()),
        "to_decide": next_open_case(*place, None),
        "kind_of": kind_of,
        "is_case": is_case,
        "choices": _choices(study, review),
        "news": new_items(study, review),
    }


def _choices(study: Study, review: Review) -> dict[str, Any]:
    """What can be filtered by, and how far each document and code is."""
    counts = {name: count_by(study, review.number, name.removesuffix("s")) for name in COUNTED}
    return {
        **counts,
        "pairs": {name: [(each.name, _named(each.name)) for each in found] for name, found in counts.items()},
        "kinds": [(kind, SHOWN_KINDS[kind][1] if kind in SHOWN_KINDS else "A only or B only") for kind in KINDS],
        "states": [(state, state) for state in CaseState],
        "runs": [(run, f"run {run}") for run in prompts_of_runs(study)],
        "orders": tuple(ORDERS.items()),
    }


def _named(name: str) -> str:
    return name or "(no name)"


def _done(what: str, cases: int | None) -> str:
    """What was done just now to many cases, in words."""
    many = f"{cases:,} cases" if cases else ""
    said = {
        "decided": f"{many} decided. Undo takes all of them back.",
        "undone": f"Undone: {many} are as they were before.",
        "redone": f"Done again: {many} are decided.",
    }
    if not many:
        return MESSAGES.get(what, "")
    return said.get(what, "")


def _begin(request: Request, form: Form) -> Response:
    """Begin a review, and go to its queue; one of the same design is gone on with."""
    settings = settings_of(request)
    seed = int.from_bytes(hashlib.sha256(settings.secret().encode()).digest()[:4])
    with writing(request) as study:
        try:
            design = design_of(form, tuple(raters(study)), seed)
            review = current_review(study, alike(study, design) or design, now=settings.clock().isoformat()).review
        except InputError as error:
            return _first(request, study, error)
    return RedirectResponse(f"/queue?review={review.number}", 303)


def _update(request: Request, form: Form) -> Response:
    """Bring a review up to date with the codings."""
    with writing(request) as study:
        review = review_asked_for(study, form.get("review", ""))
        current_review(study, review.design, now=settings_of(request).clock().isoformat())
    return RedirectResponse(f"/queue?review={review.number}", 303)


def news(request: Request) -> Response:
    """What is new in the codings since the queue was drawn up; nothing on the page moves by it."""
    with reading(request) as study:
        review = review_asked_for(study, request.query_params.get("review", ""))
        return page(request, "queue_news.html", review=review, news=new_items(study, review))


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() else None


ROUTES = (
    Route("/queue", queue),
    Route("/queue/news", news),
    Route("/queue/begin", posted(_begin), methods=["POST"]),
    Route("/queue/update", posted(_update), methods=["POST"]),
)
