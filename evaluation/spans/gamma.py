"""Gamma, which aligns the spans of raters before it compares them; through an extra that is installed on demand.

pygamma-agreement is MIT itself and brings a solver under the GPL with it, so that it is no part of what is installed.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np

from evaluation.errors import AgreementError
from evaluation.estimating import sole, told
from evaluation.intervals import Estimate, jackknife
from evaluation.ratios import Values, ratio
from evaluation.spans.continua import Spans

SAMPLES = 30
"""Random continua from which the disagreement by chance is estimated, of each interview."""
NO_INTERVIEW = "In no interview two raters or more gave a code."


class Gamma(NamedTuple):
    """Gamma of each interview, and their mean."""

    mean: Estimate
    by_interview: Mapping[str, float]


class _Sum(NamedTuple):
    total: Values
    number: Values


def gamma(spans: Spans, *, seed: int, samples: int = SAMPLES) -> Gamma:
    """Gamma of the spans of each interview in which two raters or more gave a code, and the mean over interviews.

    Positions and codes weigh alike, all codes differ alike. The time grows fast with raters and spans: more than a
    hundred spans of four raters are out of reach.

    Args:
        spans: Who gave which code to which characters.
        seed: Of the random continua; numpy's own generator is put back as it was.
        samples: How many random continua each interview is compared with.

    Raises:
        AgreementError: The extra is not installed.

    Source: Mathet, Widlöcher & Métivier (2015), The unified and holistic method gamma for inter-annotator agreement
    measure and alignment, Computational Linguistics 41, 437-479; computed by pygamma-agreement (Titeux & Riad 2021).
    """
    library = _library()
    found = {
        name: value
        for number, name in enumerate(spans.interviews)
        if (value := _of_interview(spans, number, library, seed, samples)) is not None
    }
    each = np.array(list(found.values()), dtype=np.float64)
    parts = _Sum(each, np.ones_like(each))
    present = np.ones(each.shape, dtype=np.bool_)
    mean = jackknife(_mean, parts, present, least=-np.inf, symmetric=True)
    return Gamma(sole(told(mean, "interview", NO_INTERVIEW)), found)


def _mean(parts: _Sum) -> Values:
    return ratio(parts.total, parts.number)


def _of_interview(spans: Spans, number: int, library: Any, seed: int, samples: int) -> float | None:
    here = spans.rows(spans.interview == number)
    if np.unique(here.rater).size < 2:
        return None
    segment = import_module("pyannote.core").Segment
    continuum = library.Continuum()
    for rater, code, start, end in zip(here.rater, here.code, here.start, here.end, strict=True):
        continuum.add(spans.raters[rater], segment(int(start), int(end)), spans.codes[code])
    before = np.random.get_state()
    np.random.seed(seed)
    try:
        measure = library.CombinedCategoricalDissimilarity(delta_empty=1.0, alpha=1.0, beta=1.0)
        return float(continuum.compute_gamma(measure, n_samples=samples).gamma)
    finally:
        np.random.set_state(before)


def _library() -> Any:
    try:
        return import_module("pygamma_agreement")
    except ImportError:
        raise AgreementError(
            "gamma cannot be computed.",
            why="pygamma-agreement is not installed; it brings software under the GPL with it.",
            do="Install Intercoder with its extra gamma, or pygamma-agreement beside it.",
        ) from None
