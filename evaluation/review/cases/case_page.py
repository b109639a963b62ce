"""The page of a case: read from the study, and shown with no more than its reader may know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from evaluation.review.asking import app_of, display_of, session_of, settings_of
from evaluation.review.cases.case_text import CONTEXTS, ShownTurn, marks_of, turns_of
from evaluation.review.cases.case_view import (
    Who,
    cards_of,
    in_play,
    is_case,
    is_settled,
    kind_of,
    options_of,
    rows_of,
    whos_of,
)
from evaluation.review.cases.filters import View
from evaluation.review.cases.instructing import reads_like_an_instruction
from evaluation.review.cases.progress import progress_of
from evaluation.review.opening import may_decide
from evaluation.review.rendering import page
from runs.coding_store import latest_codebook, raters
from runs.errors import DamagedStudyError
from runs.ledger.prompts import prompts_of_runs
from runs.reviews.blind_coding import interviews_coded_blind
from runs.reviews.events import add_event
from runs.reviews.listing import Listed, listed_before, listed_case, listed_cases
from runs.reviews.queue import next_case, previous_case
from runs.reviews.records import Case, CaseState, EventKind, NewEvent, Reason
from runs.study import Study
from runs.transcript_store import document_number

BEFORE, BEHIND = 3, 9
"""Cases in the strip of the queue on either side of the one that is shown."""


@dataclass(frozen=True)
class Asked:
    """Which case is to be shown, and how.

    Attributes:
        review: The number of its review.
        number: Its number.
        view: The cases among which it stands.
        context: How many turns are shown on either side.
        message: What was done just now, in words.
    """

    review: int
    number: int
    view: View
    context: int = CONTEXTS[0]
    message: str = ""


def found_case(study: Study, number: int) -> Listed:
    """The case of a number.

    Raises:
        HTTPException: There is none.
    """
    found = listed_case(study, number)
    if found is None:
        raise HTTPException(404)
    return found


def why_shown(found: Listed, view: View, *, blind: bool) -> str:
    """Why who is who is shown to whoever looks at a case; empty where it is not."""
    if not blind:
        return "the review is not blind"
    if view.names_raters:
        return "the filter tells it"
    return "it is decided" if isinstance(found, Case) and found.state is CaseState.DECIDED else ""


def case_page(request: Request, study: Study, asked: Asked, found: Listed, *, knows: bool) -> Response:
    """The page of one case.

    Args:
        request: What is answered.
        study: The study.
        asked: Which case, and how.
        found: The case, or what is left of it.
        knows: Whether to show who A and B are; it must have been recorded.
    """
    values = _shared(request, study, asked)
    if not isinstance(found, Case):
        return _answer(request, asked, "case_damaged.html", values | {"damaged": found})
    try:
        turns = turns_of(found, app_of(request).texts.transcript(study, found.document), asked.context)
    except DamagedStudyError:
        return _answer(request, asked, "case_damaged.html", values | {"damaged": found})
    return _answer(
        request, asked, "case.html", values | _case(request, study, found, turns, asked.context, knows=knows)
    )


def _answer(request: Request, asked: Asked, template: str, values: Mapping[str, Any]) -> Response:
    answer = page(request, template, **values)
    answer.headers["HX-Push-Url"] = address(asked.number, asked.view)
    return answer


def address(number: int, view: View, **more: Any) -> str:
    """The address of a case among others."""
    query = view.query(**more)
    return f"/case/{number}?{query}" if query else f"/case/{number}"


def _shared(request: Request, study: Study, asked: Asked) -> dict[str, Any]:
    """What stands around any case, also a damaged one."""
    view, number = asked.view, asked.number
    beside = study, asked.review, view.wanted, view.sorted_by
    return {
        "asked": asked,
        "view": view,
        "address": address,
        "message": asked.message,
        "progress": progress_of(study, asked.review, view, number),
        "previous": previous_case(*beside, number),
        "following": next_case(*beside, number),
        "before": listed_before(*beside, before=number, limit=BEFORE),
        "behind": listed_cases(*beside, after=number, limit=BEHIND),
        "kind_of": kind_of,
        "is_case": is_case,
        "coded_blind": interviews_coded_blind(study, session_of(request).reviewer),
        "request_id": settings_of(request).secret(),
        "opened": settings_of(request).clock().isoformat(),
        "delay": display_of(request).delay,
    }


def _case(
    request: Request, study: Study, case: Case, turns: tuple[ShownTurn, ...], context: int, *, knows: bool
) -> dict[str, Any]:
    book = latest_codebook(study)
    codes = {code.name: code for code in book[1].codes} if book else {}
    return {
        "case": case,
        "turns": turns,
        "marks": marks_of(case),
        "cards": cards_of(case),
        "options": options_of(case),
        "rows": rows_of(case),
        "whos": _whos(study, case) if knows else None,
        "definitions": in_play(case, codes),
        "codable": [code.name for code in codes.values() if code.codable],
        "reasons": list(Reason),
        "can_decide": may_decide(settings_of(request)) and not case.withdrawn,
        "is_settled": is_settled(case),
        "more_context": next((each for each in CONTEXTS if each > context), None),
        "paths": app_of(request).paths,
        "in_document": _in_document(request, study, case),
        "instructs": reads_like_an_instruction(case.passage),
    }


def _in_document(request: Request, study: Study, case: Case) -> str:
    """The address of the case in its interview; empty where that is no screen."""
    number = document_number(study, case.document)
    return f"/document/{number}?at={case.start}#case-{case.number}" if "/documents" in app_of(request).paths else ""


def _whos(study: Study, case: Case) -> tuple[Who, ...]:
    return whos_of(case, raters(study), prompts_of_runs(study))


def recorded(request: Request, study: Study, asked: Asked, why: str) -> None:
    """Record that the one who asks is shown who A and B are; once is enough.

    Raises:
        StudyError: It cannot be stored.
    """
    reviewer = session_of(request).reviewer
    new = NewEvent(
        scope=scope_of(asked.review),
        kind=EventKind.REVEALED,
        reviewer=reviewer,
        request=f"case {asked.number} was shown to {reviewer}",
        case=asked.number,
        content={"because": why},
    )
    add_event(study, new, now=settings_of(request).clock().isoformat())


def scope_of(review: int) -> str:
    """Where the events of a review belong."""
    return f"review {review}"
