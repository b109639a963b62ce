"""Overlap of two raters' spans: matched spans, and characters."""

from itertools import permutations

import numpy as np
import pytest
from drawn_spans import overlapping, painted, rows_of, same, spans_of, total
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, jaccard_score

from evaluation.spans.matching import matched
from evaluation.spans.overlap import (
    character_counts,
    character_jaccard,
    character_kappa,
    mean_iou,
    overlap_f1,
    overlap_parts,
)

PAIRS = [("A", "B"), ("C", "A")]
NUMBERS = [(0, 1), (2, 0)]


def test_the_example_of_the_nvivo_help_has_its_agreement():
    """1,000 characters, 50 coded by both, 150 by one, 800 by neither: agreement of 85 %, as its page says."""
    spans = spans_of([(0, 0, 0, 0, 100), (0, 1, 0, 50, 200)], lengths=[1000])
    counts = character_counts(spans, PAIRS[:1])[0, 0, 0]
    assert counts.tolist() == [50, 50, 100, 800]
    expected = (100 * 150 + 900 * 850) / 1000
    assert character_kappa(counts) == pytest.approx((850 - expected) / (1000 - expected))


def test_kappa_of_one_quotation_in_a_million_words_is_defined():
    counts = np.array([20, 5, 5, 6_000_000 - 30], dtype=float)
    assert character_kappa(counts) == pytest.approx(0.8, abs=1e-5)


@settings(deadline=None)
@given(overlapping())
@pytest.mark.filterwarnings("ignore")
def test_character_counts_are_those_of_each_character(spans):
    counts = character_counts(spans, PAIRS)
    for place, pair in enumerate(NUMBERS):
        for code in range(2):
            seen = [i for i in range(3) if spans.seen[i, list(pair)].all()]
            expected = np.zeros((3, 4))
            texts = [[painted(spans, code, i, rater) for rater in pair] for i in seen]
            for interview, (one, other) in zip(seen, texts, strict=True):
                expected[interview] = [f.sum() for f in (one & other, one & ~other, ~one & other, ~one & ~other)]
            assert (counts[:, place, code] == expected).all()
            _same_as_sklearn(counts[:, place, code].sum(axis=0), texts)


def _same_as_sklearn(counts, texts):
    if not counts.sum():
        return
    one, other = (np.concatenate([text[rater] for text in texts]) for rater in (0, 1))
    if one.any() or other.any():
        same(character_jaccard(counts), jaccard_score(one, other))
    if len({*one, *other}) == 2:
        same(character_kappa(counts), cohen_kappa_score(one, other))
    else:
        assert np.isnan(character_kappa(counts))


def distinct(spans, interview, rater, code):
    return sorted({row[3:] for row in rows_of(spans) if row[:3] == (interview, rater, code)})


def iou(one, other):
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(shared, 0) / (one[1] - one[0] + other[1] - other[0] - max(shared, 0))


def most_matched(one, other):
    """By every order of the longer side."""
    few, many = sorted((one, other), key=len)
    return max(sum(iou(*pair) >= 0.5 for pair in zip(few, order, strict=False)) for order in permutations(many))


@settings(deadline=None)
@given(overlapping())
def test_matched_spans_are_as_many_as_any_order_of_them_matches(spans):
    parts = overlap_parts(spans, PAIRS)
    for interview in range(3):
        for place, pair in enumerate(NUMBERS):
            for code in range(2):
                ours = [part[interview, place, code] for part in parts]
                if not spans.seen[interview, list(pair)].all():
                    assert ours == [0, 0, 0, 0]
                    continue
                one, other = (distinct(spans, interview, rater, code) for rater in pair)
                best = [max((iou(a, b) for b in theirs), default=0) for own, theirs in _both(one, other) for a in own]
                same(ours, [most_matched(one, other), len(one), len(other), sum(best)])


def _both(one, other):
    return (one, other), (other, one)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=16, unique=True))
def test_a_matching_is_as_large_as_any_order_of_the_right_allows(edges):
    left, right = np.array(edges, dtype=np.intp).reshape(-1, 2).T
    largest = max(
        sum((one, other) in set(edges) for one, other in enumerate(order)) for order in permutations(range(6))
    )
    found = matched(left, right)
    assert len(found) == len(set(found.tolist())) == largest
    assert set(found.tolist()) <= set(left.tolist())


def test_a_matching_gives_way_along_a_chain():
    """Each of the left is content with two, and must yield for the last to find a partner."""
    size = 2000
    chain = [(i, i) for i in range(size)] + [(i, i + 1) for i in range(size)] + [(size, 0)]
    left, right = np.array(chain, dtype=np.intp).T
    assert len(matched(left, right)) == size + 1


def test_half_of_the_union_is_enough_and_one_character_less_is_not():
    halves = spans_of([(0, 0, 0, 0, 10), (0, 1, 0, 0, 5)], lengths=[20])
    less = spans_of([(0, 0, 0, 0, 11), (0, 1, 0, 0, 5)], lengths=[20])
    assert overlap_f1(total(overlap_parts(halves, PAIRS[:1]))) == 1
    assert overlap_f1(total(overlap_parts(less, PAIRS[:1]))) == 0
    assert mean_iou(total(overlap_parts(less, PAIRS[:1]))) == pytest.approx(5 / 11)


def test_a_span_is_matched_once_and_equal_spans_of_one_rater_count_once():
    rows = [(0, 0, 0, 0, 10), (0, 0, 0, 0, 10), (0, 1, 0, 0, 9), (0, 1, 0, 1, 10)]
    parts = total(overlap_parts(spans_of(rows, lengths=[20]), PAIRS[:1]))
    assert (parts.matched, parts.first, parts.second) == (1, 1, 2)
    assert overlap_f1(parts) == pytest.approx(2 / 3)


def test_a_long_span_is_found_behind_short_ones_that_begin_later():
    rows = [(0, 0, 0, 10, 20), (0, 1, 0, 0, 20), (0, 1, 0, 2, 3), (0, 1, 0, 4, 5)]
    parts = total(overlap_parts(spans_of(rows, lengths=[20]), PAIRS[:1]))
    assert (parts.matched, parts.likeness) == (1, 0.5 + 0.5)


def test_a_code_that_nobody_gave_has_no_overlap_and_one_that_one_gave_has_none_of_it():
    spans = spans_of([(0, 0, 1, 3, 6)], lengths=[20], codes=2)
    parts, counts = total(overlap_parts(spans, PAIRS[:1])), character_counts(spans, PAIRS[:1]).sum(axis=0)
    for values in (overlap_f1(parts), mean_iou(parts), character_jaccard(counts)):
        same(values, [[np.nan, 0]])


@given(overlapping())
def test_the_order_of_the_two_raters_changes_no_figure(spans):
    one, other = (total(overlap_parts(spans, [pair])) for pair in (("A", "B"), ("B", "A")))
    for figure in (overlap_f1, mean_iou):
        same(figure(one), figure(other))
    counts = [character_counts(spans, [pair]).sum(axis=0) for pair in (("A", "B"), ("B", "A"))]
    for figure in (character_jaccard, character_kappa):
        same(figure(counts[0]), figure(counts[1]))


def test_without_pairs_there_are_no_figures():
    spans = spans_of([(0, 0, 0, 0, 10)], lengths=[20])
    assert character_counts(spans, []).shape == (1, 0, 1, 4)
    assert overlap_parts(spans, []).matched.shape == (1, 0, 1)
