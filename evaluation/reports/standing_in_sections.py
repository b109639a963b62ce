"""The sections on models: whether they can stand in for a person, how stable they are, whose talk they err on."""

from collections.abc import Sequence

from evaluation.reports.records import AgreementReport, ModelBesidePeople, Replicates
from evaluation.reports.sections import Cell, Column, Row, Section, Table, named_figure, whole
from evaluation.reports.shown import number, point, share
from evaluation.validity.alternative_annotator_records import Candidate, OneSidedTest, PersonCompared, Ruling, Verdict
from evaluation.validity.group_errors import GroupErrors

MOST_ERRORS = 20
"""How many rows of errors by speaker are shown of each model."""


def standing_in(report: AgreementReport) -> Section | None:
    """The alternative annotator test of each model, and what the model did where people agreed."""
    if not report.models:
        return None
    epsilon = report.models[0].alternative_annotator.epsilon
    told = (
        "The alternative annotator test (Calderon, Reichart & Dror 2025) asks whether the model matches the other "
        f"people as well as each person does, or worse by less than epsilon = {epsilon:g}. The winning rate is the "
        "share of people against whom it does; the test is passed at 0.5 or more. The test over interviews is the one "
        "that speaks of new interviews. An answer that is always the same stands beside the model: where it passes "
        "too, the data cannot tell.",
    )
    tested = (table for each in report.models for table in (*_tested(each), *_tested_by_code(each)))
    tables = (*tested, _where_people_agreed(report.models))
    return Section("models", "Can a model stand in for a person?", told=told, tables=tables)


def _tested(each: ModelBesidePeople) -> tuple[Table, ...]:
    found = each.alternative_annotator
    columns = (
        Column("Winning rate", "Over interviews."),
        Column("Winning rate as published", "Over units."),
        Column("Advantage", "Mean share of units where it matches the other people at least as well as a person does."),
        Column("Verdict over interviews", words=True),
        Column("Verdict as published", words=True),
    )
    rulings = (_ruled(found.clustered), _ruled(found.plain))
    rows = (
        Row(each.model, (*_rates(found.model), *rulings), strong=True),
        *(Row(other.name, (*_rates(other), *_passing(other))) for other in found.constants),
    )
    few = f"; too few units of {', '.join(found.too_few)}" if found.too_few else ""
    caption = f"Alternative annotator test of {each.model}{few}"
    return (Table(caption, "Candidate", columns, rows), *_against_people(each))


def _tested_by_code(each: ModelBesidePeople) -> tuple[Table, ...]:
    """A row for each code that the test can be made of, and for each that it is refused for."""
    if not each.by_code:
        return ()
    columns = (
        Column("Winning rate", "Over interviews."),
        Column("Winning rate as published", "Over units."),
        Column("Advantage", "Mean share of units where it matches the other people at least as well as a person does."),
        Column("Best constant answer", "The highest winning rate over interviews of an answer that never varies."),
        Column("Verdict over interviews", words=True),
        Column("Verdict as published", words=True),
    )
    rows = tuple(
        Row(code, (*_rates(found.model), _best(found.constants), _ruled(found.clustered), _ruled(found.plain)))
        for code, found in each.by_code.items()
    )
    caption = f"Alternative annotator test of {each.model} code by code, each a test of its own"
    return (Table(caption, "Code", columns, rows, sorts=True),)


def _best(constants: Sequence[Candidate]) -> Cell:
    rates = [each.winning_rate_clustered for each in constants if each.winning_rate_clustered is not None]
    return _number(max(rates, default=None))


def _rates(candidate: Candidate) -> tuple[Cell, ...]:
    figures = (candidate.winning_rate_clustered, candidate.winning_rate, candidate.advantage_probability)
    return tuple(_number(each) for each in figures)


def _number(figure: float | None) -> Cell:
    return Cell("undefined", soft=True) if figure is None else Cell(number(figure), order=figure)


def _ruled(ruling: Ruling) -> Cell:
    return Cell(f"{ruling.verdict}: {ruling.reason}" if ruling.reason else str(ruling.verdict))


def _passing(other: Candidate) -> tuple[Cell, ...]:
    return tuple(
        Cell(Verdict.PASSED if other.passes(clustered=clustered) else Verdict.NOT_PASSED) for clustered in (True, False)
    )


def _against_people(each: ModelBesidePeople) -> tuple[Table, ...]:
    people = each.alternative_annotator.model.people
    if not people:
        return ()
    columns = (
        Column("Units"),
        Column("Interviews"),
        Column("Advantage", "Share of units where the model does at least as well as the person."),
        Column("Person's lead", "Share where the person does at least as well, less the share where the model does."),
        Column("p over interviews", "One-sided, that the lead is smaller than epsilon."),
        Column("p as published", "One-sided, over units."),
    )
    rows = tuple(Row(person.name, _person(person)) for person in people)
    return (Table(f"{each.model} against each person", "Person", columns, rows),)


def _person(each: PersonCompared) -> tuple[Cell, ...]:
    return (
        whole(each.units),
        whole(each.interviews),
        Cell(share(each.advantage), order=each.advantage),
        Cell(point(each.mean_difference), order=each.mean_difference),
        _probability(each.clustered),
        _probability(each.plain),
    )


def _probability(test: OneSidedTest) -> Cell:
    if test.p is None:
        return Cell("no test", soft=True)
    return Cell(probability(test.p), "the model wins" if test.rejected else "", order=test.p)


def probability(p: float) -> str:
    """A probability with three decimals; never 0.000."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _where_people_agreed(models: Sequence[ModelBesidePeople]) -> Table:
    columns = (
        Column("All people gave it", "Cells of unit and code."),
        Column("the model too", "Share of these."),
        Column("Nobody gave it", "Cells of unit and code.", opens=True),
        Column("nor the model", "Share of these."),
        Column("People disagree", "Cells of unit and code.", opens=True),
        Column("the model gave it", "Share of these."),
    )
    rows = tuple(Row(each.model, _agreed(each)) for each in models)
    caption = "What models did where people agree on a unit and a code, and where not, with 95 % intervals"
    return Table(caption, "Model", columns, rows)


def _agreed(each: ModelBesidePeople) -> tuple[Cell, ...]:
    found = each.whether_people_agreed
    return (
        whole(found.agreed_on_code),
        named_figure("recall", found.model_gave_it),
        whole(found.agreed_on_none),
        named_figure("recall", found.model_did_not),
        whole(found.disagreed),
        named_figure("recall", found.model_gave_it_there),
    )


def replicates(report: AgreementReport) -> Section | None:
    """How stable the judgements of models with several runs are."""
    if not report.replicates:
        return None
    told = ("How often a model says the same when it is asked again: its consistency with itself, not its validity.",)
    return Section("replicates", "Replicates", told=told, tables=tuple(_stable(each) for each in report.replicates))


def _stable(each: Replicates) -> Table:
    found = each.consistency
    columns = (
        Column("Units with it", "Units to which at least one replicate gave the code."),
        Column("Changed", "Units on which the replicates are not of one mind."),
        Column("Modal share", "Mean share of replicates that say what most of them say."),
        Column("Modal share with it", "The same over units to which a replicate gave the code."),
    )
    rows = tuple(
        Row(
            code.code,
            (
                whole(code.given),
                whole(code.changed),
                _part(code.modal_share),
                _part(code.modal_share_where_given),
            ),
        )
        for code in found.codes
    )
    changed = (
        "" if found.changed_share is None else f"; on {share(found.changed_share)} of them they are not of one mind"
    )
    caption = f"{each.model}: {found.replicates} replicates, {found.units:,} units{changed}"
    return Table(caption, "Code", columns, rows, sorts=True)


def _part(figure: float | None) -> Cell:
    return Cell("undefined", soft=True) if figure is None else Cell(share(figure), order=figure)


def speakers(report: AgreementReport) -> Section | None:
    """Whether models err more on some speakers' talk."""
    if not report.errors_by_speaker:
        return None
    told = (
        f"Errors of each model against the reference, {report.reference}, in one speaker's talk and in all other talk. "
        "Differences are tested by leaving out one interview at a time, with the procedure of Benjamini & Yekutieli "
        "(2001) over all rows at a false discovery rate of 0.05.",
    )
    tables = tuple(_errors(model, rows) for model, rows in report.errors_by_speaker.items())
    return Section("speakers", "Errors by speaker", told=told, tables=tables)


def _errors(model: str, found: Sequence[GroupErrors]) -> Table:
    some = [each for each in found if each.chances]
    chosen = sorted(some, key=lambda each: (each.p is None, each.p or 0.0))[:MOST_ERRORS]
    columns = (
        Column("Speaker", words=True),
        Column("Kind", words=True),
        Column("Errors"),
        Column("Chances", "Units on which the error could be made."),
        Column("Rate"),
        Column("Rate elsewhere", "In all other talk."),
        Column("Difference", "With its 95 % interval."),
        Column("p", "Two-sided."),
        Column("Notes", words=True),
    )
    rows = tuple(Row(each.code, _error(each)) for each in chosen)
    cut = f"; the {len(chosen)} rows with the smallest p of {len(some)}" if len(chosen) < len(some) else ""
    return Table(f"Errors of {model} by speaker{cut}", "Code", columns, rows, sorts=True)


def _error(each: GroupErrors) -> tuple[Cell, ...]:
    low, high = each.low, each.high
    ends = "" if low is None or high is None else f"({point(low).removesuffix(' points')} to {point(high)})"
    difference = (
        Cell("undefined", soft=True) if each.difference is None else Cell(point(each.difference), ends, each.difference)
    )
    return (
        Cell(each.group),
        Cell(each.kind),
        whole(each.errors),
        whole(each.chances),
        _part(each.rate),
        _part(each.rate_elsewhere),
        difference,
        Cell("", order=None) if each.p is None else Cell(probability(each.p), order=each.p),
        Cell("differs" if each.rejected else each.reason),
    )
