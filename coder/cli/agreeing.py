"""What ``intercoder agree`` computes of a study."""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from codebook import Codebook, InputError
from evaluation.errors import AgreementError
from evaluation.hierarchy import at_top_level
from evaluation.reports.agreement_of_codes import agreement_of_codes, independent
from evaluation.reports.agreement_of_samples import agreement_of_sample, sample_of_raters
from evaluation.reports.agreement_of_spans import span_agreement
from evaluation.reports.records import AgreementReport
from evaluation.spans.coded_spans import spans_of
from evaluation.tables import UnitTable
from evaluation.units import UNIT_RULE, build_units
from runs import Unit
from runs.coding_store import codings, latest_codebook, raters
from runs.ledger import run_summaries
from runs.samples import StoredSample, sample, samples
from runs.segments import segments_of
from runs.study import Study
from runs.transcript_store import transcripts


class Choice(NamedTuple):
    """What is judged, as the command's options say."""

    units: tuple[str, ...] = ("turn",)
    speakers: frozenset[str] | None = None
    raters: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    interviews: tuple[str, ...] = ()
    parents: bool = False
    reference: str | None = None
    level: str | None = None
    values: str | None = None
    models: tuple[str, ...] = ()
    lengths: Path | None = None
    epsilon: float = 0.15
    seed: int | None = None
    gamma_seed: int | None = None
    sample: int | None = None


def reports_of_study(study: Study, choice: Choice) -> tuple[AgreementReport, ...]:
    """A report for each unit of analysis.

    Raises:
        InputError: The study has no transcripts, fewer than two raters have coded, or a name is not known.
    """
    if choice.parents and choice.gamma_seed is not None:
        raise InputError("--gamma is of the codes that were given.", do="Leave --parents or --gamma out.")
    return tuple(_report_of_unit(study, Unit(unit), choice) for unit in choice.units)


def _report_of_unit(study: Study, unit: Unit, choice: Choice) -> AgreementReport:
    table = table_of(study, unit, choice.speakers, choice.raters, interviews=choice.interviews)
    found = latest_codebook(study)
    book = found[1] if found else None
    if choice.parents:
        return _reported(study, _with_codes(at_top_level(table, _parents(book)), choice.codes), choice)
    table = _with_codes(table, choice.codes)
    report = _reported(study, table, choice)
    kinds = {name: rater.kind for name, rater in raters(study).items()}
    spans = spans_of(independent(table, kinds), transcripts(study).values())
    return report.model_copy(
        update={"spans": span_agreement(spans, _groups(book, table.codes), gamma_seed=choice.gamma_seed)}
    )


def _reported(study: Study, table: UnitTable, choice: Choice) -> AgreementReport:
    """The report of the table, or of the sample that was named or that is all that a rater judged."""

    def reported(judged: UnitTable) -> AgreementReport:
        return report_of(study, judged, reference=choice.reference, epsilon=choice.epsilon, seed=choice.seed)

    named = choice.sample is not None
    stored = _sample_named(study, table, choice.sample) if named else sample_of_raters(table, samples(study))
    return agreement_of_sample(table, stored, reported, named=named) if stored else reported(table)


def _sample_named(study: Study, table: UnitTable, number: int | None) -> StoredSample:
    stored = sample(study, number)
    unit = stored.drawn.unit
    if unit != table.unit:
        raise InputError(f"Sample {number} is of {unit}s, not of {table.unit}s.", do=f"Use --unit {unit}.")
    return stored


def _groups(book: Codebook | None, codes: Sequence[str]) -> dict[str, list[str]]:
    """The codes of each group that exclude each other, where two or more of them are judged."""
    groups: dict[str, list[str]] = {}
    for code in book.codes if book else ():
        if code.group and code.name in set(codes):
            groups.setdefault(code.group, []).append(code.name)
    return {name: members for name, members in groups.items() if len(members) > 1}


def _parents(book: Codebook | None) -> dict[str, str | None]:
    if book is None or not any(code.parent for code in book.codes):
        raise InputError("The codebook has no codes below others.", do="Leave --parents out.")
    return {code.name: code.parent for code in book.codes}


def _with_codes(table: UnitTable, codes: tuple[str, ...]) -> UnitTable:
    absent = [code for code in codes if code not in table.codes]
    if absent:
        raise InputError(f"There is no code {absent[0]!r}.", do=f"Name one of these: {', '.join(table.codes)}.")
    return table.with_codes(codes) if codes else table


def table_of(
    study: Study,
    unit: Unit,
    speakers: frozenset[str] | None,
    names: tuple[str, ...],
    *,
    interviews: tuple[str, ...] = (),
) -> UnitTable:
    """What each rater of the study said about each unit.

    Raises:
        InputError: The study has no transcripts, fewer than two raters have coded, or an interview is not known.
    """
    texts = transcripts(study)
    absent = [name for name in interviews if name not in texts]
    if absent:
        raise InputError(f"There is no interview {absent[0]!r}.", do=f"Name one of these: {', '.join(texts)}.")
    texts = {name: text for name, text in texts.items() if not interviews or name in interviews}
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


def report_of(
    study: Study, table: UnitTable, *, reference: str | None = None, epsilon: float = 0.15, seed: int | None = None
) -> AgreementReport:
    """The agreement of the table's raters."""
    kinds = {name: rater.kind for name, rater in raters(study).items()}
    return agreement_of_codes(
        table,
        kinds,
        unit_rule=UNIT_RULE,
        reference=reference,
        epsilon=epsilon,
        seed=seed,
        replicates=_replicates(study, table.raters),
        software_version=version("intercoder"),
    )


def _replicates(study: Study, names: Sequence[str]) -> dict[str, list[str]]:
    """The raters that are runs of each model, where several are compared."""
    found: dict[str, list[str]] = {}
    for run in run_summaries(study):
        if run.rater in set(names) and run.rater not in found.setdefault(run.model, []):
            found[run.model].append(run.rater)
    return {model: each for model, each in found.items() if len(each) > 1}


def _require_raters(names: tuple[str, ...], known: set[str], where: str = "with codings in this study") -> None:
    require_known(names, known, where)
    if len(names or known) < 2:
        raise InputError(
            "Agreement needs two raters.",
            why=f"{len(known)} has coded so far." if len(known) < 2 else "One is named.",
            do="Bring people's codings in with intercoder import --as codings, or run intercoder code."
            if len(known) < 2
            else "Name another with --rater.",
        )


def require_known(names: tuple[str, ...], known: set[str], where: str) -> None:
    """Return where all raters are known.

    Raises:
        InputError: One is not.
    """
    absent = [name for name in names if name not in known]
    if absent:
        raise InputError(
            f"There is no rater {absent[0]!r} {where}.",
            do=f"Name one of these: {', '.join(sorted(known)) or 'none has coded yet'}.",
        )


def written(reports: Sequence[AgreementReport], *, html: Path | None, markdown: Path | None) -> None:
    """Write the reports as files.

    Raises:
        AgreementError: Several units were asked for, and a page is of one.
    """
    if (html or markdown) and len(reports) > 1:
        raise AgreementError("A page is of one unit of analysis.", do="Name one --unit for each page.")
    if html:
        from evaluation.reports.html import html_report

        html.write_text(html_report(reports[0]), encoding="utf-8")
    if markdown:
        from evaluation.reports.markdown import markdown_report

        markdown.write_text(markdown_report(reports[0]), encoding="utf-8")
