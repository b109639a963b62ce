"""What ``intercoder agree`` and ``intercoder disagreements`` print."""

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from coder.cli.visible import visible
from evaluation.disagreements import Disagreement
from evaluation.intervals import FEWEST_INTERVIEWS, Estimate
from evaluation.reports.consensus_told import consensus_told
from evaluation.reports.design_told import design_told
from evaluation.reports.records import AgreementReport, CodeAgreement, Coefficients, Overall
from evaluation.reports.shown import number
from evaluation.reports.span_records import SpanAgreement
from evaluation.validity.alternative_annotator_records import Verdict

_OVERALL = {
    "krippendorff_alpha": "Krippendorff's alpha",
    "multi_valued_alpha": "multi-valued alpha",
    "macro_alpha": "mean of the codes' alphas",
    "cohen_kappa": "Cohen's kappa",
    "weighted_kappa": "weighted kappa",
    "pooled_kappa": "pooled kappa (De Vries)",
    "fleiss_kappa": "Fleiss' kappa",
    "conger_kappa": "Conger's kappa",
    "gwet_ac1": "Gwet's AC1",
    "gwet_ac2": "Gwet's AC2",
    "brennan_prediger": "Brennan-Prediger",
    "percent_agreement": "percent agreement",
    "exact_set_agreement": "exactly the same codes",
    "mean_jaccard": "mean Jaccard of code sets",
}


def print_report(report: AgreementReport, console: Console, *, per_code: bool = True) -> None:
    """The codes, what sums them up, the pairs, and what to know of them."""
    for line in _opening(report):
        console.print(visible(line))
    console.print()
    if per_code and report.codes:
        console.print(_codes(report))
    console.print(_overall(report.overall))
    if len(report.pairs) > 1:
        console.print(_pairs(report))
    if report.against_reference:
        console.print(_found(report))
    if report.spans and report.spans.interviews:
        console.print(_spans(report.spans, per_code=per_code))
    for line in _closing(report):
        console.print(visible(line))


def _opening(report: AgreementReport) -> Iterator[str]:
    where = f" in {_counted(report.interviews, 'interview')}" if report.interviews else ""
    yield f"{_counted(report.units, report.unit)}{where}, judged by {', '.join(report.raters)}."
    yield "Cells hold the estimate and its 95 % interval."
    yield from design_told(report)
    yield from consensus_told(report)


def _closing(report: AgreementReport) -> Iterator[str]:
    if report.spans and report.spans.gamma:
        yield f"gamma, mean over interviews: {shown(report.spans.gamma)}"
    for difference in report.differences:
        names = f"{difference.group} minus {difference.minus}"
        yield f"{names}: alpha {shown(difference.krippendorff_alpha)}, kappa {shown(difference.cohen_kappa)}"
    yield from _standing_in(report)
    yield from report.left_out
    yield from _cautions(report)
    yield report.unit_rule


def _table(title: str, first: str) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True
    )
    table.add_column(first, no_wrap=True)
    return table


def _codes(report: AgreementReport) -> Table:
    table = _table("Each value against all others" if report.any_code is None else "Each code", "code")
    for heading in ("units", "prevalence", "agreement", "both say yes", "kappa", "alpha", "AC1"):
        table.add_column(heading, justify="right", no_wrap=True)
    for code in report.codes:
        _add_code(table, code, code.code)
    if report.any_code:
        _add_code(table, report.any_code, "any code at all")
    return table


def _add_code(table: Table, code: CodeAgreement, name: str) -> None:
    shares = (_percent(each) for each in (code.prevalence, code.percent_agreement, code.positive_agreement))
    figures = (shown(each) for each in (code.cohen_kappa, code.krippendorff_alpha, code.gwet_ac1))
    table.add_row(f"{visible(name)}{' *' if code.few else ''}", str(code.n), *shares, *figures)


def _overall(overall: Overall) -> Table:
    table = _table("Over everything", "coefficient")
    table.add_column("estimate", justify="right", no_wrap=True)
    for name, words in _OVERALL.items():
        figure: Estimate | None = getattr(overall, name)
        if figure is not None:
            table.add_row(words, shown(figure))
    return table


def _pairs(report: AgreementReport) -> Table:
    table = _table("Pairs of raters, and the means of groups of pairs", "raters")
    for heading in ("units", "agreement", "kappa", "alpha", "AC1"):
        table.add_column(heading, justify="right", no_wrap=True)
    for pair in report.pairs:
        table.add_row(visible(f"{pair.a} and {pair.b}"), str(pair.units), *_row(pair))
    for group in report.groups:
        if group.pairs > 1 or len(report.groups) > 1:
            table.add_row(f"{group.group}, mean of {group.pairs}" if group.pairs > 1 else group.group, "", *_row(group))
    return table


def _found(report: AgreementReport) -> Table:
    title = f"All codes together against {report.reference}; each code is in --json and the pages"
    table = _table(visible(title), "rater")
    for heading in ("units x codes", "precision", "recall", "F1"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in report.against_reference:
        if not row.code:
            table.add_row(visible(row.rater), str(row.n), *map(shown, (row.precision, row.recall, row.f1)))
    return table


def _spans(spans: SpanAgreement, *, per_code: bool) -> Table:
    title = f"Spans in {spans.characters:,} characters of {_counted(spans.interviews, 'interview')}"
    table = _table(title, "codes")
    for heading in ("u-alpha", "where (|u)", "which code (cu)", "matched spans F1", "character kappa"):
        table.add_column(heading, justify="right", no_wrap=True)
    groups = {"all, as if exclusive": spans, **spans.by_group}
    for name, group in groups.items():
        table.add_row(visible(name), *map(shown, (group.u_alpha, group.u_alpha_binary, group.cu_alpha)), "", "")
    for code in spans.by_code.values() if per_code else ():
        figures = (code.u_alpha_binary, code.overlap_f1, code.character_kappa)
        where, matched, characters = map(shown, figures)
        table.add_row(visible(code.code), "", where, "", matched, characters)
    return table


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _row(figures: Coefficients) -> list[str]:
    kept = (figures.cohen_kappa, figures.krippendorff_alpha, figures.gwet_ac1)
    return [_percent(figures.percent_agreement), *map(shown, kept)]


def shown(figure: Estimate) -> str:
    """An estimate with its interval."""
    if figure.value is None:
        return "undefined"
    if figure.low is None or figure.high is None:
        return number(figure.value)
    return f"{number(figure.value)} ({number(figure.low)}, {number(figure.high)})"


def _percent(figure: Estimate) -> str:
    return "-" if figure.value is None else f"{100 * figure.value:.0f} %"


def _standing_in(report: AgreementReport) -> Iterator[str]:
    """What the alternative annotator test says of each model, and of which codes it says the same."""
    for each in report.models:
        ruling = each.alternative_annotator.clustered
        why = f": {ruling.reason}" if ruling.reason else "."
        yield f"Alternative annotator test over interviews, {each.model}: {ruling.verdict}{why}"
        for verdict in Verdict:
            codes = [code for code, found in each.by_code.items() if found.clustered.verdict is verdict]
            if codes:
                yield f"  {verdict} for {', '.join(codes)}"


def _cautions(report: AgreementReport) -> list[str]:
    lines: list[str] = []
    if any(code.few for code in report.codes):
        lines.append("* Fewer than ten positive judgements, or in fewer than three interviews: a rough figure.")
    lines += [
        f"{code.code}: undefined. {code.krippendorff_alpha.undefined}"
        for code in report.codes
        if code.krippendorff_alpha.undefined
    ]
    if report.interviews < FEWEST_INTERVIEWS:
        lines.append("Intervals leave out single units, since interviews are too few or not told: they are too narrow.")
    lines.append(f"The overall coefficients are over: {report.overall.over[0].lower()}{report.overall.over[1:]}")
    return lines


def print_disagreements(found: tuple[Disagreement, ...], console: Console, *, limit: int) -> None:
    """The first so many, grouped by code."""
    code = ""
    for each in found[:limit]:
        if each.code != code:
            code = each.code
            console.print(f"\n{visible(code)}", style="bold")
        quoted = " / ".join(each.quotations)
        console.print(visible(f"  {each.document}, turn {each.turn}: {each.given_by} gave it, {each.not_by} did not."))
        console.print(visible(f"    {quoted}"))
    if len(found) > limit:
        console.print(f"\n{limit} of {len(found)} are shown; --limit shows more.")
