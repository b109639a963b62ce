"""Gamma of spans, by the library that is installed on demand."""

import importlib.util

import numpy as np
import pytest

from evaluation.errors import AgreementError
from evaluation.spans import gamma as module
from evaluation.spans.continua import Spans
from evaluation.spans.gamma import gamma

PRESENT = importlib.util.find_spec("pygamma_agreement") is not None
TWO = [(0, 1, 5, 0), (0, 6, 10, 1), (0, 11, 15, 0), (1, 2, 6, 0), (1, 7, 11, 1), (1, 12, 16, 0)]
"""Rater, start, end and code of the example of DKPro Statistics: two raters one character apart."""


def spans_of(rows, interviews=1):
    rater, start, end, code = np.array(rows, dtype=np.intp).T
    every = np.arange(interviews)
    return Spans(
        raters=("A", "B"),
        codes=("a", "b"),
        interviews=tuple(f"i{n}" for n in every),
        interview=np.repeat(every, len(rows)),
        rater=np.tile(rater, interviews),
        code=np.tile(code, interviews),
        start=np.tile(start, interviews),
        end=np.tile(end, interviews),
        lengths=np.full(interviews, 20),
        seen=np.ones((interviews, 2), dtype=bool),
    )


@pytest.mark.skipif(not PRESENT, reason="NOT TESTED: gamma. It needs pygamma-agreement, which brings GPL software.")
@pytest.mark.filterwarnings("ignore")
def test_gamma_is_near_what_others_print_the_same_from_the_same_seed_and_leaves_chance_as_it_was():
    np.random.seed(3)
    before = np.random.get_state()[1].copy()
    one, again = (gamma(spans_of(TWO, 2), seed=1, samples=100) for _ in range(2))
    assert np.array_equal(np.random.get_state()[1], before)
    assert one == again
    assert one.by_interview["i0"] == pytest.approx(0.8836, abs=0.03)
    assert one.mean.value == pytest.approx(np.mean(list(one.by_interview.values())))


def test_without_the_library_gamma_says_what_to_install(monkeypatch):
    def absent(name):
        raise ImportError(name)

    monkeypatch.setattr(module, "import_module", absent)
    with pytest.raises(AgreementError, match="pygamma-agreement is not installed"):
        gamma(spans_of(TWO), seed=1)
