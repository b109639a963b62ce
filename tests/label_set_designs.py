"""Small designs of several codes for a unit, from words or drawn at random."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from evaluation.sets.label_sets import label_sets

NINE_UNITS = [("", ""), ("A", ""), ("A", "A"), ("A", "B"), ("AB", "A"), ("AB", "AC"), ("ABC", "ABC"), ("C", "AC")]
NINE_UNITS.append(("C", "AC"))


def judged(rows, codes=None):
    """``seen`` and ``applied`` of rows of one word for each rater, a letter for each code, None for not seen."""
    codes = codes or sorted({code for row in rows for word in row if word for code in word})
    seen = np.array([[word is not None for word in row] for row in rows])
    applied = np.array([[[code in (word or "") for code in codes] for word in row] for row in rows], dtype=bool)
    return seen, applied.reshape(*seen.shape, len(codes))


def sets_of(rows, interview=None):
    seen, applied = judged(rows)
    return label_sets(seen, applied, np.zeros(len(rows), dtype=np.intp) if interview is None else np.array(interview))


def total(parts):
    return type(parts)(*(part.sum(axis=0) for part in parts))


def without_each(parts):
    return type(parts)(*(part.sum(axis=0) - part for part in parts))


def draw(rng, *, units=40, raters=3, codes=5, interviews=6, share=0.35, seen=0.8):
    """``seen``, ``applied`` and ``interview`` of raters who see the same truth, each with some noise."""
    truth = rng.random((units, 1, codes)) < share
    flips = rng.random((units, raters, codes)) < 0.2
    judged_by = rng.random((units, raters)) < seen
    interview = np.concatenate([np.arange(interviews), rng.integers(0, interviews, units - interviews)])
    return judged_by, (truth ^ flips) & judged_by[:, :, None], interview


@st.composite
def designs(draw, most_codes=4):
    units, raters = draw(st.integers(1, 8)), draw(st.integers(2, 4))
    codes, interviews = draw(st.integers(1, most_codes)), draw(st.integers(1, 3))
    seen = draw(arrays.arrays(bool, (units, raters)))
    applied = draw(arrays.arrays(bool, (units, raters, codes))) & seen[:, :, None]
    return seen, applied, draw(arrays.arrays(np.intp, units, elements=st.integers(0, interviews - 1)))
