"""Agreement: the figures of ``intercoder agree``, and the choice of what they are of."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from codebook import InputError
from evaluation.errors import AgreementError
from evaluation.reports.contents import sections_of
from evaluation.reports.html import PLOT_WIDTH, TALL, across
from evaluation.reports.records import AgreementReport
from evaluation.review.asking import app_of
from evaluation.review.figures.asked_figures import AskedFigures, asked_figures, figures
from evaluation.review.figures.figure_tables import AppWays, Sorting, sorted_sections
from evaluation.review.opening import reading
from evaluation.review.rendering import page
from runs import Rater, RaterKind, Unit
from runs.coding_store import latest_codebook, raters_who_coded
from runs.study import Study
from runs.transcript_store import documents


def agreement(request: Request) -> Response:
    """The page of figures; where they take long, a page that waits for them."""
    asked = asked_figures(request.query_params)
    with reading(request) as study:
        coded = raters_who_coded(study)
        if len(coded) < 2:
            return page(request, "agreement_empty.html", coded=coded, documents=documents(study))
        problem, made, current = None, None, False
        try:
            made, current = figures(app_of(request).kept, study, asked)
        except (InputError, AgreementError) as error:
            problem = error
        choices = _choices(study, coded, asked)
    report: AgreementReport | None = made.value if made else None
    shown = _shown(report, asked, request.query_params.get("sort", "")) if report else {}
    return page(
        request,
        "agreement.html",
        422 if problem else 200,
        here=f"/agreement?{asked.query(sort=request.query_params.get('sort', ''))}",
        problem=problem,
        report=report,
        current=current,
        **choices,
        **shown,
    )


def figures_as_json(request: Request) -> Response:
    """The report as ``intercoder agree --json`` prints it."""
    asked = asked_figures(request.query_params)
    with reading(request) as study:
        made, _ = figures(app_of(request).kept, study, asked, patience=600)
    said = made.value.model_dump_json(indent=2) if made else ""
    return Response(
        said, media_type="application/json", headers={"Content-Disposition": 'attachment; filename="agreement.json"'}
    )


def _choices(study: Study, coded: Sequence[Rater], asked: AskedFigures) -> dict[str, object]:
    """What can be chosen, and what is."""
    book = latest_codebook(study)
    return {
        "asked": asked,
        "units": list(Unit),
        "coded": coded,
        "codes": [code.name for code in book[1].codable] if book else [],
        "documents": documents(study),
    }


def _shown(report: AgreementReport, asked: AskedFigures, sort: str) -> dict[str, object]:
    """What the page shows of a report."""
    sorting = Sorting(sort)
    sections = sorted_sections(sections_of(report), sorting)
    return {
        "verdict": sections[0].told,
        "sections": sections[1:],
        "ways_of": AppWays(asked, sections, sorting, counts_cases=not (report.design and report.design.weighted)),
        "consensus": [each.name for each in report.rater_details if each.kind is RaterKind.CONSENSUS],
        "blind": sum(each.kind is not RaterKind.CONSENSUS for each in report.rater_details) > 1,
        "across": across,
        "plot_width": PLOT_WIDTH,
        "tall": TALL,
    }


ROUTES = (Route("/agreement", agreement), Route("/agreement.json", figures_as_json))
