"""What a report for people has, in its order."""

from evaluation.reports.code_sections import figures_of_codes, plot_of_codes
from evaluation.reports.design_told import sampled
from evaluation.reports.further_sections import (
    checked_intervals,
    confusions,
    methods,
    not_covered,
    overall_figures,
    sources,
    worst,
)
from evaluation.reports.labels import judged
from evaluation.reports.pair_sections import found_of_reference, pairs_of_raters
from evaluation.reports.records import AgreementReport
from evaluation.reports.sections import Cell, Column, Row, Section, Table, whole
from evaluation.reports.shown import counted, share
from evaluation.reports.span_sections import on_spans
from evaluation.reports.standing_in_sections import replicates, speakers, standing_in
from evaluation.reports.verdict import thresholds, verdict
from evaluation.weights import Level

TITLE = "Agreement of raters"


def sections_of(report: AgreementReport) -> tuple[Section, ...]:
    """The sections of a report; those that would be empty are left out."""
    found = (
        Section("verdict", "What the figures say", told=verdict(report)),
        Section("thresholds", "What thresholds say", told=thresholds(report)),
        compared(report),
        sampled(report),
        plot_of_codes(report),
        figures_of_codes(report),
        overall_figures(report),
        checked_intervals(report),
        on_spans(report),
        pairs_of_raters(report),
        found_of_reference(report),
        standing_in(report),
        replicates(report),
        speakers(report),
        confusions(report),
        worst(report),
        not_covered(report),
        methods(report),
    )
    kept = tuple(each for each in found if each)
    cited = sources(sentence for each in kept for sentence in (*each.told, *each.paste))
    return (*kept, *((cited,) if cited else ()))


def compared(report: AgreementReport) -> Section:
    """Who judged what."""
    return Section("compared", "What was compared", told=_facts(report), tables=(_raters(report),))


def _facts(report: AgreementReport) -> tuple[str, ...]:
    where = f" in {counted(report.interviews, 'interview')}" if report.interviews else ""
    facts = (
        f"{counted(report.units, report.unit)}{where}; {counted(len(report.codes), judged(report))}.",
        f"Level of measurement: {report.level}." if report.level is not Level.NOMINAL else "",
        report.unit_rule,
        f"Reference: {report.reference}." if report.reference else "",
        f"Intercoder {report.software_version}." if report.software_version else "",
    )
    return tuple(fact for fact in facts if fact)


def _raters(report: AgreementReport) -> Table:
    rows = tuple(
        Row(
            each.name,
            (
                Cell(each.kind),
                whole(each.units_seen),
                whole(each.units_missing),
                Cell(share(each.units_missing / report.units) if report.units else ""),
            ),
        )
        for each in report.rater_details
    )
    columns = (Column("Kind", words=True), Column("Units seen"), Column("Units missing"), Column("Share missing"))
    return Table("Raters", "Rater", columns, rows)
