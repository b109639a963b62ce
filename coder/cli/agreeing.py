"""What ``intercoder agree`` and ``intercoder disagreements`` show."""

from importlib.metadata import version

from evaluation.agreement import agreement
from evaluation.report_records import AgreementReport, Comparison
from evaluation.rows import KAPPA_ONLY
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from codebook import InputError
from evaluation.disagreements import Disagreement
from evaluation.intervals import Estimate
from evaluation.tables import UnitTable
from evaluation.units import build_units
from runs import Unit
from runs.coding_store import codings, latest_codebook, raters
from runs.segments import segments_of
from runs.study import Study
from runs.transcript_store import transcripts


def table_of(study: Study, unit: Unit, speakers: frozenset[str] | None, names: tuple[str, ...]) -> UnitTable:
    """What each rater of the study said about each unit.

    Raises:
        InputError: The study has no transcripts, or fewer than two raters have coded.
    """
    texts = transcripts(study)
    book = latest_codebook(study)
    made = codings(study)
    _require_raters(names, {coding.rater for coding in made})
    return build_units(
        segments_of(texts.values(), unit, speakers=speakers),
        made,
        transcripts=texts.values(),
        unit=unit,
        codes=[code.name for code in book[1].codable] if book else None,
        raters=names or None,
    )


def report_of(study: Study, table: UnitTable) -> AgreementReport:
    """The agreement of the table's raters."""
    kinds = {name: rater.kind for name, rater in raters(study).items()}
    return agreement(table, kinds, software_version=version("intercoder"))


def _require_raters(names: tuple[str, ...], known: set[str]) -> None:
    absent = [name for name in names if name not in known]
    if absent:
        raise InputError(
            f"There is no rater {absent[0]!r} with codings in this study.",
            do=f"Name one of these: {', '.join(sorted(known)) or 'none has coded yet'}.",
        )
    if len(names or known) < 2:
        raise InputError(
            "Agreement needs two raters.",
            why=f"{len(known)} has coded so far.",
            do="Bring people's codings in with intercoder import --as codings, or run intercoder code.",
        )


def wide_console() -> Console:
    """Where results go: as wide as the tables need, also where nobody watches."""
    return Console(width=max(170, Console().width), markup=False, emoji=False, highlight=False)


def print_report(report: AgreementReport, console: Console, *, per_code: bool = True) -> None:
    """The groups in full, and of each pair the overall rows."""
    interviews = f"{report.units} units ({report.unit}s) in {report.interviews} interviews"
    console.print(f"{interviews}; cells hold the estimate and its 95 % interval.\n")
    for group in report.groups:
        console.print(_table(group, per_code=per_code))
    if len(report.groups) < len(report.pairs):
        for pair in report.pairs:
            console.print(_table(pair, per_code=False))
    for difference in report.differences:
        console.print(f"Kappa, {difference.label}: {_shown(difference.kappa)}")
    for line in (*report.left_out, *_cautions(report)):
        console.print(line)


def _table(comparison: Comparison, *, per_code: bool) -> Table:
    several = (
        f", mean of {len(comparison.pairs)} pairs; units are counted for each" if len(comparison.pairs) > 1 else ""
    )
    title = f"{comparison.label}{several}"
    table = Table(
        title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True
    )
    table.add_column("code", no_wrap=True)
    table.add_column("units", justify="right", no_wrap=True)
    for heading in ("prevalence", "agreement", "kappa", "alpha", "AC1"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in comparison.rows:
        if row.overall or per_code:
            figures = [_shown(each) for each in (row.kappa, row.alpha, row.ac1)]
            shares = [_percent(each) for each in (row.prevalence, row.percent_agreement)]
            table.add_row(f"{row.label}{' *' if row.few else ''}", str(row.units), *shares, *figures)
    return table


def _shown(figure: Estimate) -> str:
    if figure.value is None:
        return "-" if figure.reason == KAPPA_ONLY else "undefined"
    if figure.low is None or figure.high is None:
        return f"{figure.value:.2f}"
    return f"{figure.value:.2f} ({figure.low:.2f}, {figure.high:.2f})"


def _percent(figure: Estimate) -> str:
    return "-" if figure.value is None else f"{100 * figure.value:.0f} %"


def _cautions(report: AgreementReport) -> list[str]:
    rows = [row for group in report.groups for row in group.rows]
    lines: list[str] = []
    if any(row.few for row in rows):
        lines.append("* Fewer than ten positive judgements, or in fewer than three interviews: a rough figure.")
    reasons = {
        f"{row.label}: undefined. {row.kappa.reason}" for row in rows if row.kappa.value is None and not row.overall
    }
    lines += sorted(reasons)
    if any(row.kappa.left_out == "unit" for row in rows):
        lines.append("Intervals leave out single units, because interviews are too few: they are too narrow.")
    return lines


def print_disagreements(found: tuple[Disagreement, ...], console: Console, *, limit: int) -> None:
    """The first so many, grouped by code."""
    code = ""
    for each in found[:limit]:
        if each.code != code:
            code = each.code
            console.print(f"\n{code}", style="bold")
        quoted = " / ".join(each.quotations)
        console.print(f"  {each.document}, turn {each.turn}: {each.given_by} gave it, {each.not_by} did not.")
        console.print(f"    {quoted}")
    if len(found) > limit:
        console.print(f"\n{limit} of {len(found)} are shown; --limit shows more.")
