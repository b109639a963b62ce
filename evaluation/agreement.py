"""The report of agreement: every pair of raters, and people and models as groups."""

from collections.abc import Mapping
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from evaluation.counts import Counts, pair_counts
from evaluation.intervals import FEWEST_INTERVIEWS, Statistic, estimate
from evaluation.report_records import AgreementReport, Comparison, Difference, RaterSummary
from evaluation.rows import ANY, DE_VRIES, POOLED, kappa_of, rows_of
from evaluation.tables import UnitTable
from evaluation.units import UNIT_RULE
from runs import RaterKind

_NAMES = {RaterKind.PERSON: "people", RaterKind.MODEL: "model", RaterKind.CONSENSUS: "consensus"}
_ORDER = ("people-people", "people-model", "model-model", "consensus-people", "consensus-model", "consensus-consensus")
METHODS = (
    "Percent agreement, Cohen's kappa (Cohen 1960), Krippendorff's alpha (nominal, two raters, Krippendorff 2019) "
    "and Gwet's AC1 (Gwet 2008) were computed for each code as a yes-or-no judgement of each unit.",
    "'All codes (cells pooled)' is one coefficient over all cells of unit and code; 'any code' asks whether a rater "
    "gave any code; the pooled kappa follows De Vries et al. (2008); the mean is over codes whose value is defined.",
    "A group's figure is the mean over its pairs of raters. Agreement with a consensus is shown apart: it is no "
    "agreement of independent raters.",
    "95 % intervals are delete-one-interview jackknife intervals with Student's t; with fewer than five interviews "
    "units are left out instead, which treats them as independent and makes the interval too narrow. They speak of "
    "new interviews, not of new raters.",
)


def agreement(table: UnitTable, kinds: Mapping[str, RaterKind], *, software_version: str = "") -> AgreementReport:
    """How far the raters of a table agree, per code and overall, for each pair and for each group of pairs.

    Args:
        table: Who judged what.
        kinds: Whether each rater is a person, a model or a consensus.
        software_version: Kept in the report.
    """
    names = list(combinations(table.raters, 2))
    seen = [pair for pair in names if table.shared(*pair).any()]
    ordered = sorted(seen, key=lambda pair: _ORDER.index(_group(pair, kinds)))
    grouped = {name: [pair for pair in ordered if _group(pair, kinds) == name] for name in _ORDER}
    return AgreementReport(
        software_version=software_version,
        unit=table.unit,
        unit_rule=UNIT_RULE,
        interviews=len(table.interviews),
        units=len(table),
        codes=table.codes,
        raters=tuple(_summary(table, number, kinds) for number in range(len(table.raters))),
        left_out=_left_out(table, [pair for pair in names if pair not in seen]),
        pairs=tuple(_comparison(table, [pair], " and ".join(pair), _group(pair, kinds)) for pair in ordered),
        groups=tuple(_comparison(table, pairs, name, name) for name, pairs in grouped.items() if pairs),
        differences=_differences(table, grouped["people-people"], grouped["people-model"]),
        methods=METHODS,
    )


def _group(pair: tuple[str, str], kinds: Mapping[str, RaterKind]) -> str:
    first, second = sorted((kinds[name] for name in pair), key=lambda kind: list(_NAMES).index(kind))
    if second is RaterKind.CONSENSUS:
        return f"consensus-{_NAMES[first]}"
    return f"{_NAMES[first]}-{_NAMES[second]}"


def _comparison(table: UnitTable, pairs: list[tuple[str, str]], label: str, group: str) -> Comparison:
    shared = _shared(table, pairs)
    by_interview = pair_counts(table, pairs, table.interview)
    counts, left_out = _clustered(table, pairs, shared, by_interview)
    return Comparison(
        label=label,
        group=group,
        pairs=tuple(pairs),
        interviews=int((by_interview.sum(axis=(1, 2, 3)) > 0).sum()),
        units=int(shared.sum()),
        rows=rows_of(table.codes, counts, by_interview, left_out=left_out),
    )


def _clustered(
    table: UnitTable, pairs: list[tuple[str, str]], shared: NDArray[np.bool_], by_interview: Counts
) -> tuple[Counts, str]:
    """Counts by interview, or by unit where interviews are too few."""
    if len(np.unique(table.interview[shared])) >= FEWEST_INTERVIEWS:
        return by_interview, "interview"
    kept = table.rows(shared)
    return pair_counts(kept, pairs, np.arange(len(kept), dtype=np.intp)), "unit"


def _shared(table: UnitTable, pairs: list[tuple[str, str]]) -> NDArray[np.bool_]:
    """Shape (units,): whether both raters of any of the pairs saw the unit."""
    return np.any([table.shared(*pair) for pair in pairs], axis=0)


def _differences(
    table: UnitTable, people: list[tuple[str, str]], models: list[tuple[str, str]]
) -> tuple[Difference, ...]:
    if not people or not models:
        return ()
    pairs = people + models
    counts, left_out = _clustered(table, pairs, _shared(table, pairs), pair_counts(table, pairs, table.interview))
    return tuple(
        Difference(
            label=f"{label}: people-model minus people-people",
            kappa=estimate(_minus(kappa_of(label), len(people)), counts, left_out=left_out),
        )
        for label in (POOLED, ANY, DE_VRIES)
    )


def _minus(statistic: Statistic, people: int) -> Statistic:
    return lambda counts: statistic(counts[..., people:, :, :]) - statistic(counts[..., :people, :, :])


def _summary(table: UnitTable, number: int, kinds: Mapping[str, RaterKind]) -> RaterSummary:
    seen = int(table.seen[:, number].sum())
    name = table.raters[number]
    return RaterSummary(name=name, kind=kinds[name], units_seen=seen, units_missing=len(table) - seen)


def _left_out(table: UnitTable, unshared: list[tuple[str, str]]) -> tuple[str, ...]:
    tally = table.tally
    said = [
        (tally.superseded, "codings that the same rater replaced by a later one"),
        (tally.dependent, "codings made after seeing another's codes"),
        (tally.not_judged, "judgements that failed, were refused or were cut off: missing, not negative"),
        (tally.ungrounded, "assignments whose quotation is not in the text"),
        (sum(tally.partly_seen), "units of which a rater judged only a part: missing for that rater"),
        (len(tally.other_codes), f"codes that are not in the codebook: {', '.join(tally.other_codes)}"),
    ]
    lines = [f"{count} {what}." for count, what in said if count]
    return (*lines, *(f"{first} and {second} saw no unit in common." for first, second in unshared))
