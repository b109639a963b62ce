"""Pages that show a rater's codes: asked about once for each interview, and recorded, before anything is seen."""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from evaluation.review.asking import session_of, settings_of
from evaluation.review.forms import Form
from evaluation.review.opening import may_decide, writing
from evaluation.review.rendering import page
from runs.reviews.showing import note_shown, was_shown
from runs.study import Study


def blind_to(request: Request, study: Study, documents: Iterable[str]) -> tuple[str, ...]:
    """Those of some interviews in which the person has not been shown others' codes, and still decides blind.

    Where nothing can be decided, nothing can be spoilt and nothing recorded: no interview is named.
    """
    settings = settings_of(request)
    if not settings.blind or not may_decide(settings):
        return ()
    reviewer = session_of(request).reviewer
    return tuple(document for document in documents if not was_shown(study, document, reviewer))


def asking_first(request: Request, documents: tuple[str, ...], what: str, *, back: str) -> Response:
    """The page that asks whether codes of these interviews are to be shown; its form is sent to the page's address.

    Args:
        request: Of the page that would show them.
        documents: The interviews.
        what: What the page shows, to stand after "This page shows".
        back: Where one goes who would rather not.
    """
    token = settings_of(request).secret()
    return page(request, "showing.html", documents=documents, what=what, back=back, request_id=token)


def shown(request: Request, form: Form, documents: Iterable[str], where: str) -> Response:
    """The way to the page, once it is on the disk that the person is shown it.

    Raises:
        StudyError: It cannot be stored, and nothing is shown.
    """
    settings = settings_of(request)
    wish, now = form.get("request") or settings.secret(), settings.clock().isoformat()
    reviewer = session_of(request).reviewer
    with writing(request) as study, study.writing():
        for place, document in enumerate(documents):
            named = f"{wish} {place}" if place else wish
            note_shown(study, document, reviewer, request=named, now=now, where=where)
    return RedirectResponse(request.url.path, 303)
