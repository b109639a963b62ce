"""Cases of an interview that the reader still codes without seeing others' codes: asked about first, and recorded."""

from starlette.requests import Request
from starlette.responses import Response

from evaluation.review.asking import session_of, settings_of
from evaluation.review.cases.case_page import Asked, address, found_case
from evaluation.review.rendering import page
from runs.reviews.blind_coding import interviews_coded_blind
from runs.study import Study


def would_unblind(request: Request, study: Study, case: int) -> bool:
    """Whether a case shows the reader codes of an interview that he or she is to code yet."""
    return found_case(study, case).document in interviews_coded_blind(study, session_of(request).reviewer)


def asking_before_case(request: Request, study: Study, asked: Asked) -> Response:
    """The page that stands before such a case, and shows nothing of it."""
    return page(
        request,
        "coding_first.html",
        document=found_case(study, asked.number).document,
        number=asked.number,
        view=asked.view,
        here=address(asked.number, asked.view),
        request_id=settings_of(request).secret(),
    )
