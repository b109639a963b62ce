"""The sections on everything together, on which codes stand against each other, on interviews, and on the methods."""

from collections.abc import Iterable

from evaluation.reports.labels import COEFFICIENTS, judged
from evaluation.reports.records import AgreementReport, Confusion
from evaluation.reports.references import references
from evaluation.reports.sections import Cell, Column, Row, Section, Table, named_figure, whole
from evaluation.reports.shown import marks_told, number, share
from evaluation.reports.verdict import SETS

MOST_CONFUSED = 15
"""How many pairs of codes are listed that stand against each other most often."""
_OVER_EVERYTHING = (
    "krippendorff_alpha", "cohen_kappa", "gwet_ac1", "percent_agreement", "fleiss_kappa", "conger_kappa",
    "brennan_prediger", "weighted_kappa", "gwet_ac2",
)  # fmt: skip
_OVER_SETS = (
    "multi_valued_alpha", "jaccard_alpha", "masi_alpha", "exact_set_agreement", "mean_jaccard",
    "mean_jaccard_where_coded",
)  # fmt: skip
_OVER_CODES = {
    "macro_alpha": "Single codes, each counting the same; those without an alpha take no part.",
    "macro_kappa": "Single codes, each counting the same; those without a kappa take no part.",
    "pooled_kappa": "The codes' observed and expected agreement, averaged before kappa is made of them; codes near "
    "half of the units weigh most, and a bad rare code is hidden.",
}


def overall_figures(report: AgreementReport) -> Section:
    """The figures over everything, each with what it is over."""
    rows = (*_rows(report, _OVER_SETS), *_rows(report, tuple(_OVER_CODES)), *_range(report), *_any(report))
    columns = (Column("Figure"), Column("Over", words=True))
    rows = (*rows, *_rows(report, _OVER_EVERYTHING))
    table = Table("Figures over everything, with 95 % intervals", "Coefficient", columns, rows)
    told = ("No single number tells it all: each of these is over something else.",) if report.any_code else ()
    return Section("overall", "Over everything", told=told, tables=(table,))


def _rows(report: AgreementReport, names: tuple[str, ...]) -> tuple[Row, ...]:
    found = ((name, getattr(report.overall, name)) for name in names)
    return tuple(
        Row(COEFFICIENTS[name].name, (named_figure(name, estimate), Cell(_over(report, name))))
        for name, estimate in found
        if estimate is not None
    )


def _over(report: AgreementReport, name: str) -> str:
    if name in _OVER_CODES:
        return _OVER_CODES[name]
    over = SETS if name in _OVER_SETS else report.overall.over
    return f"{over} {COEFFICIENTS[name].told}"


def _range(report: AgreementReport) -> tuple[Row, ...]:
    overall, thing = report.overall, judged(report)
    found = (("Median alpha", overall.median_alpha), ("Lowest alpha", overall.lowest_alpha))
    return tuple(
        Row(name, (Cell(number(alpha)), Cell(f"Single {thing}s; those without an alpha take no part.")))
        for name, alpha in found
        if alpha is not None
    )


def _any(report: AgreementReport) -> tuple[Row, ...]:
    if report.any_code is None:
        return ()
    cell = named_figure("krippendorff_alpha", report.any_code.krippendorff_alpha)
    return (Row("Alpha of any code", (cell, Cell("Whether a rater gave a unit any code at all."))),)


def confusions(report: AgreementReport) -> Section | None:
    """Which codes stand against each other, and which are given together."""
    found = report.confusion
    if found is None or not found.codes:
        return None
    told = (
        "Against each other: one rater of a pair gave the one code and not the other, and the other rater gave the "
        "and not the one; counted over units and all pairs of raters. Together: one rater gave both codes to a unit; "
        "on the diagonal, how often the code was given at all.",
    )
    tables = (
        *((_most(found),) if _instead(found) else ()),
        _square("How often codes stand against each other", found.codes, found.instead),
        _square("How often one rater gave two codes to the same unit", found.codes, found.together),
    )
    return Section("confusions", "Codes against and beside each other", told=told, tables=tables)


def _instead(found: Confusion) -> list[tuple[int, int, int]]:
    """How often, and the numbers of the two codes; most often first, none that never."""
    size = len(found.codes)
    every = ((found.instead[c][d], c, d) for c in range(size) for d in range(c + 1, size) if found.instead[c][d])
    return sorted(every, key=lambda each: -each[0])


def _most(found: Confusion) -> Table:
    chosen = _instead(found)
    rows = tuple(
        Row(f"{found.codes[c]} against {found.codes[d]}", (whole(count),)) for count, c, d in chosen[:MOST_CONFUSED]
    )
    told = f"; the {MOST_CONFUSED} most frequent of {len(chosen)}" if len(chosen) > MOST_CONFUSED else ""
    return Table(f"Codes that stand against each other most often{told}", "Codes", (Column("Times"),), rows)


def _square(caption: str, codes: tuple[str, ...], counts: tuple[tuple[int, ...], ...]) -> Table:
    most = max((count for c, row in enumerate(counts) for d, count in enumerate(row) if c != d), default=0)
    rows = tuple(
        Row(
            name,
            tuple(
                whole(count, shade=count / most if most and c != d else 0.0)._replace(
                    hint=f"{name}, {other}: {count}" if count else ""
                )
                for d, (other, count) in enumerate(zip(codes, counts[c], strict=True))
            ),
        )
        for c, name in enumerate(codes)
    )
    return Table(caption, "Code", tuple(Column(name) for name in codes), rows, square=True)


def worst(report: AgreementReport) -> Section | None:
    """The interviews in which most of the disagreement lies."""
    if not report.worst_interviews:
        return None
    columns = (
        Column("Units", "Units that two raters or more judged."),
        Column("Disagreements", "Pairs of judgements that differ, over all codes."),
        Column("Share of all", "Of all pairs of judgements that differ."),
        Column("Percent agreement", "Of the pairs of judgements of this interview."),
    )
    rows = tuple(
        Row(
            each.interview,
            (
                whole(each.units),
                whole(each.disagreements),
                Cell(share(each.share), order=each.share),
                Cell(share(each.percent_agreement), order=each.percent_agreement),
            ),
        )
        for each in report.worst_interviews
    )
    caption = "The interviews with most of the disagreement"
    return Section("interviews", "Interviews", tables=(Table(caption, "Interview", columns, rows, sorts=True),))


def not_covered(report: AgreementReport) -> Section | None:
    """What the figures do not cover, and what the marks behind intervals say."""
    points = (*report.left_out, *marks_told(report))
    return Section("left-out", "What the figures do not cover", points=points) if points else None


def methods(report: AgreementReport) -> Section | None:
    """Text for a methods section."""
    paste = ((report.unit_rule,) if report.unit_rule else ()) + report.methods
    software = f"Computed with Intercoder {report.software_version}." if report.software_version else ""
    told = ("To paste into a paper.",)
    return Section("methods", "Methods", told=told, paste=(*paste, *((software,) if software else ())))


def sources(told: Iterable[str]) -> Section | None:
    """The full references of what the sentences name."""
    found = references(told)
    return Section("references", "References", points=found) if found else None
