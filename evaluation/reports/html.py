"""The report of agreement as one page that needs nothing else."""

import base64
import hashlib
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from evaluation.reports.contents import TITLE, sections_of
from evaluation.reports.records import AgreementReport
from evaluation.reports.sections import Column
from evaluation.reports.ways import Ways

_PAGES = Environment(
    loader=PackageLoader("evaluation.reports", "page"),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
PLOT_WIDTH = 300.0
_EDGE = 8.0
TALL = 25
"""Tables with more rows than this scroll in a frame, so that the names of their columns stay in sight."""


def html_report(report: AgreementReport) -> str:
    """One HTML page: sentences, plot, tables, methods, and the figures as JSON at its end.

    Nothing is loaded from elsewhere, and the page forbids it. It needs no script; the one it has sorts tables, and is
    the only one that may run. The JSON stands in ``<script type="application/json" id="report">``.
    """
    script = _part("sort.js")
    return _PAGES.get_template("page.html.jinja").render(
        title=TITLE,
        sections=sections_of(report),
        style=Markup(f"{_part('shared/tables.css')}\n{_part('page.css')}"),
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        data=Markup(json_for_script(report)),
        across=across,
        plot_width=PLOT_WIDTH,
        tall=TALL,
        ways=Ways(),
    )


def json_for_script(report: AgreementReport) -> str:
    """The report as JSON in which no name can end a script: ``<``, ``>`` and ``&`` stand as escapes."""
    escapes = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
    return report.model_dump_json().translate(escapes)


def across(column: Column, figure: float) -> str:
    """How far right in a plot a figure lies."""
    least, most = column.scale[0], column.scale[-1]
    place = _EDGE + (min(max(figure, least), most) - least) / (most - least) * (PLOT_WIDTH - 2 * _EDGE)
    return f"{place:.1f}"


def _part(name: str) -> str:
    return (files("evaluation.reports") / "page" / name).read_text("utf-8").strip()
