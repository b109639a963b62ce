"""Which codes stand against which, and the interviews in which raters disagree most."""

from itertools import combinations

import numpy as np

from evaluation.estimating import Sample
from evaluation.ratios import Values
from evaluation.reports.records import Confusion, InterviewShare
from evaluation.reports.views import cells
from evaluation.sums import Sums
from evaluation.tables import UnitTable

MOST_INTERVIEWS = 10
"""How many of the worst interviews are told."""
PIECE = 65_536
"""Units that are looked at together."""


def confusion(table: UnitTable) -> Confusion:
    """How often codes stand against each other, over all pairs of raters, and how often one rater gave both."""
    size = len(table.codes)
    instead, together = np.zeros((size, size)), np.zeros((size, size))
    for piece in np.array_split(np.arange(len(table)), len(table) // PIECE + 1):
        seen, weight = table.seen[piece], None if table.weight is None else table.weight[piece]
        given = table.applied[piece].astype(np.float64)
        for rater in range(len(table.raters)):
            together += _products(given[:, rater], given[:, rater], weight)
        for a, b in combinations(range(len(table.raters)), 2):
            both = (seen[:, a] & seen[:, b])[:, np.newaxis]
            first, second = given[:, a] * both, given[:, b] * both
            found = _products(first * (1 - second), second * (1 - first), weight)
            instead += found + found.T
    return Confusion(codes=table.codes, instead=_whole(instead), together=_whole(together))


def _products(one: Values, other: Values, weight: Values | None) -> Values:
    return one.T @ (other if weight is None else other * weight[:, np.newaxis])


def _whole(counts: Values) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(each) for each in row) for row in counts)


def worst_interviews(table: UnitTable, sample: Sample[Sums]) -> tuple[InterviewShare, ...]:
    """The interviews with most of the disagreement, over all cells of unit and code; none where there are not two."""
    by_interview = cells(sample.by_interview)
    every = by_interview.tables.sum(axis=(-3, -2, -1))
    differ = every - by_interview.tables.trace(axis1=-2, axis2=-1).sum(axis=-1)
    units = sample.by_interview.units[:, -1]
    if table.interviews_told < 2 or not differ.sum():
        return ()
    order = [int(each) for each in np.argsort(-differ, kind="stable")[:MOST_INTERVIEWS] if differ[each]]
    return tuple(
        InterviewShare(
            interview=table.interviews[number],
            units=int(units[number]),
            disagreements=float(differ[number]),
            share=float(differ[number] / differ.sum()),
            percent_agreement=float(1 - differ[number] / every[number]),
        )
        for number in order
    )
