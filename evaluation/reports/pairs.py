"""How far each two raters agree, and people and models as groups."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.coefficients import krippendorffs_alpha, mean_of_defined, pooled_kappa
from evaluation.estimating import Sample, estimated, sole
from evaluation.reports.measures import (
    MAIN,
    OF_A_CODE,
    OF_A_PAIR_ON_A_CODE,
    Figure,
    Measure,
    View,
    after,
    at,
    figures,
    four_counts,
    mean_over_codes,
    summary,
)
from evaluation.reports.reasons import NO_CODE_DEFINED, why_code_undefined
from evaluation.reports.records import Difference, Group, GroupOnCode, Pair, PairOnCode
from evaluation.reports.views import ANY_CODE, codes_of_pairs, pairs_on_codes, pairs_over_cells
from evaluation.sums import Sums
from evaluation.tables import UnitTable
from runs import RaterKind

_NAMES = {RaterKind.PERSON: "people", RaterKind.MODEL: "model", RaterKind.CONSENSUS: "consensus"}
PEOPLE, PEOPLE_MODEL = "people-people", "people-model"
GROUPS = (PEOPLE, PEOPLE_MODEL, "model-model", "consensus-people", "consensus-model", "consensus-consensus")
"""The groups of pairs, in the order in which they are shown."""
OVER_CODES: Mapping[str, Measure] = {
    "pooled_kappa": pooled_kappa,
    "macro_alpha": mean_over_codes(krippendorffs_alpha),
}


class Pairs(NamedTuple):
    """What is told of pairs."""

    pairs: tuple[Pair, ...]
    groups: tuple[Group, ...]
    differences: tuple[Difference, ...]
    unshared: tuple[tuple[str, str], ...]
    """Pairs that saw no unit in common, of which nothing is told."""


def group_of(a: str, b: str, kinds: Mapping[str, RaterKind]) -> str:
    """The group that a pair belongs to."""
    first, second = sorted((kinds[name] for name in (a, b)), key=list(_NAMES).index)
    if second is RaterKind.CONSENSUS:
        return f"consensus-{_NAMES[first]}"
    return f"{_NAMES[first]}-{_NAMES[second]}"


def pairs_of(table: UnitTable, kinds: Mapping[str, RaterKind], sample: Sample[Sums]) -> Pairs:
    """What is told of the pairs of raters of a table."""
    names = list(combinations(table.raters, 2))
    groups = [group_of(*pair, kinds) for pair in names]
    shared = sample.counts.total.tables[-1].sum(axis=(-2, -1)) > 0
    order = sorted(np.flatnonzero(shared).tolist(), key=lambda number: GROUPS.index(groups[number]))
    members = {name: [number for number in order if groups[number] == name] for name in GROUPS}
    return Pairs(
        pairs=_pairs(table, sample, [(number, *names[number], groups[number]) for number in order]),
        groups=tuple(_group(table, sample, name, chosen) for name, chosen in members.items() if chosen),
        differences=_differences(sample, members, _of_models(members[PEOPLE_MODEL], names, kinds)),
        unshared=tuple(pair for pair, found in zip(names, shared, strict=True) if not found),
    )


def _of_models(
    chosen: Sequence[int], names: Sequence[tuple[str, str]], kinds: Mapping[str, RaterKind]
) -> dict[str, list[int]]:
    """The pairs with people of each model."""
    found: dict[str, list[int]] = {}
    for number in chosen:
        (model,) = (name for name in names[number] if kinds[name] is RaterKind.MODEL)
        found.setdefault(model, []).append(number)
    return found


def _pairs(table: UnitTable, sample: Sample[Sums], order: Sequence[tuple[int, str, str, str]]) -> tuple[Pair, ...]:
    whole = figures(sample, MAIN, pairs_over_cells, why_code_undefined)
    over = {name: summary(sample, each, codes_of_pairs, NO_CODE_DEFINED) for name, each in OVER_CODES.items()}
    each = figures(sample, OF_A_PAIR_ON_A_CODE, pairs_on_codes, why_code_undefined)
    counts = sample.counts.total.tables.astype(int)
    present = (sample.counts.by_interview.tables[:, -1].sum(axis=(-2, -1)) > 0).sum(axis=0)

    def on_codes(number: int) -> list[PairOnCode]:
        return [
            PairOnCode(
                code=name,
                n=int(counts[code, number].sum()),
                counts=four_counts(counts[code, number]),
                **at(each, code, number),
            )
            for code, name in enumerate((*table.codes, ANY_CODE))
        ]

    return tuple(
        Pair(
            a=a,
            b=b,
            group=group,
            units=int(counts[-1, number].sum()),
            interviews=int(present[number]) if table.interviews_known else 0,
            codes=tuple(codes),
            any_code=any_code,
            **at(whole, number),
            **at(over, number),
        )
        for number, a, b, group in order
        for *codes, any_code in [on_codes(number)]
    )


def _group(table: UnitTable, sample: Sample[Sums], name: str, chosen: list[int]) -> Group:
    means = _means(sample, lambda measure: _mean(measure, chosen), chosen)
    each = {
        label: _estimated(
            sample,
            after(pairs_on_codes, _mean(figure.measure, chosen)),
            pairs_on_codes,
            chosen,
            least=figure.least,
        )
        for label, figure in OF_A_CODE.items()
        if label in MAIN
    }
    codes = [GroupOnCode(code=code, **at(each, number)) for number, code in enumerate((*table.codes, ANY_CODE))]
    return Group(group=name, pairs=len(chosen), codes=tuple(codes[:-1]), any_code=codes[-1], **means)


def _differences(
    sample: Sample[Sums], members: Mapping[str, list[int]], of_models: Mapping[str, list[int]]
) -> tuple[Difference, ...]:
    """People-model minus people-people, then each model with people minus the model before it with people."""
    compared = [(PEOPLE_MODEL, members[PEOPLE_MODEL], PEOPLE, members[PEOPLE])]
    models = [(f"people-{name}", chosen) for name, chosen in of_models.items()]
    compared += [(*later, *earlier) for earlier, later in pairwise(models)]
    return tuple(
        Difference(group=group, minus=minus, **_means(sample, _less(more, less), more + less, furthest=2))
        for group, more, minus, less in compared
        if more and less
    )


def _less(more: list[int], less: list[int]) -> Callable[[Measure], Measure]:
    """Makes of a measure the mean over some pairs less that over others."""
    return lambda measure: lambda sums: _mean(measure, more)(sums) - _mean(measure, less)(sums)


def _means(
    sample: Sample[Sums], reduced: Callable[[Measure], Measure], chosen: list[int], *, furthest: float | None = None
) -> dict[str, Any]:
    """The main coefficients over everything and those over codes, each reduced over pairs."""
    views: list[tuple[str, Figure, View]] = [(name, figure, pairs_over_cells) for name, figure in MAIN.items()]
    views += [(name, Figure(measure), codes_of_pairs) for name, measure in OVER_CODES.items()]
    return {
        name: sole(
            _estimated(
                sample,
                after(view, reduced(figure.measure)),
                pairs_over_cells,
                chosen,
                least=figure.least if furthest is None else -furthest,
                most=furthest or 1,
                symmetric=furthest is not None,
            )
        )
        for name, figure, view in views
    }


def _estimated(
    sample: Sample[Sums],
    measure: Measure,
    pairs: View,
    chosen: list[int],
    *,
    least: float,
    most: float = 1,
    symmetric: bool = False,
) -> NDArray[np.object_]:
    """Estimates of a measure over chosen pairs, which are the last axis that the view of pairs leaves."""
    return estimated(
        sample,
        measure,
        lambda sums: pairs(sums).units[..., chosen].sum(axis=-1),
        lambda sums: why_code_undefined(pairs(sums))[..., chosen[0]],
        least=least,
        most=most,
        symmetric=symmetric,
    )


def _mean(measure: Measure, chosen: list[int]) -> Measure:
    """The mean over chosen pairs, which are the last axis of what the measure gives."""
    return lambda sums: mean_of_defined(measure(sums)[..., chosen])
