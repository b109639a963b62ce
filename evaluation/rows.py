"""The rows of a comparison: each code, and four ways to sum up all of them."""

from collections.abc import Callable, Sequence

from evaluation.coefficients import (
    COEFFICIENTS,
    Coefficient,
    Values,
    cohens_kappa,
    mean_of_defined,
    pooled_kappa,
    prevalence,
)
from evaluation.counts import Counts
from evaluation.intervals import Estimate, Statistic, estimate
from evaluation.report_records import Row

ANY, POOLED, MEAN, DE_VRIES = "any code", "all codes (cells pooled)", "mean over codes", "pooled kappa (De Vries)"
KAPPA_ONLY = "Defined for Cohen's kappa only."
"""Why the row of De Vries has no other coefficient."""

Reduction = Callable[[Coefficient], Statistic]
"""From a coefficient of one judgement to a statistic over pairs and codes."""


def rows_of(codes: Sequence[str], counts: Counts, by_interview: Counts, *, left_out: str) -> tuple[Row, ...]:
    """All rows of one comparison.

    Args:
        codes: The codes' names.
        counts: Shape (clusters, pairs, codes + 1, 4), for the figures and their intervals.
        by_interview: The same counts by interview, for the remark that there are few.
        left_out: What a cluster is, in a word.
    """
    size = len(codes)

    def row(label: str, reduction: Reduction, part: slice, *, overall: bool) -> Row:
        return _row(label, reduction, counts[:, :, part], by_interview[:, :, part], left_out, overall=overall)

    each = [row(code, _cells, slice(number, number + 1), overall=False) for number, code in enumerate(codes)]
    overall = [
        row(ANY, _cells, slice(size, size + 1), overall=True),
        row(POOLED, _cells, slice(0, size), overall=True),
        row(MEAN, _mean, slice(0, size), overall=True),
    ]
    return (*each, *overall, _de_vries(overall[1], counts[:, :, :-1], left_out))


def kappa_of(label: str) -> Statistic:
    """The kappa of an overall row, from counts of shape (..., pairs, codes + 1, 4)."""
    if label == ANY:
        return lambda counts: _cells(cohens_kappa)(counts[..., -1:, :])
    if label == POOLED:
        return lambda counts: _cells(cohens_kappa)(counts[..., :-1, :])
    return lambda counts: _mean_pooled_kappa(counts[..., :-1, :])


def _cells(coefficient: Coefficient) -> Statistic:
    return lambda counts: mean_of_defined(coefficient(counts.sum(axis=-2)))


def _mean(coefficient: Coefficient) -> Statistic:
    return lambda counts: mean_of_defined(mean_of_defined(coefficient(counts)))


def _mean_pooled_kappa(counts: Counts) -> Values:
    return mean_of_defined(pooled_kappa(counts))


def _row(
    label: str, reduction: Reduction, counts: Counts, by_interview: Counts, left_out: str, *, overall: bool
) -> Row:
    both, first, second, neither = (int(count) for count in counts.sum(axis=(0, 1, 2)))
    figures = {
        name: estimate(
            reduction(coefficient), counts, left_out=left_out, floor=0 if name == "percent_agreement" else -1
        )
        for name, coefficient in COEFFICIENTS.items()
    }
    present = int((by_interview[..., :3].sum(axis=(1, 2, 3)) > 0).sum())
    return Row(
        label=label,
        overall=overall,
        units=both + first + second + neither,
        counts=(both, first, second, neither),
        prevalence=estimate(reduction(prevalence), counts, left_out=left_out, floor=0),
        few=not overall and (2 * both + first + second < 10 or present < 3),
        **figures,
    )


def _de_vries(pooled: Row, counts: Counts, left_out: str) -> Row:
    absent = Estimate(value=None, reason=KAPPA_ONLY)
    kappa = estimate(_mean_pooled_kappa, counts, left_out=left_out)
    return pooled.model_copy(
        update={"label": DE_VRIES, "kappa": kappa, "percent_agreement": absent, "alpha": absent, "ac1": absent}
    )
