"""Spans for tests: written out, drawn at random, and told by hypothesis; and what they say of each character."""

from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from evaluation.spans.continua import Spans


def spans_of(rows, *, lengths, raters=2, codes=1, seen=None):
    """Rows of (interview, rater, code, start, end), all by number."""
    columns = np.array(rows, dtype=np.intp).reshape(-1, 5).T
    return Spans(
        raters=tuple("ABCDEFGH"[:raters]),
        codes=tuple(f"code {number}" for number in range(codes)),
        interviews=tuple(f"interview {number}" for number in range(len(lengths))),
        interview=columns[0],
        rater=columns[1],
        code=columns[2],
        start=columns[3],
        end=columns[4],
        lengths=np.array(lengths, dtype=np.intp),
        seen=np.ones((len(lengths), raters), dtype=bool) if seen is None else np.array(seen),
    )


@st.composite
def overlapping(draw, *, raters=3, codes=2, interviews=3):
    """Spans of codes that may overlap in every way, by raters who did not see every interview."""
    lengths = draw(st.lists(st.integers(1, 12), min_size=interviews, max_size=interviews))
    seen = draw(
        st.lists(st.lists(st.booleans(), min_size=raters, max_size=raters), min_size=interviews, max_size=interviews)
    )
    rows = []
    for _ in range(draw(st.integers(0, 14))):
        interview = draw(st.integers(0, interviews - 1))
        rater, code = draw(st.integers(0, raters - 1)), draw(st.integers(0, codes - 1))
        start = draw(st.integers(0, lengths[interview] - 1))
        end = draw(st.integers(start + 1, lengths[interview]))
        if seen[interview][rater]:
            rows.append((interview, rater, code, start, end))
    return spans_of(rows, lengths=lengths, raters=raters, codes=codes, seen=seen)


@st.composite
def exclusive(draw, *, raters=3, codes=3, interviews=3):
    """Spans of one rater never overlap; some touch, also with the same code."""
    lengths = draw(st.lists(st.integers(1, 12), min_size=interviews, max_size=interviews))
    seen = draw(
        st.lists(st.lists(st.booleans(), min_size=raters, max_size=raters), min_size=interviews, max_size=interviews)
    )
    rows = []
    for interview, length in enumerate(lengths):
        for rater in range(raters):
            cuts = sorted(draw(st.sets(st.integers(0, length), max_size=6)))
            for start, end in pairwise(cuts):
                code = draw(st.integers(-1, codes - 1))
                if code >= 0 and seen[interview][rater]:
                    rows.append((interview, rater, code, start, end))
    return spans_of(rows, lengths=lengths, raters=raters, codes=codes, seen=seen)


def rows_of(spans):
    columns = (spans.interview, spans.rater, spans.code, spans.start, spans.end)
    return [tuple(map(int, row)) for row in zip(*columns, strict=True)]


def painted(spans, code, interview, rater):
    """Which characters of an interview a rater gave the code; shape (length,)."""
    characters = np.zeros(spans.lengths[interview], dtype=bool)
    for row in rows_of(spans):
        if row[:3] == (interview, rater, code):
            characters[row[3] : row[4]] = True
    return characters


def total(parts):
    return type(parts)(*(part.sum(axis=0) for part in parts))


def same(values, others):
    np.testing.assert_allclose(values, others, rtol=1e-9, atol=1e-9)
