"""What ``intercoder agree`` computes of a study."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from evaluation.errors import AgreementError
from evaluation.reports.of_study import Judged, report_of_unit
from evaluation.reports.records import AgreementReport
from runs import Unit
from runs.study import Study


class Choice(NamedTuple):
    """What is judged, as the command's options say."""

    units: tuple[str, ...] = ("turn",)
    level: str | None = None
    values: str | None = None
    models: tuple[str, ...] = ()
    lengths: Path | None = None
    judged: Judged = Judged()


def reports_of_study(study: Study, choice: Choice) -> tuple[AgreementReport, ...]:
    """A report for each unit of analysis.

    Raises:
        InputError: The study has no transcripts, fewer than two raters have coded, or a name is not known.
    """
    return tuple(report_of_unit(study, Unit(unit), choice.judged) for unit in choice.units)


def written(reports: Sequence[AgreementReport], *, html: Path | None, markdown: Path | None) -> None:
    """Write the reports as files.

    Raises:
        AgreementError: Several units were asked for, and a page is of one.
    """
    if (html or markdown) and len(reports) > 1:
        raise AgreementError("A page is of one unit of analysis.", do="Name one --unit for each page.")
    if html:
        from evaluation.reports.html import html_report

        html.write_text(html_report(reports[0]), encoding="utf-8")
    if markdown:
        from evaluation.reports.markdown import markdown_report

        markdown.write_text(markdown_report(reports[0]), encoding="utf-8")
