"""Bootstrap intervals of alpha, as a check on the jackknife's."""

import numpy as np

from evaluation.coefficients import krippendorffs_alpha
from evaluation.estimating import Sample
from evaluation.intervals import FEWEST_INTERVIEWS, bootstrap
from evaluation.ratios import Values
from evaluation.reports.records import BootstrapCheck
from evaluation.reports.views import cells
from evaluation.sums import Sums

DRAWS = 10_000


def bootstrap_check(codes: tuple[str, ...], sample: Sample[Sums], *, seed: int) -> BootstrapCheck | None:
    """The percentile intervals of alpha over interviews drawn with replacement; none with too few interviews."""
    present = sample.by_interview.units[:, -1] > 0
    if int(present.sum()) < FEWEST_INTERVIEWS:
        return None
    parts = Sums(*(each[present] for each in sample.by_interview))
    low, high = bootstrap(_alphas, parts, np.random.default_rng(seed), draws=DRAWS)
    ends = [(_told(a), _told(b)) for a, b in zip(low, high, strict=True)]
    return BootstrapCheck(
        draws=DRAWS, seed=seed, krippendorff_alpha=dict(zip(codes, ends[:-1], strict=True)), overall=ends[-1]
    )


def _alphas(sums: Sums) -> Values:
    """Alpha of each code, and of all cells at the end."""
    each = krippendorffs_alpha(sums)[..., :-1]
    return np.concatenate([each, krippendorffs_alpha(cells(sums))[..., np.newaxis]], axis=-1)


def _told(end: float) -> float | None:
    return None if np.isnan(end) else float(end)
