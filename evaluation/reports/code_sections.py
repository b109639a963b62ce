"""The sections that tell of single codes, or of single values."""

import math
from collections.abc import Sequence

from evaluation.intervals import Estimate
from evaluation.reports.labels import GROUPS, judged
from evaluation.reports.records import AgreementReport, CodeAgreement
from evaluation.reports.sections import (
    Cell,
    Column,
    Counted,
    Mark,
    Row,
    Section,
    Table,
    column,
    figure,
    named_figure,
    whole,
)
from evaluation.reports.shown import reason, within

COMPARED = ("people-people", "people-model")
"""The groups that stand beside each other where a report has both."""
_MAIN = (
    "prevalence", "percent_agreement", "positive_agreement", "cohen_kappa", "krippendorff_alpha", "gwet_ac1", "pabak",
)  # fmt: skip
_FURTHER = (
    "negative_agreement", "fleiss_kappa", "conger_kappa", "brennan_prediger", "prevalence_index", "bias_index",
    "highest_kappa",
)  # fmt: skip
_COUNTS = (
    Column("Both", "Both raters gave it; of more than two raters over all pairs."),
    Column("Only first", "Only the first rater of a pair gave it, in the order of the list of raters."),
    Column("Only second", "Only the second rater of a pair gave it."),
    Column("Neither", "Neither rater of a pair gave it."),
)
FEW = "few: fewer than ten positive judgements, or in fewer than three interviews; a rough figure"


def plot_of_codes(report: AgreementReport) -> Section | None:
    """Alpha of each code with its interval: people with people beside people with models, or of all raters."""
    series = _series(report)
    if not report.codes or not series:
        return None
    thing = judged(report)
    names = tuple(series)
    scale = _scale([each for figures in series.values() for each in figures])
    rows = tuple(
        Row(each.code, _plotted([figures[place] for figures in series.values()]))
        for place, each in enumerate(report.codes)
    )
    mean = " A group's figure is the mean over its pairs of raters." if len(series) > 1 else ""
    columns = (*(Column(name) for name in names), Column("Plot", scale=scale))
    caption = f"Krippendorff's alpha of each {thing}, with its 95 % interval.{mean}"
    return Section(
        "plot", f"Alpha of each {thing}", tables=(Table(caption, thing.capitalize(), columns, rows, series=names),)
    )


def _series(report: AgreementReport) -> dict[str, list[Estimate]]:
    groups = {each.group: each for each in report.groups}
    if all(name in groups and len(groups[name].codes) == len(report.codes) for name in COMPARED):
        return {GROUPS[name]: [each.krippendorff_alpha for each in groups[name].codes] for name in COMPARED}
    return {"All raters": [each.krippendorff_alpha for each in report.codes]}


def _scale(figures: Sequence[Estimate]) -> tuple[float, ...]:
    """Ticks from the lowest end of an interval, or from 0, to 1: every quarter, every half where there are many."""
    ends = [each.value if each.low is None else each.low for each in figures]
    lowest = min((end for end in ends if end is not None), default=0.0)
    lowest = min(lowest, 0.0)
    apart = 0.25 if lowest >= -0.25 else 0.5
    return tuple(step * apart for step in range(math.floor(lowest / apart), round(1 / apart) + 1))


def _plotted(figures: Sequence[Estimate]) -> tuple[Cell, ...]:
    marks = tuple(
        Mark(each.value, each.low, each.high, place) for place, each in enumerate(figures) if each.value is not None
    )
    return (*(figure(each) for each in figures), Cell("", marks=marks))


def figures_of_codes(report: AgreementReport) -> Section | None:
    """All figures of each code, and how often each rater gave it."""
    if not report.codes:
        return None
    thing = judged(report)
    told = (
        f"Each {thing} is taken as a yes-or-no judgement of each unit, over {len(_independent(report))} raters.",
        *((f"{FEW[:1].upper()}{FEW[1:]}.",) if any(each.few for each in report.codes) else ()),
    )
    tables = (_main(report, thing), _further(report, thing), _given(report, thing))
    return Section("codes", f"Figures of each {thing}", told=told, tables=tables)


def _every(report: AgreementReport) -> tuple[CodeAgreement, ...]:
    return (*report.codes, *((report.any_code,) if report.any_code else ()))


def _main(report: AgreementReport, thing: str) -> Table:
    columns = (
        Column("Units", "Units that two raters or more judged."),
        *(column(name) for name in _MAIN),
        *_COUNTS,
    )
    rows = tuple(
        Row(
            each.code,
            (
                whole(each.n),
                *(named_figure(name, getattr(each, name), why=False) for name in _MAIN),
                *_counts(each, report.any_code),
            ),
            note=_notes(each),
            strong=each is report.any_code,
        )
        for each in _every(report)
    )
    return Table(f"Agreement on each {thing}, with 95 % intervals", thing.capitalize(), columns, rows, sorts=True)


def _counts(each: CodeAgreement, any_code: CodeAgreement | None) -> tuple[Cell, ...]:
    both, first, second, neither = each.counts
    if each is any_code:
        return tuple(map(whole, each.counts))
    only_first, only_second = (Counted(code=each.code, only=place) for place in (1, 2))
    return (whole(both), whole(first, counted=only_first), whole(second, counted=only_second), whole(neither))


def _notes(each: CodeAgreement) -> str:
    """Whether the code is rare, and why figures are undefined."""
    reasons = [reason(getattr(each, name)) for name in _MAIN]
    undefined = [f"undefined: {within(why)}" for why in dict.fromkeys(reasons) if why]
    return "; ".join([*(["few"] if each.few else []), *undefined])


def _further(report: AgreementReport, thing: str) -> Table:
    rows = tuple(
        Row(
            each.code,
            tuple(named_figure(name, getattr(each, name), why=False) for name in _FURTHER),
            strong=each is report.any_code,
        )
        for each in _every(report)
    )
    columns = tuple(column(name) for name in _FURTHER)
    return Table(f"Further figures of each {thing}, with 95 % intervals", thing.capitalize(), columns, rows, sorts=True)


def _independent(report: AgreementReport) -> tuple[str, ...]:
    """The raters whose judgements the codes' figures are made of."""
    return tuple(report.codes[0].positives)


def _given(report: AgreementReport, thing: str) -> Table:
    raters = _independent(report)
    rows = tuple(
        Row(each.code, tuple(whole(each.positives[name]) for name in raters), strong=each is report.any_code)
        for each in _every(report)
    )
    columns = tuple(Column(name) for name in raters)
    return Table(f"To how many units each rater gave each {thing}", thing.capitalize(), columns, rows, sorts=True)
