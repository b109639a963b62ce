"""What a report says of the sample that raters coded: in sentences, and as a section."""

from evaluation.reports.labels import COEFFICIENTS
from evaluation.reports.records import AgreementReport, CodeAgreement, DrawnFigures, SampleDesign
from evaluation.reports.sections import Cell, Column, Row, Section, Table, column, named_figure, whole
from evaluation.reports.shown import counted, number, shown

_OVERALL = ("multi_valued_alpha", "krippendorff_alpha", "cohen_kappa", "gwet_ac1", "pooled_kappa", "macro_alpha")
_PAIR = ("krippendorff_alpha", "cohen_kappa", "gwet_ac1", "percent_agreement")
WEIGHTED, UNWEIGHTED = "Weighted", "Unweighted"


def design_told(report: AgreementReport) -> tuple[str, ...]:
    """Which units the figures are of, what was done about their unequal probabilities, and the figures without it."""
    design = report.design
    if design is None:
        return ()
    return (*(_weighted(report, design) if design.weighted else _unweighted(report, design)), *_missing(report, design))


def _weighted(report: AgreementReport, design: SampleDesign) -> tuple[str, ...]:
    said = (
        f"Figures are weighted: the {counted(design.drawn, report.unit)} of sample {design.sample} were drawn at "
        f"random from {design.units:,}, with {_how_likely(design)}, and each counts 1 / its probability, so that the "
        "figures speak of all of them.",
        f"Unweighted, which speaks of the drawn {report.unit}s alone, {_both(report, design.unweighted_figures)}.",
    )
    if not design.outside:
        return said
    return (*said, f"{counted(design.outside, report.unit)} that raters judged and that were not drawn take no part.")


def _unweighted(report: AgreementReport, design: SampleDesign) -> tuple[str, ...]:
    names = " and ".join(design.raters)
    return (
        f"{names} judged hardly any {report.unit} but those of sample {design.sample}, which was drawn with "
        f"{_how_likely(design)}: figures with {names}, and those of all raters, do not speak of all {report.unit}s.",
        f"Over the {counted(design.drawn, report.unit)} of the sample, each weighted by 1 / its probability, "
        f"{_both(report, design.weighted_figures)}.",
    )


def _how_likely(design: SampleDesign) -> str:
    if len({each.probability for each in design.strata}) == 1:
        return "the same probability"
    return f"probabilities that depend on the codes of {design.drawn_by}"


def _both(report: AgreementReport, figures: DrawnFigures | None) -> str:
    """Alpha over sets, where there is one, and over all cells."""
    if figures is None:
        return "there are no figures"
    sets, cells = figures.overall.multi_valued_alpha, figures.overall.krippendorff_alpha
    said = f"Krippendorff's alpha over all cells is {shown(cells)}"
    return said if sets is None else f"the multi-valued alpha is {shown(sets)} and {said}"


def _missing(report: AgreementReport, design: SampleDesign) -> tuple[str, ...]:
    return tuple(
        f"{name} did not judge {counted(count, report.unit)} of the sample: taken as missing at random."
        for name, count in design.not_judged.items()
        if count
    )


def sampled(report: AgreementReport) -> Section | None:
    """How the sample was drawn, and the figures with and without its weights."""
    design = report.design
    if design is None:
        return None
    told = (f"Sample {design.sample}, drawn by the codes of {design.drawn_by} from seed {design.seed}.",)
    return Section("sample", "The sample", told=told, tables=(_strata(design), *_compared(report, design)))


def _strata(design: SampleDesign) -> Table:
    columns = (Column("Units"), Column("Drawn"), Column("Probability", "Of each of its units, to be drawn."))
    rows = tuple(
        Row(each.name, (whole(each.units), whole(each.drawn), Cell(number(each.probability), order=each.probability)))
        for each in design.strata
    )
    return Table("Strata of the sample", "Stratum", columns, rows)


def _compared(report: AgreementReport, design: SampleDesign) -> tuple[Table, ...]:
    beside = design.unweighted_figures if design.weighted else design.weighted_figures
    if beside is None:
        return ()
    own = DrawnFigures(**{name: getattr(report, name) for name in DrawnFigures.model_fields})
    first, second = (own, beside) if design.weighted else (beside, own)
    names = (WEIGHTED, UNWEIGHTED) if design.weighted else (WEIGHTED, "Unweighted, all units")
    return (_overall(first, second, names), _codes(first, second, names), _pairs(first, second, names))


def _overall(first: DrawnFigures, second: DrawnFigures, names: tuple[str, str]) -> Table:
    found = ((name, getattr(first.overall, name), getattr(second.overall, name)) for name in _OVERALL)
    rows = tuple(
        Row(COEFFICIENTS[name].name, (named_figure(name, one), named_figure(name, other)))
        for name, one, other in found
        if one is not None and other is not None
    )
    columns = tuple(Column(name) for name in names)
    return Table("Over everything, with and without weights", "Coefficient", columns, rows)


def _codes(first: DrawnFigures, second: DrawnFigures, names: tuple[str, str]) -> Table:
    def fields(one: CodeAgreement, other: CodeAgreement) -> tuple[Cell, ...]:
        return tuple(
            named_figure(name, getattr(each, name), why=False)
            for name in ("krippendorff_alpha", "prevalence")
            for each in (one, other)
        )

    rows = tuple(Row(one.code, fields(one, other)) for one, other in zip(first.codes, second.codes, strict=True))
    columns = tuple(Column(f"{what}, {name.lower()}") for what in ("Alpha", "Prevalence") for name in names)
    return Table("Codes, with and without weights", "Code", columns, rows, sorts=True)


def _pairs(first: DrawnFigures, second: DrawnFigures, names: tuple[str, str]) -> Table:
    others = {(each.a, each.b): each for each in second.pairs}
    rows = tuple(
        Row(f"{each.a} and {each.b}: {name.lower()}", tuple(named_figure(label, getattr(of, label)) for label in _PAIR))
        for each in first.pairs
        for name, of in zip(names, (each, others[each.a, each.b]), strict=True)
    )
    return Table("Pairs, with and without weights", "Pair", tuple(column(name) for name in _PAIR), rows)
