"""The section on spans: where raters found codes, and which."""

from evaluation.reports.records import AgreementReport
from evaluation.reports.sections import Cell, Column, Row, Section, Table, column, named_figure, whole
from evaluation.reports.shown import counted, share
from evaluation.reports.span_records import SpanAgreement, SpanGroup

_OF_GROUP = ("u_alpha", "u_alpha_binary", "cu_alpha")
_OF_CODE = (
    "u_alpha_binary", "ku_alpha", "overlap_f1", "mean_iou", "character_kappa", "character_jaccard",
)  # fmt: skip


def on_spans(report: AgreementReport) -> Section | None:
    """How far raters agree on where codes are."""
    spans = report.spans
    if spans is None or not spans.interviews:
        return None
    told = (
        f"Over {counted(spans.characters, 'character')} in {counted(spans.interviews, 'interview')} that two raters or "
        "more coded. The alphas of spans follow Krippendorff, Mathet, Bouvry & Widlöcher (2016); they weigh spans by "
        "their length. Where spans of one rater overlap, only figures of single codes and of where any code is can be "
        "told.",
    )
    return Section("spans", "Spans", told=told, tables=(_groups(spans), _codes(spans), _given(spans)))


def _groups(spans: SpanAgreement) -> Table:
    groups = {f"{name}: {', '.join(group.codes)}": group for name, group in spans.by_group.items()}
    rows = (_group("All codes, as if they excluded each other", spans), *(_group(*each) for each in groups.items()))
    caption = "Spans of codes that exclude each other, with 95 % intervals"
    return Table(caption, "Codes", tuple(column(name) for name in _OF_GROUP), rows)


def _group(name: str, group: SpanGroup) -> Row:
    return Row(name, tuple(named_figure(each, getattr(group, each)) for each in _OF_GROUP))


def _codes(spans: SpanAgreement) -> Table:
    kept = tuple(name for name in _OF_CODE if any(getattr(each, name) for each in spans.by_code.values()))
    coverage = any(each.ku_coverage is not None for each in spans.by_code.values())
    told = "Share of the code's characters to which another rater gave some code as well: what (k)u-alpha rests on."
    columns = (*(column(name) for name in kept), *((Column("Coverage", told),) if coverage else ()))
    rows = tuple(
        Row(
            each.code,
            (
                *(named_figure(name, getattr(each, name)) for name in kept),
                *((_share(each.ku_coverage),) if coverage else ()),
            ),
        )
        for each in spans.by_code.values()
    )
    return Table("Spans of each code, with 95 % intervals", "Code", columns, rows, sorts=True)


def _share(part: float | None) -> Cell:
    return Cell("") if part is None else Cell(share(part), order=part)


def _given(spans: SpanAgreement) -> Table:
    raters = tuple(dict.fromkeys(rater for each in spans.by_code.values() for rater in each.spans))
    rows = tuple(
        Row(each.code, tuple(whole(each.spans.get(rater, 0)) for rater in raters)) for each in spans.by_code.values()
    )
    columns = tuple(Column(rater) for rater in raters)
    return Table("How many spans each rater gave each code", "Code", columns, rows, sorts=True)
