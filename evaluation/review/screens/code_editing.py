"""Changing what a code says: the form, a look at what would change, and another version of the codebook."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from codebook import Code, Codebook, InputError, lint
from codebook.changes import changes_between
from evaluation.review.asking import app_of, session_of, settings_of
from evaluation.review.cases.answering import time_of
from evaluation.review.codebooks.asking_again import asked_again
from evaluation.review.codebooks.code_form import LISTS, LONGEST, MORE, edited, entries, with_code
from evaluation.review.forms import Form, posted
from evaluation.review.opening import may_decide, reading, writing
from evaluation.review.rendering import page
from evaluation.review.screens.codebooks import code_asked_for
from runs.codebook_versions import put_in_use
from runs.reviews.events import event_of_request
from runs.study import Study

LONGEST_NOTE = 2000


def edit(request: Request) -> Response:
    """The form of a code."""
    if not may_decide(settings_of(request)):
        raise InputError("Nothing can be changed here.", why="The study is open to look at only.")
    with reading(request) as study:
        book, code = code_asked_for(request, study)
        return _form(request, study, book, code)


def _form(
    request: Request,
    study: Study,
    book: Codebook,
    code: Code,
    *,
    changed: Codebook | None = None,
    note: str = "",
    problem: InputError | None = None,
) -> Response:
    """The form, with what would change where that was asked for."""
    now = settings_of(request).clock()
    return page(
        request,
        "code_edit.html",
        422 if problem else 200,
        number=int(request.path_params["number"]),
        code=code,
        base=book.fingerprint,
        changed=changed,
        changes=changes_between(book, changed) if changed else None,
        again=asked_again(study, app_of(request).runs, changed.fingerprint, now) if changed else (),
        findings=[each for each in lint(changed) if each.code == code.name] if changed else [],
        lists=[(field, [*entries(code, field.name), *[""] * MORE]) for field in LISTS],
        note=note,
        longest=LONGEST,
        longest_note=LONGEST_NOTE,
        problem=problem,
        request_id=settings_of(request).secret(),
    )


def _look(request: Request, form: Form) -> Response:
    """What the form would change."""
    with reading(request) as study:
        return _looked(request, study, *_code_meant(request, study, form), form)


def _code_meant(request: Request, study: Study, form: Form) -> tuple[Codebook, Code]:
    """The codebook in use, and the code that the form is about.

    Raises:
        InputError: Another code has the number by now.
    """
    book, code = code_asked_for(request, study)
    if form.get("name") != code.name:
        raise InputError("The codes stand in another order by now.", do="Go to the codebook, and choose the code.")
    return book, code


def _looked(
    request: Request, study: Study, book: Codebook, code: Code, form: Form, problem: InputError | None = None
) -> Response:
    if form.get("base") != book.fingerprint:
        problem = InputError(
            "The codebook has changed since you began.",
            why="Somebody, or another window, put another version in use.",
            do=f"Look at what your text for {code.name!r} would change now, before you save it.",
        )
    new = edited(code, form)
    changed, note = with_code(book, new), form.get("note", "")
    return _form(request, study, book, new, changed=changed, note=note, problem=problem)


def _save(request: Request, form: Form) -> Response:
    """Put the version in use that was looked at."""
    if not form.get("request"):
        raise InputError("This is not what the page sends.", do="Go back to the code, and try again.")
    with writing(request) as study:
        if event_of_request(study, form["request"]):
            return _saved(request)
        book, code = _code_meant(request, study, form)
        changed = with_code(book, edited(code, form))
        if form.get("base") != book.fingerprint or form.get("looked") != changed.fingerprint:
            problem = InputError("The text has changed since you looked.", do="Look at what changes now, then save.")
            return _looked(request, study, book, code, form, problem)
        put_in_use(
            study,
            changed,
            reviewer=session_of(request).reviewer,
            note=form.get("note", "").strip()[:LONGEST_NOTE],
            request=form["request"],
            now=time_of(request),
        )
    return _saved(request)


def _saved(request: Request) -> Response:
    return RedirectResponse(f"/codebook/{request.path_params['number']}?saved=1", 303)


ROUTES = (
    Route("/codebook/{number:int}/edit", edit),
    Route("/codebook/{number:int}/edit", posted(_look), methods=["POST"]),
    Route("/codebook/{number:int}/save", posted(_save), methods=["POST"]),
)
