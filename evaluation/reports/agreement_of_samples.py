"""The report of agreement where raters judged units because these were drawn at random with unequal probabilities."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from evaluation.reports.records import AgreementReport, DrawnFigures, DrawnStratum, SampleDesign
from evaluation.tables import UnitTable
from evaluation.validity.drawn_units import (
    compared_only_where_drawn,
    drawn_unequally,
    drawn_units,
    judged_only_drawn,
    probabilities,
)
from runs.samples import DrawnSample, StoredSample


def sample_of_raters(table: UnitTable, samples: Iterable[StoredSample]) -> StoredSample | None:
    """The first of the samples that was drawn with unequal probabilities and is all that some rater judged."""
    for stored in samples:
        drawn = stored.drawn
        weighing = drawn.unit == table.unit and drawn_unequally(drawn)
        if weighing and judged_only_drawn(table, probabilities(table, drawn) > 0):
            return stored
    return None


def agreement_of_sample(
    table: UnitTable, stored: StoredSample, reported: Callable[[UnitTable], AgreementReport], *, named: bool
) -> AgreementReport:
    """The report with what the sample's design does to its figures.

    It is of the drawn units, weighted, where the sample is named or where raters have hardly any other unit in common.
    Else it is of all units as they are, and weighted figures of the drawn ones stand beside.

    Args:
        table: Who judged what, of the sample's unit of analysis.
        stored: The sample.
        reported: Makes a report of a table, with the weights that the table has.
        named: Whether the sample was asked for.

    Raises:
        AgreementError: None of the table's units was drawn.
    """
    sampled, kept = drawn_units(table, stored.drawn), probabilities(table, stored.drawn) > 0
    weighted = reported(sampled)
    if named or compared_only_where_drawn(table, kept):
        beside = _figures(reported(replace(sampled, design_weight=None)))
        design = _design(table, stored, kept, weighted=True).model_copy(update={"unweighted_figures": beside})
        return weighted.model_copy(update={"design": design})
    design = _design(table, stored, kept, weighted=False).model_copy(update={"weighted_figures": _figures(weighted)})
    return reported(table).model_copy(update={"design": design})


def _figures(report: AgreementReport) -> DrawnFigures:
    return DrawnFigures(**{name: getattr(report, name) for name in DrawnFigures.model_fields})


def _design(table: UnitTable, stored: StoredSample, kept: NDArray[np.bool_], *, weighted: bool) -> SampleDesign:
    drawn, raters = stored.drawn, judged_only_drawn(table, kept)
    return SampleDesign(
        sample=stored.number,
        seed=drawn.seed,
        drawn_by=drawn.rater,
        strata=_strata(drawn),
        units=len(drawn.units),
        drawn=len(drawn.chosen),
        raters=raters,
        not_judged={name: int(kept.sum() - table.seen[kept, table.raters.index(name)].sum()) for name in raters},
        outside=int((table.seen.sum(axis=1) >= 2)[~kept].sum()),
        weighted=weighted,
    )


def _strata(drawn: DrawnSample) -> tuple[DrawnStratum, ...]:
    return tuple(
        DrawnStratum(name=each.name, units=each.units, drawn=each.chosen, probability=each.probability)
        for each in drawn.strata
    )
