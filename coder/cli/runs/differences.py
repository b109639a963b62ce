"""What ``intercoder runs compare`` shows: how far two runs agree, and where they do not."""

from collections.abc import Iterator
from typing import Any

import click
import numpy as np
from rich.box import SIMPLE_HEAD
from rich.table import Table

from coder.cli.runs.telling import fitting_console
from coder.cli.telling import print_json
from coder.cli.visible import visible
from evaluation.reports.measures import OF_A_CODE
from evaluation.sums import sums_of_tables
from runs.ledger.comparison import ChangedSegment, CodeCounts, RunComparison, changed_segments, compare_runs
from runs.study import Study


def tell_comparison(study: Study, a: int, b: int, *, listed: bool, as_json: bool) -> None:
    """Print what changed from run A to run B."""
    found = compare_runs(study, a, b)
    figures = _figures(found.codes)
    warnings = tuple(_warnings(found))
    if as_json:
        said = found.model_dump(mode="json")
        for code, (agreement, kappa) in zip(said["codes"], figures, strict=True):
            code |= {"percent_agreement": agreement, "kappa": kappa}
        changed = [each.model_dump(mode="json") for each in changed_segments(study, a, b)] if listed else None
        print_json({"comparison": said | {"warnings": warnings}} | ({"changed": changed} if listed else {}))
        return
    _tell(found, figures, warnings)
    if listed:
        click.echo("")
        for segment in changed_segments(study, a, b):
            click.echo(visible(_line(segment)))


def _figures(codes: tuple[CodeCounts, ...]) -> list[tuple[float | None, float | None]]:
    """Percent agreement and kappa of each code; None where they are undefined."""
    tables = np.array([(c.neither, c.only_b, c.only_a, c.both) for c in codes], dtype=float).reshape(-1, 2, 2)
    sums = sums_of_tables(tables)
    agreement, kappa = (OF_A_CODE[name].measure(sums) for name in ("percent_agreement", "cohen_kappa"))
    pairs = zip(agreement, kappa, strict=True)
    return [(_defined(float(agreement)), _defined(float(kappa))) for agreement, kappa in pairs]


def _defined(value: float) -> float | None:
    return None if np.isnan(value) else value


def _tell(found: RunComparison, figures: list[tuple[float | None, float | None]], warnings: tuple[str, ...]) -> None:
    console = fitting_console()
    heading = f"A: run {found.run_a} by {found.rater_a}. B: run {found.run_b} by {found.rater_b}."
    console.print(visible(heading), style="bold")
    for name, (one, other) in found.differences.items():
        console.print(visible(f"  {name}: {_told(one)} in A, {_told(other)} in B"))
    spans = found.segments
    share = f" ({100 * spans.changed / spans.compared:.1f} %)" if spans.compared else ""
    console.print(f"Both judged {spans.compared:,} segments; {spans.changed:,} of them changed{share}.")
    for warning in warnings:
        console.print(visible(f"Warning: {warning}"), style="yellow")
    console.print(_table(found.codes, figures))
    if any(agreement is None or kappa is None for agreement, kappa in figures):
        console.print("undefined: neither run gave the code, or there is nothing to compare, or all agree by chance.")
    if not all(code.same_definition for code in found.codes):
        console.print("* The definition is not the same in both codebooks.")


def _table(codes: tuple[CodeCounts, ...], figures: list[tuple[float | None, float | None]]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("code", overflow="fold")
    for name in ("both", "only A", "only B", "neither", "agreement", "kappa"):
        table.add_column(name, justify="right", no_wrap=True)
    for code, (agreement, kappa) in zip(codes, figures, strict=True):
        table.add_row(
            visible(code.code) + ("" if code.same_definition else " *"),
            *(f"{count:,}" for count in (code.both, code.only_a, code.only_b, code.neither)),
            "undefined" if agreement is None else f"{100 * agreement:.1f} %",
            "undefined" if kappa is None else f"{kappa:.2f}",
        )
    return table


def _told(value: Any) -> str:
    return "not set" if value is None else str(value)


def _warnings(found: RunComparison) -> Iterator[str]:
    yield from _about_codebooks(found)
    spans = found.segments
    for name, other, lacking, alone in (
        ("A", "B", spans.only_a_judged, spans.only_in_a),
        ("B", "A", spans.only_b_judged, spans.only_in_b),
    ):
        if lacking:
            yield f"Not compared: {lacking:,} that only {name} judged; {other} has no usable answer for them."
        if alone:
            yield f"Not compared: {alone:,} of {name}, whose spans {other} has no coding of."
    if spans.neither_judged:
        yield f"Not compared: {spans.neither_judged:,} for which neither run has a usable answer."
    if found.ungrounded_a or found.ungrounded_b:
        count = f"{found.ungrounded_a:,} codes in A and {found.ungrounded_b:,} in B"
        yield f"Left out: {count} whose quotation is not in the text."


def _about_codebooks(found: RunComparison) -> Iterator[str]:
    if found.same_codebook:
        return
    edited = [code.code for code in found.codes if not code.same_definition]
    yield "The runs used different codebooks" + (
        f"; the definition differs of {', '.join(edited)}."
        if edited
        else "; the definitions of shared codes are equal."
    )
    for name, codes in (("A", found.only_in_codebook_a), ("B", found.only_in_codebook_b)):
        if codes:
            yield f"Not compared, since only the codebook of {name} has them: {', '.join(codes)}."


def _line(segment: ChangedSegment) -> str:
    turn = "" if segment.turn is None else f" turn {segment.turn}"
    codes = [", ".join(found) or "none" for found in (segment.codes_a, segment.codes_b)]
    return f"{segment.document}{turn} [{segment.start}:{segment.end}]  A: {codes[0]}  B: {codes[1]}"
