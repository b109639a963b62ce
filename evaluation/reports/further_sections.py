"""The sections on everything together, on which codes stand against each other, on interviews, and on the methods."""

from collections.abc import Iterable

from evaluation.reports.labels import COEFFICIENTS, judged
from evaluation.reports.records import AgreementReport, Confusion
from evaluation.reports.references import references
from evaluation.reports.sections import Cell, Column, Counted, Row, Section, Table, named_figure, whole
from evaluation.reports.shown import marks_told, number, share, within
from evaluation.reports.verdict import SETS

MOST_CONFUSED = 15
"""How many pairs of codes are listed that stand against each other most often."""
_OF_CELLS = (
    "krippendorff_alpha", "cohen_kappa", "gwet_ac1", "percent_agreement", "fleiss_kappa", "conger_kappa",
    "brennan_prediger", "weighted_kappa", "gwet_ac2",
)  # fmt: skip
_OF_SETS = (
    "multi_valued_alpha", "jaccard_alpha", "masi_alpha", "exact_set_agreement", "mean_jaccard",
    "mean_jaccard_where_coded",
)  # fmt: skip
_OF_CODES = ("macro_alpha", "macro_kappa", "pooled_kappa")


def overall_figures(report: AgreementReport) -> Section:
    """The figures over everything, in a table for each thing that they are over."""
    thing = judged(report)
    found = (
        (SETS, _rows(report, _OF_SETS)),
        (f"Single {thing}s; those without a figure take no part.", (*_rows(report, _OF_CODES), *_range(report))),
        (report.overall.over, _rows(report, _OF_CELLS)),
        ("Whether a rater gave a unit any code at all.", _any(report)),
    )
    columns = (Column("Figure"), Column("What it is", words=True))
    tables = tuple(Table(f"Over: {within(over)}", "Coefficient", columns, rows) for over, rows in found if rows)
    told = ("No single number tells it all: each table is over something else.",) if len(tables) > 1 else ()
    return Section("overall", "Over everything", told=told, tables=tables)


def _rows(report: AgreementReport, names: tuple[str, ...]) -> tuple[Row, ...]:
    found = ((name, getattr(report.overall, name)) for name in names)
    return tuple(
        Row(COEFFICIENTS[name].name, (named_figure(name, estimate), Cell(COEFFICIENTS[name].told)))
        for name, estimate in found
        if estimate is not None
    )


def _range(report: AgreementReport) -> tuple[Row, ...]:
    overall, thing = report.overall, judged(report)
    found = (("Median alpha", overall.median_alpha), ("Lowest alpha", overall.lowest_alpha))
    return tuple(
        Row(name, (Cell(number(alpha)), Cell(f"Of the {thing}s' alphas.")))
        for name, alpha in found
        if alpha is not None
    )


def _any(report: AgreementReport) -> tuple[Row, ...]:
    if report.any_code is None:
        return ()
    names = ("krippendorff_alpha", "cohen_kappa", "gwet_ac1", "percent_agreement")
    return tuple(
        Row(
            COEFFICIENTS[name].name, (named_figure(name, getattr(report.any_code, name)), Cell(COEFFICIENTS[name].told))
        )
        for name in names
    )


def checked_intervals(report: AgreementReport) -> Section | None:
    """The intervals of alpha beside those of a bootstrap."""
    check = report.bootstrap
    if check is None:
        return None
    told = (
        f"Percentile intervals of {check.draws:,} samples of whole interviews, drawn with replacement from seed "
        f"{check.seed} (Efron & Tibshirani 1993), as a check: with few interviews they are too narrow.",
    )
    everything = Row(
        "everything", (named_figure("krippendorff_alpha", report.overall.krippendorff_alpha), _ends(check.overall))
    )
    rows = tuple(
        Row(each.code, (named_figure("krippendorff_alpha", each.krippendorff_alpha, why=False), _ends(ends)))
        for each in report.codes
        if (ends := check.krippendorff_alpha.get(each.code)) is not None
    )
    columns = (Column("Alpha", "With its jackknife interval."), Column("Bootstrap interval"))
    caption = "Krippendorff's alpha with its 95 % interval, and the bootstrap's"
    table = Table(caption, judged(report).capitalize(), columns, (everything._replace(strong=True), *rows))
    return Section("bootstrap", "A check on the intervals", told=told, tables=(table,))


def _ends(ends: tuple[float | None, float | None]) -> Cell:
    low, high = ends
    return Cell("undefined", soft=True) if low is None or high is None else Cell(f"{number(low)} to {number(high)}")


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
        _square("How often codes stand against each other", found.codes, found.instead, diagonal=False),
        _square("How often one rater gave two codes to the same unit", found.codes, found.together, diagonal=True),
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
        Row(
            f"{found.codes[c]} against {found.codes[d]}",
            (whole(count, counted=Counted(code=found.codes[c], against=found.codes[d])),),
        )
        for count, c, d in chosen[:MOST_CONFUSED]
    )
    told = f"; the {MOST_CONFUSED} most frequent of {len(chosen):,}" if len(chosen) > MOST_CONFUSED else ""
    return Table(f"Codes that stand against each other most often{told}", "Codes", (Column("Times"),), rows)


def _square(caption: str, codes: tuple[str, ...], counts: tuple[tuple[int, ...], ...], *, diagonal: bool) -> Table:
    most = max((count for c, row in enumerate(counts) for d, count in enumerate(row) if c != d), default=0)
    rows = tuple(
        Row(
            name,
            tuple(
                Cell("–", soft=True)
                if c == d and not diagonal
                else _times(name, other, count, 0 if c == d else most, against=not diagonal)
                for d, (other, count) in enumerate(zip(codes, counts[c], strict=True))
            ),
        )
        for c, name in enumerate(codes)
    )
    return Table(caption, "Code", tuple(Column(name) for name in codes), rows, square=True)


def _times(name: str, other: str, count: int, most: int, *, against: bool) -> Cell:
    counted = Counted(code=name, against=other) if against else None
    cell = whole(count, shade=count / most if most else 0.0, counted=counted)
    return cell._replace(hint=f"{name}, {other}: {count}") if count else cell


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
                whole(each.disagreements, counted=Counted(interview=each.interview)),
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
