"""What ``intercoder sample`` and ``intercoder prevalence`` show."""

from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from coder.cli.consoles import wide_console
from coder.cli.sampling.prevalence import PrevalenceReport
from coder.cli.telling import print_json
from evaluation.validity.corrected_prevalence import CorrectedPrevalence, PrevalenceFigure
from runs.exchange.rows.coding_sheets import SheetReport
from runs.samples import StoredSample


def tell_sample(stored: StoredSample, sheets: Sequence[SheetReport], *, as_json: bool) -> None:
    """What was drawn and where it was written; nothing of which unit has which code."""
    drawn = stored.drawn
    if as_json:
        print_json({**_summary(stored), "sheets": [each.model_dump(mode="json") for each in sheets]})
        return
    console = wide_console()
    console.print(
        f"Sample {stored.number}, seed {drawn.seed}: {len(drawn.chosen)} of {len(drawn.units)} units ({drawn.unit}s)"
        f" that {drawn.rater} judged."
    )
    for stratum in drawn.strata:
        console.print(f"  {stratum.name}: {stratum.chosen} of {stratum.units}, probability {stratum.probability:.4g}")
    if drawn.not_judged:
        console.print(f"{drawn.not_judged} units could not be drawn: {drawn.rater} has no judgement of them.")
    for each in sheets:
        console.print(f"{each.rows} rows in {each.file}")
        if each.cut_cells:
            console.print(f"  {each.cut_cells} texts are too long for a cell: code those from the transcript.")
    console.print(
        "In a sheet, a row with neither codes nor a mark under `done` counts as not looked at. It comes back with\n"
        f"  intercoder import --as codings --rater NAME {sheets[0].file if sheets else 'FILE'}\n"
        f"  intercoder prevalence --sample {stored.number} --rater NAME"
    )


def _summary(stored: StoredSample) -> dict[str, Any]:
    drawn = stored.drawn
    return {
        "sample": stored.number,
        "drawn_at": stored.drawn_at,
        **drawn.model_dump(mode="json", exclude={"units", "strata"}),
        "units": len(drawn.units),
        "chosen": len(drawn.chosen),
        "strata": [{**each.model_dump(), "probability": each.probability} for each in drawn.strata],
    }


def tell_prevalence(report: PrevalenceReport, *, as_json: bool) -> None:
    """The prevalence of each code: as the model says, and corrected by the person."""
    if as_json:
        print_json(report.model_dump(mode="json"))
        return
    console = wide_console()
    console.print(_table(report))
    if any(row.few for row in report.codes):
        console.print(
            "* Fewer than ten units of the sample have the code, or the two differ on fewer than five: a rough\n"
            "  figure, whose interval may be too narrow, as errors of the model may have been missed."
        )
    console.print(
        f"sampled: units of the sample to which {report.rater} gave the code; only: those to which the other did not."
    )
    for line in (*_reasons(report.codes), *report.cautions, *report.methods):
        console.print(line)


def _table(report: PrevalenceReport) -> Table:
    table = Table(
        title=f"Sample {report.sample}: {report.chosen} of {report.units} units ({report.unit}s) in {report.interviews}"
        f" interviews, coded by {report.rater}; prevalence among all {report.units}, with 95 % intervals",
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    table.add_column("code", no_wrap=True)
    headings = (
        f"{report.of} alone",
        "corrected",
        "tuned (PPI++)",
        "sampled",
        f"only {report.of}",
        f"only {report.rater}",
    )
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for row in report.codes:
        figures = [_shown(each) for each in (row.raw, row.corrected, row.tuned)]
        counts = [str(each) for each in (row.sampled_person, row.false_positives, row.false_negatives)]
        table.add_row(f"{row.code}{' *' if row.few else ''}", *figures, *counts)
    return table


def _shown(figure: PrevalenceFigure) -> str:
    share = f"{100 * min(1.0, max(0.0, figure.value)):.1f} %"
    if figure.low is None or figure.high is None:
        return share
    return f"{share} ({100 * figure.low:.1f}, {100 * figure.high:.1f})"


def _reasons(rows: Sequence[CorrectedPrevalence]) -> list[str]:
    """Why figures have no interval, each reason with its codes, and which are impossible as they are."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.corrected.reason:
            found.setdefault(row.corrected.reason, []).append(row.code)
    said = [f"No interval for {', '.join(codes)}: {reason}" for reason, codes in found.items()]
    beyond = [row.code for row in rows if not 0 <= row.corrected.value <= 1]
    if beyond:
        said.append(f"The correction led beyond 0 or 100 % for {', '.join(beyond)}: the sample is too small for them.")
    return said
