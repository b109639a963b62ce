"""The sections that tell of pairs of raters: each with each, people and models as groups, and against a reference."""

from collections.abc import Sequence

from evaluation.reports.labels import called, inside
from evaluation.reports.records import AgainstReference, AgreementReport, Difference, Group, Pair, RaterPart
from evaluation.reports.sections import Cell, Column, Counted, Row, Section, Table, column, figure, named_figure, whole
from evaluation.reports.shown import point, shown, within
from runs import RaterKind

_FIGURES = ("krippendorff_alpha", "cohen_kappa", "gwet_ac1", "percent_agreement", "pooled_kappa", "macro_alpha")
_KINDS = tuple(RaterKind)
_FOUND = ("precision", "recall", "f1")


def pairs_of_raters(report: AgreementReport) -> Section | None:
    """How far each rater agrees with each other, and what the groups of pairs come to."""
    if not report.pairs:
        return None
    tables = [_matrix(report), _list(report)]
    if report.groups:
        tables.insert(0, _groups(report))
    told = (f"Coefficients of a pair are over {within(report.overall.over)}.{_but_codes(report)}",)
    return Section("pairs", "Pairs of raters", told=told, tables=tuple(tables))


def _but_codes(report: AgreementReport) -> str:
    return " Pooled kappa and macro alpha are over codes." if report.pairs[0].macro_alpha else ""


def _kept(parts: Sequence[object]) -> tuple[str, ...]:
    """The figures that any of the parts has."""
    return tuple(name for name in _FIGURES if any(getattr(each, name) is not None for each in parts))


def _groups(report: AgreementReport) -> Table:
    names = _kept(report.groups)
    groups = tuple(Row(called(each.group), _of_group(each, names)) for each in report.groups)
    differences = tuple(
        Row(f"{called(each.group)} less {inside(called(each.minus))}", _of_difference(each, names), strong=True)
        for each in report.differences
    )
    columns = (Column("Pairs"), *(column(name) for name in names))
    return Table("Means over the pairs of each group, with 95 % intervals", "Group", columns, groups + differences)


def _of_group(each: Group, names: Sequence[str]) -> tuple[Cell, ...]:
    return (whole(each.pairs), *(named_figure(name, getattr(each, name)) for name in names))


def _of_difference(each: Difference, names: Sequence[str]) -> tuple[Cell, ...]:
    return (
        Cell(""),
        *(
            figure(getattr(each, name), write=point) if name == "percent_agreement" else figure(getattr(each, name))
            for name in names
        ),
    )


def _matrix(report: AgreementReport) -> Table:
    """Raters by kind, so that people, models and their meeting are blocks."""
    order = sorted(report.rater_details, key=lambda each: _KINDS.index(each.kind))
    found = {frozenset((each.a, each.b)): each for each in report.pairs}
    opens = [place > 0 and each.kind is not order[place - 1].kind for place, each in enumerate(order)]
    rows = tuple(
        Row(
            row.name,
            tuple(_meeting(row, other, found.get(frozenset((row.name, other.name)))) for other in order),
            opens=opened,
        )
        for row, opened in zip(order, opens, strict=True)
    )
    columns = tuple(Column(each.name, each.kind, opens=opened) for each, opened in zip(order, opens, strict=True))
    caption = "Krippendorff's alpha of each two raters, with its 95 % interval; people first, then models"
    return Table(caption, "Rater", columns, rows)


def _meeting(row: RaterPart, other: RaterPart, pair: Pair | None) -> Cell:
    if row.name == other.name:
        return Cell("–", soft=True)
    if pair is None:
        return Cell("", "no unit in common", soft=True)
    hint = f"{pair.a} and {pair.b}: Cohen's kappa {shown(pair.cohen_kappa)}"
    cell = figure(pair.krippendorff_alpha)
    return cell._replace(hint=hint, shade=max(cell.order or 0.0, 0.0), counted=Counted(raters=(pair.a, pair.b)))


def _list(report: AgreementReport) -> Table:
    names = _kept(report.pairs)
    columns = (
        Column("Group", words=True),
        Column("Units"),
        *((Column("Interviews"),) if report.interviews else ()),
        *(column(name) for name in names),
    )
    groups = [each.group for each in report.pairs]
    rows = tuple(
        Row(
            f"{each.a} and {each.b}",
            (
                Cell(called(each.group)),
                whole(each.units),
                *((whole(each.interviews),) if report.interviews else ()),
                *(named_figure(name, getattr(each, name)) for name in names),
            ),
            opens=place > 0 and each.group != groups[place - 1],
        )
        for place, each in enumerate(report.pairs)
    )
    return Table("Further figures of each pair, with 95 % intervals", "Pair", columns, rows, sorts=True)


def found_of_reference(report: AgreementReport) -> Section | None:
    """How far each rater finds what the reference found."""
    raters = tuple(dict.fromkeys(each.rater for each in report.against_reference))
    if not raters:
        return None
    told = (
        f"Precision is the share of what a rater gave that the reference, {report.reference}, gave too; recall the "
        "share of what the reference gave that the rater gave too; F1 is their harmonic mean. They take the reference "
        "to be right and do not correct for chance.",
    )
    tables = tuple(_against(report, name) for name in raters)
    return Section("reference", "Against the reference", told=told, tables=tables)


def _against(report: AgreementReport, rater: str) -> Table:
    columns = (
        Column("Units"),
        Column("Both"),
        Column("Only reference"),
        Column("Only rater"),
        Column("Neither"),
        *(column(name) for name in _FOUND),
    )
    rows = tuple(_found(each, report.reference) for each in report.against_reference if each.rater == rater)
    caption = f"{rater} against {report.reference}, with 95 % intervals"
    return Table(caption, "Code", columns, rows, sorts=True)


def _found(each: AgainstReference, reference: str | None) -> Row:
    both, only_reference, only_rater, neither = each.counts
    raters = (reference or "", each.rater)
    missed, added = (Counted(raters, each.code, only) if each.code else None for only in (1, 2))
    return Row(
        each.code or "all codes together",
        (
            whole(each.n),
            whole(both),
            whole(only_reference, counted=missed),
            whole(only_rater, counted=added),
            whole(neither),
            *(named_figure(name, getattr(each, name)) for name in _FOUND),
        ),
        strong=not each.code,
    )
