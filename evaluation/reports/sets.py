"""Agreement on the sets of codes that units have."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from evaluation.errors import AgreementError
from evaluation.estimating import Clusters, Sample, estimated, sole
from evaluation.intervals import Estimate, P, Statistic
from evaluation.ratios import Values
from evaluation.sets.label_sets import DISTANCES, LabelSets, label_sets
from evaluation.sets.multi_valued import multi_valued_alpha, multi_valued_parts
from evaluation.sets.set_agreement import (
    SetAgreementParts,
    mean_exact_agreement,
    mean_jaccard_similarity,
    set_agreement_parts,
)
from evaluation.sets.set_alpha import set_alpha, set_alpha_parts
from evaluation.tables import UnitTable

NO_VARIATION = "No unit was judged by two raters, nobody gave a code, or all sets of codes are the same."


def over_sets(table: UnitTable) -> dict[str, Any]:
    """Estimates of the coefficients over sets, by their names in ``Overall``; none where units are characters."""
    if table.weight is not None or not table.codes:
        return {}

    def sets(clusters: Clusters) -> LabelSets:
        return label_sets(table.seen, table.applied, clusters, weight=table.design_weight)

    alike = Sample(lambda clusters: set_agreement_parts(sets(clusters)), table.interview)
    valued = Sample(lambda clusters: multi_valued_parts(sets(clusters)), table.interview)
    return {
        "multi_valued_alpha": _one(valued, multi_valued_alpha, lambda parts: parts.sizes.sum(axis=-1)),
        "exact_set_agreement": _one(alike, mean_exact_agreement, _units, least=0),
        "mean_jaccard": _one(alike, mean_jaccard_similarity, _units, least=0),
        "mean_jaccard_where_coded": _one(alike, _where_coded, _units, least=0),
        "jaccard_alpha": _alpha(table, sets, "jaccard"),
        "masi_alpha": _alpha(table, sets, "masi"),
    }


def _units(parts: SetAgreementParts) -> Values:
    return parts.units.sum(axis=-1)


_where_coded = partial(mean_jaccard_similarity, coded_only=True)


def _alpha(table: UnitTable, sets: Callable[[Clusters], LabelSets], distance: str) -> Estimate:
    """Alpha with a distance; undefined with the reason where there are too many different sets to compare."""
    sample = Sample(lambda clusters: set_alpha_parts(sets(clusters), DISTANCES[distance]), table.interview)
    try:
        return _one(sample, set_alpha, lambda parts: parts.judgements)
    except AgreementError as error:
        return Estimate(value=None, undefined=str(error))


def _one(sample: Sample[P], statistic: Statistic[P], units: Statistic[P], *, least: float = -1) -> Estimate:
    return sole(estimated(sample, statistic, units, lambda _: np.array(NO_VARIATION), least=least))
