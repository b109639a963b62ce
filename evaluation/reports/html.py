"""The report of agreement as one page that needs nothing else."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from evaluation.intervals import Estimate
from evaluation.report_records import AgreementReport, Comparison
from evaluation.rows import KAPPA_ONLY, POOLED

_PAGES = Environment(loader=PackageLoader("evaluation", "."), undefined=StrictUndefined, autoescape=True)
_COLOURS = ("var(--a)", "var(--b)")
_LEFT, _RIGHT, _TOP, _LINE = 225.0, 745.0, 40, 26


def html_report(report: AgreementReport) -> str:
    """One HTML page with the figures, a plot of the codes' kappas and the methods; no script, nothing loaded."""
    page = _PAGES.get_template("report.html.jinja")
    return page.render(report=report, pooled=POOLED, plot=_plot(report), shown=_shown, percent=_percent)


def _plot(report: AgreementReport) -> dict[str, Any] | None:
    """Where the marks of the people-people and people-model kappas lie."""
    groups = [group for group in report.groups if group.group in {"people-people", "people-model"}]
    groups = groups or list(report.groups[:1])
    if not groups or not report.codes:
        return None
    ticks = [{"x": _across(step / 2), "label": f"{step / 2:.1f}"} for step in range(-2, 3)]
    return {
        "height": _TOP + _LINE * len(report.codes) + 30,
        "ticks": ticks,
        "legend": [
            {"x": _LEFT + 160 * number, "label": group.label, "colour": _COLOURS[number]}
            for number, group in enumerate(groups)
        ],
        "labels": [{"text": code, "y": _TOP + _LINE * number + 12} for number, code in enumerate(report.codes)],
        "marks": [mark for number, group in enumerate(groups) for mark in _marks(report, group, number)],
    }


def _marks(report: AgreementReport, group: Comparison, number: int) -> list[dict[str, Any]]:
    found = [(line, group.row(code).kappa) for line, code in enumerate(report.codes)]
    return [
        {
            "x": _across(kappa.value),
            "low": _across(kappa.value if kappa.low is None else kappa.low),
            "high": _across(kappa.value if kappa.high is None else kappa.high),
            "y": _TOP + _LINE * line + 4 + 9 * number,
            "colour": _COLOURS[number],
        }
        for line, kappa in found
        if kappa.value is not None
    ]


def _across(value: float) -> float:
    return round(_LEFT + (value + 1) / 2 * (_RIGHT - _LEFT), 1)


def _shown(figure: Estimate) -> str:
    if figure.value is None:
        return "" if figure.reason == KAPPA_ONLY else f"undefined: {figure.reason}"
    if figure.low is None or figure.high is None:
        return f"{figure.value:.2f}"
    return f"{figure.value:.2f} ({figure.low:.2f} to {figure.high:.2f})"


def _percent(figure: Estimate) -> str:
    return "" if figure.value is None else f"{100 * figure.value:.0f} %"
