"""Codebook: what each code means, how often it was given, where it is unclear, and how its versions differ."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from codebook import Code, Codebook, InputError
from codebook.changes import changes_between
from evaluation.reports.shown import shown
from evaluation.review.asking import app_of, session_of, settings_of
from evaluation.review.cases.answering import time_of
from evaluation.review.cases.case_view import is_case
from evaluation.review.codebooks.asking_again import asked_again
from evaluation.review.codebooks.code_form import LISTS, entries
from evaluation.review.codebooks.codebook_page import alphas, counts, tree
from evaluation.review.figures.asked_figures import AskedFigures
from evaluation.review.forms import Form, posted
from evaluation.review.opening import reading, writing
from evaluation.review.rendering import page
from runs.codebook_versions import put_in_use, version, versions
from runs.coding_store import latest_codebook, raters_who_coded
from runs.reviews.blind_coding import interviews_coded_blind
from runs.reviews.flags import flagged_by_code, flags
from runs.study import Study

MOST_FLAGS = 50


def codebook(request: Request) -> Response:
    """The page of all codes; where counting takes long, one that waits for the counts."""
    with reading(request) as study:
        book = latest_codebook(study)
        if book is None:
            return page(request, "codebook_empty.html")
        return page(
            request,
            "codebook.html",
            book=book[1],
            codes=tree(book[1]),
            flagged=flagged_by_code(study),
            **_flags(request, study),
            versions=versions(study),
            request_id=settings_of(request).secret(),
            saved="saved" in request.query_params,
            **_figures(request, study),
        )


def code(request: Request) -> Response:
    """The page of one code."""
    with reading(request) as study:
        book, found = code_asked_for(request, study)
        name = found.name
        return page(
            request,
            "code.html",
            book=book,
            number=int(request.path_params["number"]),
            code=found,
            numbers={each.name: number for number, each in enumerate(book.codes, 1)},
            lists=[(field, entries(found, field.name)) for field in LISTS],
            **_flags(request, study, name),
            flagged=flagged_by_code(study).get(name, 0),
            figures=AskedFigures(codes=(name,)).query(),
            saved="saved" in request.query_params,
            **_figures(request, study),
        )


def code_asked_for(request: Request, study: Study) -> tuple[Codebook, Code]:
    """The codebook in use, and the code whose number the address names.

    Raises:
        HTTPException: There is none.
    """
    number, book = int(request.path_params["number"]), latest_codebook(study)
    if book is None or not 1 <= number <= len(book[1].codes):
        raise HTTPException(404)
    return book[1], book[1].codes[number - 1]


def _flags(request: Request, study: Study, code: str | None = None) -> dict[str, Any]:
    """The flags, but for those in interviews that the reader is to code yet: their cases show others' codes."""
    found = flags(study, code, limit=MOST_FLAGS)
    own = interviews_coded_blind(study, session_of(request).reviewer)
    seen = [flag for flag in found if flag.case.document not in own]
    return {"flags": seen, "withheld": len(found) - len(seen)}


def _figures(request: Request, study: Study) -> dict[str, Any]:
    """How often codes were given, and how far raters agree on them."""
    kept, coded = app_of(request).kept, raters_who_coded(study)
    return {
        "raters": coded,
        "given": counts(kept, study) if coded else None,
        "alphas": alphas(kept, study),
        "shown": shown,
        "is_case": is_case,
    }


def changes(request: Request) -> Response:
    """What changed between two versions, and what taking the one up again would mean."""
    query = request.query_params
    with reading(request) as study:
        known = versions(study)
        if len(known) < 2:
            raise InputError("The study holds one version of the codebook.", do="Change a code, and look again.")
        before, after = query.get("from") or known[1].fingerprint, query.get("to") or known[0].fingerprint
        return page(
            request,
            "codebook_changes.html",
            versions=known,
            before=before,
            after=after,
            changes=changes_between(version(study, before), version(study, after)),
            again=asked_again(study, app_of(request).runs, after, settings_of(request).clock()),
            request_id=settings_of(request).secret(),
        )


def _use(request: Request, form: Form) -> Response:
    """Take an earlier version up again."""
    if not form.get("request"):
        raise InputError("This is not what the page sends.", do="Go back to the codebook, and try again.")
    with writing(request) as study:
        put_in_use(
            study,
            version(study, form.get("version", "")),
            reviewer=session_of(request).reviewer,
            note=form.get("note", "").strip(),
            request=form["request"],
            now=time_of(request),
        )
    return RedirectResponse("/codebook?saved=1", 303)


ROUTES = (
    Route("/codebook", codebook),
    Route("/codebook/changes", changes),
    Route("/codebook/use", posted(_use), methods=["POST"]),
    Route("/codebook/{number:int}", code),
)
