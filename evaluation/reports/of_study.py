"""The report of agreement of a study."""

from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import NamedTuple

from codebook import Codebook, InputError
from evaluation.hierarchy import at_top_level
from evaluation.reports.agreement_of_codes import agreement_of_codes, independent
from evaluation.reports.agreement_of_samples import agreement_of_sample, sample_of_raters
from evaluation.reports.agreement_of_spans import span_agreement
from evaluation.reports.records import AgreementReport
from evaluation.reports.standing_in import EPSILON
from evaluation.review.cases.consensus import consensus_of
from evaluation.review.cases.consensus_records import ReviewConsensus
from evaluation.spans.coded_spans import spans_of
from evaluation.study_table import table_of
from evaluation.tables import UnitTable
from evaluation.units import UNIT_RULE
from runs import RaterKind, Unit
from runs.coding_store import codebook_in_use, raters
from runs.ledger.entries import run_summaries
from runs.reviews.decisions import decided_cases
from runs.samples import StoredSample, sample, samples
from runs.study import Study


class Judged(NamedTuple):
    """What is judged, and what is computed of it beside what always is; nobody and nothing named means all."""

    speakers: frozenset[str] | None = None
    """Whose talk; None for that of those who are interviewed."""
    raters: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    interviews: tuple[str, ...] = ()
    parents: bool = False
    """Whether the codes at the top of the codebook are judged instead of those below them."""
    reference: str | None = None
    """The rater by whose codes the others are judged as well."""
    epsilon: float = EPSILON
    """How much worse than a person a model may be."""
    seed: int | None = None
    """Of a bootstrap over interviews; None for none."""
    gamma_seed: int | None = None
    """Of gamma of spans; None for none."""
    sample: int | None = None
    """The drawn sample that stands for all units; None for the one that is all a rater judged, if any."""
    consensus: int | None = None
    """The review whose consensus is a rater as well, 0 for the one begun last; None for no consensus."""


def report_of_unit(study: Study, unit: Unit, judged: Judged) -> AgreementReport:
    """The agreement of a study's raters on one unit of analysis.

    Raises:
        InputError: The study has no transcripts, fewer than two raters have coded, or a name is not known.
        AgreementError: There is no unit to judge, or the reference is not among the raters.
    """
    settled = consensus_of(study, judged.consensus) if judged.consensus is not None else None
    more = [replace(each.coding, independent=True) for each in settled.settled] if settled else []
    table = table_of(study, unit, judged.speakers, judged.raters, interviews=judged.interviews, more=more)
    return report_of_judged(study, table, judged, settled.counts if settled else None)


def report_of_judged(
    study: Study, table: UnitTable, judged: Judged, consensus: ReviewConsensus | None = None
) -> AgreementReport:
    """The agreement on a table of all codes of the study, where the consensus of a review may be a rater.

    Raises:
        InputError: A code is not known, or gamma is asked for of parents.
        AgreementError: The reference is not among the raters.
    """
    book = codebook_in_use(study)
    if judged.parents and judged.gamma_seed is not None:
        raise InputError("Gamma is of the codes that were given.", do="Leave out gamma, or the parents.")
    if judged.parents:
        above = with_codes(at_top_level(table, _parents(book)), judged.codes)
        return _with_labels(study, _reported(study, above, judged, consensus), consensus)
    table = with_codes(table, judged.codes)
    report = _with_labels(study, _reported(study, table, judged, consensus), consensus)
    spans = spans_of(independent(table, _kinds(study, consensus)))
    return report.model_copy(
        update={"spans": span_agreement(spans, _groups(book, table.codes), gamma_seed=judged.gamma_seed)}
    )


def report_of(
    study: Study,
    table: UnitTable,
    *,
    reference: str | None = None,
    epsilon: float = EPSILON,
    seed: int | None = None,
    consensus: ReviewConsensus | None = None,
) -> AgreementReport:
    """The agreement of the table's raters, without that on spans."""
    return agreement_of_codes(
        table,
        _kinds(study, consensus),
        unit_rule=UNIT_RULE,
        reference=reference,
        epsilon=epsilon,
        seed=seed,
        replicates=_replicates(study, table.raters),
        software_version=version("intercoder"),
    )


def _kinds(study: Study, consensus: ReviewConsensus | None) -> dict[str, RaterKind]:
    """The kinds of all raters, that of a review's consensus included."""
    kinds = {name: rater.kind for name, rater in raters(study).items()}
    return kinds | ({consensus.rater: RaterKind.CONSENSUS} if consensus else {})


def _with_labels(study: Study, report: AgreementReport, consensus: ReviewConsensus | None) -> AgreementReport:
    """The report, which says what labels it is of."""
    left_out = 0 if consensus else decided_cases(study)
    return report.model_copy(update={"consensus": consensus, "decided_cases": left_out})


def _reported(study: Study, table: UnitTable, judged: Judged, consensus: ReviewConsensus | None) -> AgreementReport:
    """The report of the table, or of the sample that was named or that is all that a rater judged."""

    def reported(units: UnitTable) -> AgreementReport:
        return report_of(
            study,
            units,
            reference=judged.reference,
            epsilon=judged.epsilon,
            seed=judged.seed,
            consensus=consensus,
        )

    named = judged.sample is not None
    stored = _sample_named(study, table, judged.sample) if named else sample_of_raters(table, samples(study))
    return agreement_of_sample(table, stored, reported, named=named) if stored else reported(table)


def _sample_named(study: Study, table: UnitTable, number: int | None) -> StoredSample:
    stored = sample(study, number)
    unit = stored.drawn.unit
    if unit != table.unit:
        raise InputError(f"Sample {number} is of {unit}s, not of {table.unit}s.", do=f"Use --unit {unit}.")
    return stored


def with_codes(table: UnitTable, codes: tuple[str, ...]) -> UnitTable:
    """The table of these codes only; as it is where none is named.

    Raises:
        InputError: A code is not known.
    """
    absent = [code for code in codes if code not in table.codes]
    if absent:
        raise InputError(f"There is no code {absent[0]!r}.", do=f"Name one of these: {', '.join(table.codes)}.")
    return table.with_codes(codes) if codes else table


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


def _replicates(study: Study, names: Sequence[str]) -> dict[str, list[str]]:
    """The raters that are runs of each model, where several are compared."""
    found: dict[str, list[str]] = {}
    for run in run_summaries(study):
        if run.rater in set(names) and run.rater not in found.setdefault(run.model, []):
            found[run.model].append(run.rater)
    return {model: each for model, each in found.items() if len(each) > 1}
