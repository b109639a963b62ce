"""How probable a model found the codes that it gave, by unit and code."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from evaluation.tables import UnitTable
from evaluation.units import counts_as_evidence, share_text
from runs import Assignment


def given_probabilities(table: UnitTable, rater: str) -> NDArray[np.float64]:
    """Shape (units, codes): the probability with which a rater gave a code, NaN where it did not or none is known.

    Where several passages that got the code touch a unit, it is the greatest that is known.

    Args:
        table: The judgements, with the segments and codings that they come from.
        rater: One of its raters.
    """
    known = np.full((len(table), len(table.codes)), np.nan)
    column = {code: number for number, code in enumerate(table.codes)}
    units = {name: np.flatnonzero(table.interview == number) for number, name in enumerate(table.interviews)}
    starts = np.array([segment.start for segment in table.segments], dtype=np.intp)
    ends = np.array([segment.end for segment in table.segments], dtype=np.intp)
    for document, given, probability in _with_probability(table, rater):
        if given.code in column:
            rows = units[document]
            cells = rows[share_text(starts[rows], ends[rows], given)], column[given.code]
            known[cells] = np.fmax(known[cells], probability)
    known[~table.applied[:, table.raters.index(rater)]] = np.nan
    return known


def _with_probability(table: UnitTable, rater: str) -> Iterator[tuple[str, Assignment, float]]:
    """What a rater gave that counts and whose probability is known, with its document and its probability."""
    for coding in table.codings:
        for given in coding.assignments if coding.rater == rater else ():
            if given.probability is not None and counts_as_evidence(given):
                yield coding.document, given, given.probability
