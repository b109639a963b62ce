"""Judgements of units that were drawn at random with known probabilities, and who judged nothing else.

A sample that was drawn by a model's codes has more units with a code than all units together. Coefficients of such
units speak of the sample alone; weighted by 1 / the probability of being drawn they speak of all units. Sources:
Horvitz & Thompson (1952), A Generalization of Sampling Without Replacement from a Finite Universe, JASA 47, 663-685;
Cochran (1977), Sampling Techniques, 3rd ed., ch. 5 and 9A.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from evaluation.errors import AgreementError
from evaluation.ratios import Values
from evaluation.tables import UnitTable
from runs.samples import DrawnSample

NEARLY_ALL = 0.9
"""Whoever has this share of his or her units in a sample judged them because they were drawn."""


def probabilities(table: UnitTable, drawn: DrawnSample) -> Values:
    """Shape (units,): how likely each unit of a table was to be drawn; 0 for those that were not."""
    found = {(unit.document, unit.start, unit.end): drawn.strata[unit.stratum].probability for unit in drawn.chosen}
    return np.array([found.get((each.document, each.start, each.end), 0.0) for each in table.segments], dtype=float)


def drawn_units(table: UnitTable, drawn: DrawnSample) -> UnitTable:
    """The drawn units of a table, with their weights.

    Raises:
        AgreementError: None of its units was drawn.
    """
    probability = probabilities(table, drawn)
    kept = probability > 0
    if not kept.any():
        raise AgreementError(
            f"None of the {table.unit}s to judge was drawn for the sample.",
            do="Select interviews and speakers that it was drawn from.",
        )
    weight = 1 / probability[kept]
    return replace(table.rows(kept), design_weight=weight / weight.mean())


def drawn_unequally(drawn: DrawnSample) -> bool:
    """Whether some of the units were likelier to be drawn than others."""
    return len({stratum.probability for stratum in drawn.strata}) > 1


def judged_only_drawn(table: UnitTable, kept: NDArray[np.bool_]) -> tuple[str, ...]:
    """The raters who judged drawn units and hardly any others; ``kept`` has shape (units,)."""
    return tuple(
        name
        for place, name in enumerate(table.raters)
        if table.seen[:, place].any() and kept[table.seen[:, place]].mean() >= NEARLY_ALL
    )


def compared_only_where_drawn(table: UnitTable, kept: NDArray[np.bool_]) -> bool:
    """Whether hardly any unit that two raters judged lies outside of the sample; ``kept`` has shape (units,)."""
    compared = table.seen.sum(axis=1) >= 2
    return bool(compared.any()) and float(kept[compared].mean()) >= NEARLY_ALL
