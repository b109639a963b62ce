"""The report of agreement on codes, any number of which a unit may have."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from evaluation.coefficients import cohens_kappa as kappa
from evaluation.coefficients import krippendorffs_alpha, pooled_kappa
from evaluation.estimating import Sample, sole
from evaluation.intervals import Estimate
from evaluation.ratios import Values
from evaluation.reports.bootstrapping import bootstrap_check
from evaluation.reports.confusions import confusion, worst_interviews
from evaluation.reports.left_out import what_is_left_out
from evaluation.reports.measures import (
    MAIN,
    MORE,
    OF_A_CODE,
    Measure,
    at,
    figures,
    four_counts,
    mean_over_codes,
    summary,
)
from evaluation.reports.methods import methods_of_codes
from evaluation.reports.pairs import pairs_of
from evaluation.reports.reasons import NO_CODE_DEFINED, why_code_undefined
from evaluation.reports.records import AgreementReport, CodeAgreement, Overall, RaterPart
from evaluation.reports.reference import against_reference
from evaluation.reports.sets import over_sets
from evaluation.reports.standing_in import EPSILON, errors_by_speaker, models_beside_people, replicates_of
from evaluation.reports.views import ANY_CODE, cells, codes_only
from evaluation.sums import Sums, sums_of_codes
from evaluation.tables import UnitTable
from runs import RaterKind

CELLS = "All cells of unit and code together, each a yes-or-no judgement; joint absence counts as agreement."


def agreement_of_codes(
    table: UnitTable,
    kinds: Mapping[str, RaterKind],
    *,
    unit_rule: str,
    reference: str | None = None,
    epsilon: float = EPSILON,
    replicates: Mapping[str, Sequence[str]] | None = None,
    seed: int | None = None,
    software_version: str = "",
) -> AgreementReport:
    """How far the raters of a table agree, per code and overall, for each pair and for each group of pairs.

    Args:
        table: Who judged what.
        kinds: Whether each rater is a person, a model or a consensus.
        unit_rule: How a unit came to be seen and to have a code, in words.
        reference: The rater by whose codes the others are judged as well.
        epsilon: How much worse than a person a model may be, in the alternative annotator test.
        replicates: The raters that are runs of each model, where a model has several.
        seed: Of the draws of a bootstrap over interviews, as a check on the intervals; None for none.
        software_version: Kept in the report.

    Raises:
        AgreementError: The reference is not among the raters.
    """
    judged = independent(table, kinds)
    sample = sample_of(judged)
    every = sample if judged is table else sample_of(table)
    pairs = pairs_of(table, kinds, every)
    codes = _codes(judged, sample)
    return AgreementReport(
        software_version=software_version,
        unit=table.unit,
        unit_rule=unit_rule,
        raters=table.raters,
        rater_details=parts_of(table, kinds),
        units=table.count(np.ones(len(table), dtype=np.bool_)),
        interviews=table.interviews_told,
        codes=codes[:-1],
        any_code=codes[-1],
        overall=_overall(judged, sample),
        pairs=pairs.pairs,
        groups=pairs.groups,
        differences=pairs.differences,
        models=models_beside_people(table, kinds, epsilon=epsilon),
        replicates=replicates_of(table, replicates or {}),
        reference=reference,
        against_reference=against_reference(table, every, reference) if reference else (),
        errors_by_speaker=errors_by_speaker(table, reference, kinds) if reference else {},
        confusion=confusion(judged),
        worst_interviews=worst_interviews(judged, sample.counts),
        bootstrap=None if seed is None else bootstrap_check(table.codes, sample, seed=seed),
        left_out=what_is_left_out(table, pairs.unshared, kinds),
        methods=methods_of_codes(table.interviews_told, sampled=table.design_weight is not None),
    )


def independent(table: UnitTable, kinds: Mapping[str, RaterKind]) -> UnitTable:
    """The table without a consensus, which is no independent rater; as it is where two raters would not be left."""
    kept = [name for name in table.raters if kinds[name] is not RaterKind.CONSENSUS]
    return table.only(kept) if 2 <= len(kept) < len(table.raters) else table


def sample_of(table: UnitTable) -> Sample[Sums]:
    """The table's judgements of each code, and of whether there is any code, which comes last."""
    applied = np.concatenate([table.applied, table.applied.any(axis=2, keepdims=True)], axis=2)

    def weighted(weight: Values | None) -> Sample[Sums]:
        return Sample(lambda clusters: sums_of_codes(table.seen, applied, clusters, weight=weight), table.interview)

    counts = weighted(table.weight)
    return counts if table.design_weight is None else replace(weighted(table.design_weight), unweighted=counts)


def parts_of(table: UnitTable, kinds: Mapping[str, RaterKind]) -> tuple[RaterPart, ...]:
    """What each rater saw."""
    every = np.ones(len(table), dtype=np.bool_)
    seen = [table.count(table.seen[:, rater]) for rater in range(len(table.raters))]
    return tuple(
        RaterPart(name=name, kind=kinds[name], units_seen=count, units_missing=table.count(every) - count)
        for name, count in zip(table.raters, seen, strict=True)
    )


def _codes(table: UnitTable, sample: Sample[Sums]) -> tuple[CodeAgreement, ...]:
    found = figures(sample, OF_A_CODE, lambda sums: sums, why_code_undefined)
    return tuple(
        CodeAgreement(code=name, **_counted(table, sample, number), **at(found, number))
        for number, name in enumerate((*table.codes, ANY_CODE))
    )


def _counted(table: UnitTable, sample: Sample[Sums], code: int) -> dict[str, Any]:
    total, each = sample.counts.total, sample.counts.by_interview
    positives: list[int] = total.margins[code, :, 1].astype(int).tolist()
    given = each.coincidences[:, code, 1, :].sum(axis=-1) > 0
    both = total.tables[code].sum(axis=0)
    return {
        "n": int(total.units[code]),
        "interviews": int((each.units[:, code] > 0).sum()),
        "positives": dict(zip(table.raters, positives, strict=True)),
        "counts": four_counts(both),
        "few": sum(positives) < 10 or (table.interviews_told > 0 and int(given.sum()) < 3),
    }


def _overall(table: UnitTable, sample: Sample[Sums]) -> Overall:
    over_cells = at(figures(sample, MAIN | MORE, cells, why_code_undefined))
    alphas = krippendorffs_alpha(codes_only(sample.total))
    defined = alphas[~np.isnan(alphas)]

    def over_codes(measure: Measure) -> Estimate:
        return sole(summary(sample, measure, codes_only, NO_CODE_DEFINED))

    return Overall(
        over=CELLS,
        pooled_kappa=over_codes(pooled_kappa),
        macro_alpha=over_codes(mean_over_codes(krippendorffs_alpha)),
        macro_kappa=over_codes(mean_over_codes(kappa)),
        lowest_alpha=float(defined.min()) if defined.size else None,
        median_alpha=float(np.median(defined)) if defined.size else None,
        **over_sets(table),
        **over_cells,
    )
