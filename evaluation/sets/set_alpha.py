"""Krippendorff's alpha where the value of a unit is a set of codes and a distance tells how far sets are apart."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.errors import AgreementError
from evaluation.ratios import Values
from evaluation.sets.label_sets import (
    LabelSets,
    SetDistance,
    observed_disagreement,
    overlap,
    pairable,
    unequal,
)

MOST_SETS = 30_000
"""With more distinct sets than this, measuring each against each takes longer than ten seconds, and is not done."""

MOST_NUMBERS = 2**27
"""How many numbers the left and the right factor may each hold: 1 GB."""

_BLOCK = 512


class SetAlphaParts(NamedTuple):
    """What alpha over sets is computed from; the first axis of each is the interview.

    The expected disagreement is the distance of every pairable set to every other, of all interviews: the sum
    over the last axis of left x right, each summed over interviews first. That axis is as long as there are
    distinct sets (left is how often each occurs, right how far it is from all) or interviews (left tells
    interviews apart, right is how far the sets of one are from those of another), whichever is shorter.
    """

    disagreement: Values
    """Shape (interviews,)."""
    judgements: Values
    """Shape (interviews,): how many sets have another of the same unit beside them."""
    left: Values
    """Shape (interviews, the fewer of distinct sets and interviews)."""
    right: Values
    """Same shape as left."""


def set_alpha_parts(sets: LabelSets, distance: SetDistance) -> SetAlphaParts:
    """What alpha with this distance is computed from.

    Memory grows with interviews x the fewer of interviews and distinct sets, time with the square of the number
    of distinct sets (except for ``unequal``); both have a limit.

    Raises:
        AgreementError: There are more than ``MOST_SETS`` distinct sets and the distance is not ``unequal``, or
            the factors would hold more than ``MOST_NUMBERS`` numbers.
    """
    counts = _count(sets)
    if counts.sets > MOST_SETS and distance is not unequal:
        raise AgreementError(
            f"There are {counts.sets:,} distinct sets of codes, too many to measure each against each.",
            why=f"Alpha with a distance between sets is computed for up to {MOST_SETS:,}.",
            do="Use the multi-valued alpha or alpha over equal sets, which have no such limit, or fewer codes.",
        )
    if sets.interviews * min(sets.interviews, counts.sets) > MOST_NUMBERS:
        raise AgreementError(
            f"Alpha over sets cannot keep {sets.interviews:,} parts apart with {counts.sets:,} distinct sets of codes.",
            why="That would take more than 2 GB of memory.",
            do="Use the multi-valued alpha, or leave out interviews and not units.",
        )
    left, right = _factors(counts, distance)
    return SetAlphaParts(
        disagreement=observed_disagreement(sets, distance), judgements=counts.judgements, left=left, right=right
    )


def set_alpha(parts: SetAlphaParts) -> Values:
    """Krippendorff's alpha over sets of codes; shape (...); undefined where all sets are the same.

    Source: Krippendorff (2019), Content Analysis, ch. 12, with a distance between sets for the difference
    between values, as Passonneau (2006) does.
    """
    expected: Values = (parts.left * parts.right).sum(axis=-1)
    varies = expected > 1e-12 * parts.judgements**2
    over = (parts.judgements - 1) * parts.disagreement
    return 1 - np.divide(over, expected, out=np.full(expected.shape, np.nan), where=varies)


class _Counts(NamedTuple):
    """How often each distinct set occurs in each interview, by set and then interview."""

    distinct: NDArray[np.uint64]
    """Shape (sets, words)."""
    set_of: NDArray[np.intp]
    interview_of: NDArray[np.intp]
    times: Values
    judgements: Values
    """Shape (interviews,)."""

    @property
    def sets(self) -> int:
        """How many distinct sets there are."""
        return self.distinct.shape[0]

    def blocks(self, first: int = 0) -> Iterator[tuple[slice, Values]]:
        """Some of the sets at a time, with how often each occurs in each interview; shape (some sets, interviews)."""
        for start in range(first, self.sets, _BLOCK):
            stop = min(start + _BLOCK, self.sets)
            some = slice(*np.searchsorted(self.set_of, (start, stop)))
            table = np.zeros((stop - start, self.judgements.size))
            table[self.set_of[some] - start, self.interview_of[some]] = self.times[some]
            yield slice(start, stop), table


def _count(sets: LabelSets) -> _Counts:
    units, raters = np.nonzero(pairable(sets))
    distinct, number = _distinct(sets.words[units, raters])
    width = max(sets.interviews, 1)
    weight = None if sets.weight is None else sets.weight[units]
    cell, place = np.unique(number * width + sets.interview[units], return_inverse=True)
    return _Counts(
        distinct=distinct,
        set_of=cell // width,
        interview_of=cell % width,
        times=np.bincount(place, weights=weight).astype(np.float64),
        judgements=np.bincount(sets.interview[units], weights=weight, minlength=sets.interviews).astype(np.float64),
    )


def _distinct(words: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.intp]]:
    """The distinct sets, and the number of each judgement's set among them."""
    number = np.zeros(words.shape[0], dtype=np.intp)
    for column in words.T:
        values, place = np.unique(column, return_inverse=True)
        number = np.unique(number * max(values.size, 1) + place, return_inverse=True)[1]
    _, first = np.unique(number, return_index=True)
    return words[first], number


def _factors(counts: _Counts, distance: SetDistance) -> tuple[Values, Values]:
    interviews = counts.judgements.size
    apart = _Apart.of(counts, distance)
    if counts.sets <= interviews:
        left, right = np.zeros((2, interviews, counts.sets))
        for some, table in counts.blocks():
            left[:, some] = table.T
            right[:, some] = _towards_all(counts, some, table, apart).T
        return left, right
    return np.eye(interviews), _between_interviews(counts, apart)


def _between_interviews(counts: _Counts, apart: "_Apart | None") -> Values:
    """How far all sets of one interview are from all of another; shape (interviews, interviews).

    Distances are the same both ways, so that each pair of blocks is measured once.
    """
    half = np.zeros((counts.judgements.size, counts.judgements.size))
    for some, table in counts.blocks():
        if apart is None:
            half += table.T @ _towards_all(counts, some, table, apart) / 2
            continue
        total = apart.between(some, some) @ table / 2
        for others, their_table in counts.blocks(some.stop):
            total += apart.between(some, others) @ their_table
        half += table.T @ total
    return half + half.T


def _towards_all(counts: _Counts, some: slice, table: Values, apart: "_Apart | None") -> Values:
    """How far some sets are from all sets of an interview together; shape (some sets, interviews)."""
    if apart is None:
        return counts.judgements - table
    total = np.zeros_like(table)
    for others, their_table in counts.blocks():
        total += apart.between(some, others) @ their_table
    return total


class _Apart(NamedTuple):
    """The distances between distinct sets, looked up by how many codes two sets have and share."""

    distinct: NDArray[np.uint64]
    sizes: NDArray[np.intp]
    table: Values
    """Shape (width ** 3,): by codes shared, codes of the first set, codes of the second."""
    width: int

    @classmethod
    def of(cls, counts: _Counts, distance: SetDistance) -> "_Apart | None":
        """The distances; None where sets are only equal or not, which needs no looking up."""
        if distance is unequal:
            return None
        sizes = overlap(counts.distinct, counts.distinct)
        width = int(sizes.max(initial=0)) + 1
        return cls(counts.distinct, sizes, distance(*np.indices((width,) * 3)).ravel(), width)

    def between(self, some: slice, others: slice) -> Values:
        """Shape (some sets, other sets)."""
        shared = overlap(self.distinct[some, None], self.distinct[None, others])
        place = (shared * self.width + self.sizes[some, None]) * self.width + self.sizes[None, others]
        return self.table[place]
