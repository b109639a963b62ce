"""The report of agreement where each rater gives a unit one value."""

from collections.abc import Mapping
from functools import partial
from itertools import combinations

import numpy as np

from evaluation import coefficients
from evaluation.estimating import Sample
from evaluation.ratios import Values
from evaluation.reports.measures import MAIN, MORE, OF_A_CODE, Figure, View, at, figures, four_counts
from evaluation.reports.methods import methods_of_values
from evaluation.reports.pairs import group_of
from evaluation.reports.reasons import why_code_undefined, why_value_undefined
from evaluation.reports.records import AgreementReport, CodeAgreement, Overall, Pair, RaterPart
from evaluation.sums import Sums, sums_of_values
from evaluation.value_table import ValueTable
from evaluation.weights import Level, quadratic_weights
from runs import RaterKind

ALL_VALUES = "The values of all units."


def agreement_of_values(
    table: ValueTable, level: Level, kinds: Mapping[str, RaterKind], *, software_version: str = ""
) -> AgreementReport:
    """How far raters agree on one value a unit: overall, on each value against all others, and for each pair.

    Args:
        table: Who gave which value.
        level: The level of measurement.
        kinds: Whether each rater is a person, a model or a consensus.
        software_version: Kept in the report.
    """
    size = len(table.values)
    sample = Sample(lambda clusters: sums_of_values(table.given, clusters, size=size), table.interview)
    chosen = _figures(table, level)
    seen: list[int] = (table.given >= 0).sum(axis=0).tolist()
    return AgreementReport(
        software_version=software_version,
        unit=table.unit,
        unit_rule="A unit has the value that the table gives it; without a row, or with an empty one, it is missing.",
        level=level,
        raters=table.raters,
        rater_details=tuple(
            RaterPart(name=name, kind=kinds[name], units_seen=count, units_missing=len(table) - count)
            for name, count in zip(table.raters, seen, strict=True)
        ),
        units=len(table),
        interviews=table.interviews_told,
        codes=_values(table, sample),
        overall=Overall(over=ALL_VALUES, **at(figures(sample, chosen, lambda sums: sums, why_value_undefined))),
        pairs=_pairs(table, sample, chosen, kinds),
        methods=methods_of_values(level, table.interviews_told),
    )


def _figures(table: ValueTable, level: Level) -> dict[str, Figure]:
    alpha = partial(coefficients.krippendorffs_alpha, level=level, values=table.numbers)
    chosen = {**MAIN, **MORE, "krippendorff_alpha": Figure(alpha)}
    if level is not Level.NOMINAL:
        weights = quadratic_weights(table.numbers)
        chosen["weighted_kappa"] = Figure(partial(coefficients.cohens_kappa, weights=weights))
        chosen["gwet_ac2"] = Figure(partial(coefficients.gwets_ac, weights=weights))
    return chosen


def _values(table: ValueTable, sample: Sample[Sums]) -> tuple[CodeAgreement, ...]:
    return tuple(_value(table, sample, number, name) for number, name in enumerate(table.values))


def _value(table: ValueTable, sample: Sample[Sums], number: int, name: str) -> CodeAgreement:
    view = _against_others(number)
    total, each = view(sample.total), view(sample.by_interview)
    positives: list[int] = total.margins[:, 1].astype(int).tolist()
    both = total.tables.sum(axis=0)
    given = each.coincidences[:, 1, :].sum(axis=-1) > 0
    return CodeAgreement(
        code=name,
        n=int(total.units),
        interviews=int((each.units > 0).sum()) if table.interviews_known else 0,
        positives=dict(zip(table.raters, positives, strict=True)),
        counts=four_counts(both),
        few=sum(positives) < 10 or (table.interviews_known and int(given.sum()) < 3),
        **at(figures(sample, OF_A_CODE, view, why_code_undefined)),
    )


def _against_others(number: int) -> View:
    """One value as "yes" and all others as "no"."""

    def view(sums: Sums) -> Sums:
        return sums._replace(
            shares=_vector(sums.shares, number),
            agreement=_square(sums.agreement, number),
            coincidences=_square(sums.coincidences, number),
            margins=_vector(sums.margins, number),
            tables=_square(sums.tables, number),
        )

    return view


def _vector(each: Values, number: int) -> Values:
    return np.stack([each.sum(axis=-1) - each[..., number], each[..., number]], axis=-1)


def _square(each: Values, number: int) -> Values:
    return np.swapaxes(_vector(np.swapaxes(_vector(each, number), -2, -1), number), -2, -1)


def _pairs(
    table: ValueTable, sample: Sample[Sums], chosen: Mapping[str, Figure], kinds: Mapping[str, RaterKind]
) -> tuple[Pair, ...]:
    found = figures(sample, {name: chosen[name] for name in MAIN}, Sums.by_pair, why_value_undefined)
    units = sample.total.tables.sum(axis=(-2, -1))
    present = (sample.by_interview.tables.sum(axis=(-2, -1)) > 0).sum(axis=0)
    return tuple(
        Pair(
            a=a,
            b=b,
            group=group_of(a, b, kinds),
            units=int(units[number]),
            interviews=int(present[number]) if table.interviews_known else 0,
            **at(found, number),
        )
        for number, (a, b) in enumerate(combinations(table.raters, 2))
        if units[number]
    )
