"""Whether a model errs more on some people's talk: its false positives and negatives by group.

The model is compared with a reference rater. The difference between a group and all others is tested by leaving out
one interview at a time: talk of one interview is no independent sample. Source: Efron & Tibshirani (1993), An
Introduction to the Bootstrap, ch. 11, for the jackknife; Tukey (1958) for its t with interviews - 1 degrees.
"""

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from codebook import Record
from evaluation.ratios import Values, ratio
from evaluation.student import student_probability, student_quantile
from evaluation.validity.clustered_means import FEWEST_CLUSTERS
from evaluation.validity.false_discovery import benjamini_yekutieli

FALSE_DISCOVERIES = 0.05
ErrorKind = Literal["false positives", "false negatives"]


class ErrorParts(NamedTuple):
    """Counts of one kind of error; the first axis is the interview."""

    errors: Values
    """Shape (interviews, groups, codes)."""
    chances: Values
    """The same shape: how often the error could be made; of false positives, the units without the code."""


class GroupErrors(Record, frozen=True):
    """How often the model makes one kind of error on one code in one group's talk, and in all other talk."""

    code: str
    group: str
    kind: ErrorKind
    errors: int
    chances: int
    """Units of the group without the code (false positives) or with it (false negatives), by the reference."""
    rate: float | None
    rate_elsewhere: float | None
    difference: float | None
    low: float | None = None
    high: float | None = None
    """95 % interval of the difference."""
    p: float | None = None
    """Two-sided, of the difference."""
    rejected: bool = False
    """Whether the groups differ, by the procedure of Benjamini and Yekutieli over all rows."""
    reason: str = ""
    """Why there is no test."""


def group_errors(
    model: NDArray[np.bool_],
    reference: NDArray[np.bool_],
    group: NDArray[np.intp],
    interview: NDArray[np.intp],
    *,
    codes: Sequence[str],
    groups: Sequence[str],
    weight: Values | None = None,
) -> tuple[GroupErrors, ...]:
    """The rates of both kinds of error for each code and group, tested against all other groups together.

    Args:
        model: Shape (units, codes): what the model gave. Leave out units that it or the reference did not judge.
        reference: Shape (units, codes): what the reference rater gave.
        group: Shape (units,): the number of the group that a unit belongs to, such as its speaker's.
        interview: Shape (units,): the number of the interview that it lies in.
        codes: Names of the codes.
        groups: Names of the groups.
        weight: Shape (units,): how often each unit counts for a rate, as 1 / its probability of being drawn where
            units are a sample; None for once. ``errors`` and ``chances`` count each once.
    """
    rows: list[GroupErrors] = []
    for kind in ("false positives", "false negatives"):
        counts = error_parts(model, reference, group, interview, groups=len(groups), kind=kind)
        parts = counts
        if weight is not None:
            parts = error_parts(model, reference, group, interview, groups=len(groups), kind=kind, weight=weight)
        rows += [
            _row(parts, counts, code, number, kind, codes[code], name)
            for code in range(len(codes))
            for number, name in enumerate(groups)
        ]
    tested = [row.p for row in rows if row.p is not None]
    rejected = iter(benjamini_yekutieli(tested, FALSE_DISCOVERIES).tolist() if tested else ())
    return tuple(row if row.p is None else row.model_copy(update={"rejected": next(rejected)}) for row in rows)


def error_parts(
    model: NDArray[np.bool_],
    reference: NDArray[np.bool_],
    group: NDArray[np.intp],
    interview: NDArray[np.intp],
    *,
    groups: int,
    kind: ErrorKind,
    weight: Values | None = None,
) -> ErrorParts:
    """The counts of one kind of error by interview, group and code; arguments as of ``group_errors``."""
    present, index = np.unique(interview, return_inverse=True)
    could = reference if kind == "false negatives" else ~reference
    errors = np.zeros((present.size, groups, model.shape[1]))
    chances = np.zeros_like(errors)
    often = np.ones(interview.size) if weight is None else weight
    np.add.at(errors, (index, group), (could & (model != reference)) * often[:, np.newaxis])
    np.add.at(chances, (index, group), could * often[:, np.newaxis])
    return ErrorParts(errors, chances)


def rate(parts: ErrorParts) -> Values:
    """Errors by chances to make them; NaN where there was none. From counts of any shape."""
    return ratio(parts.errors, parts.chances)


def _row(
    parts: ErrorParts, counts: ErrorParts, code: int, number: int, kind: ErrorKind, name: str, group: str
) -> GroupErrors:
    inside = ErrorParts(parts.errors[:, number, code], parts.chances[:, number, code])
    everywhere = ErrorParts(parts.errors[:, :, code].sum(axis=1), parts.chances[:, :, code].sum(axis=1))
    outside = ErrorParts(everywhere.errors - inside.errors, everywhere.chances - inside.chances)
    here, elsewhere = (float(rate(_total(each))) for each in (inside, outside))
    return GroupErrors(
        code=name,
        group=group,
        kind=kind,
        errors=int(counts.errors[:, number, code].sum()),
        chances=int(counts.chances[:, number, code].sum()),
        rate=_or_none(here),
        rate_elsewhere=_or_none(elsewhere),
        difference=_or_none(here - elsewhere),
        **_tested(inside, outside)._asdict(),
    )


class _Tested(NamedTuple):
    """The interval and the probability of a difference, or the reason why there is none."""

    low: float | None = None
    high: float | None = None
    p: float | None = None
    reason: str = ""


def _tested(inside: ErrorParts, outside: ErrorParts) -> _Tested:
    if min(int((each.chances > 0).sum()) for each in (inside, outside)) < FEWEST_CLUSTERS:
        return _Tested(reason=f"The error could be made in fewer than {FEWEST_CLUSTERS} interviews of one side.")
    used = inside.chances + outside.chances > 0
    left_out = [ErrorParts(*(each.sum() - each[used] for each in side)) for side in (inside, outside)]
    replicates = rate(left_out[0]) - rate(left_out[1])
    difference = float(rate(_total(inside)) - rate(_total(outside)))
    size = replicates.size
    error = math.sqrt((size - 1) / size * float(((replicates - replicates.mean()) ** 2).sum()))
    if error < 1e-12:
        return _Tested(reason="No interview differs from another.")
    margin = student_quantile(0.975, size - 1) * error
    p = 2 * student_probability(-abs(difference / error), size - 1)
    return _Tested(max(-1.0, difference - margin), min(1.0, difference + margin), p)


def _total(parts: ErrorParts) -> ErrorParts:
    return ErrorParts(parts.errors.sum(axis=0), parts.chances.sum(axis=0))


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else value
