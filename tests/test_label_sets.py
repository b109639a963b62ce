from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from label_set_designs import NINE_UNITS, designs, draw, sets_of, total, without_each
from nltk.metrics import jaccard_distance as nltk_jaccard
from nltk.metrics import masi_distance as nltk_masi

from evaluation.sets.label_sets import (
    DISTANCES,
    dice_distance,
    jaccard_distance,
    label_sets,
    masi_distance,
    observed_disagreement,
    unequal,
)
from evaluation.sets.set_agreement import (
    exact_agreement,
    jaccard_similarity,
    mean_exact_agreement,
    mean_jaccard_similarity,
    set_agreement_parts,
)

CODES = st.frozensets(st.integers(0, 6), max_size=7)


def apart(distance, first, second):
    return float(distance(*(np.array(len(one)) for one in (first & second, first, second))))


@given(CODES, CODES)
def test_jaccard_and_masi_are_those_of_nltk_wherever_nltk_has_them(first, second):
    if first or second:
        assert apart(jaccard_distance, first, second) == pytest.approx(nltk_jaccard(first, second))
        assert apart(masi_distance, first, second) == pytest.approx(nltk_masi(first, second))


@given(CODES, CODES)
def test_every_distance_is_symmetric_and_zero_only_between_equal_sets(first, second):
    for distance in DISTANCES.values():
        value = apart(distance, first, second)
        assert value == apart(distance, second, first)
        assert 0 <= value <= 1
        assert (value == 0) == (first == second)


@pytest.mark.parametrize("distance", DISTANCES.values())
def test_two_empty_sets_are_equal_and_one_empty_set_is_as_far_as_can_be(distance):
    assert apart(distance, frozenset(), frozenset()) == 0
    assert apart(distance, frozenset(), frozenset({1})) == 1


def test_masi_of_a_subset_is_not_the_product_of_distances_that_dkpro_computes():
    assert apart(masi_distance, frozenset("A"), frozenset("AB")) == pytest.approx(2 / 3)
    assert apart(dice_distance, frozenset("A"), frozenset("AB")) == pytest.approx(1 / 3)
    assert apart(unequal, frozenset("A"), frozenset("AB")) == 1


@pytest.mark.parametrize("codes", [1, 8, 9, 63, 64, 65, 130])
def test_packed_sets_keep_every_code_whatever_their_number(codes):
    rng = np.random.default_rng(codes)
    seen, applied, interview = draw(rng, codes=codes)
    sets = label_sets(seen, applied, interview)
    assert (sets.sizes == applied.sum(axis=2)).all()
    assert all((sets.gave(code) == applied[:, :, code]).all() for code in range(codes))
    shared = (applied[:, 0] & applied[:, 1]).sum(axis=1)
    everywhere = np.ones(len(seen), dtype=bool)
    assert (sets.between(0, 1, everywhere, lambda both, first, second: both) == shared).all()


def test_what_was_given_without_having_seen_the_unit_is_of_no_account():
    seen, applied, interview = draw(np.random.default_rng(1))
    clean, spoilt = label_sets(seen, applied, interview), label_sets(seen, applied | ~seen[:, :, None], interview)
    assert (clean.words == spoilt.words).all()
    assert (clean.sizes == spoilt.sizes).all()


def test_exact_agreement_and_similarity_of_the_nine_units_by_hand():
    parts = total(set_agreement_parts(sets_of(NINE_UNITS)))
    assert exact_agreement(parts) == pytest.approx([3 / 9])
    assert exact_agreement(parts, coded_only=True) == pytest.approx([2 / 8])
    similar = 1 + 0 + 1 + 0 + 1 / 2 + 1 / 3 + 1 + 1 / 2 + 1 / 2
    assert jaccard_similarity(parts) == pytest.approx([similar / 9])
    assert jaccard_similarity(parts, coded_only=True) == pytest.approx([(similar - 1) / 8])


def test_the_mean_over_pairs_weighs_every_pair_alike_and_leaves_out_those_without_a_common_unit():
    rows = [("A", "A", None, None), ("A", "", None, None), ("A", "B", None, None), ("AB", None, "A", None)]
    parts = total(set_agreement_parts(sets_of(rows)))
    assert exact_agreement(parts) == pytest.approx([1 / 3, 0, *[np.nan] * 4], nan_ok=True)
    assert mean_exact_agreement(parts) == pytest.approx(1 / 6)
    assert mean_jaccard_similarity(parts) == pytest.approx((1 / 3 + 1 / 2) / 2)


def test_where_nobody_gave_a_code_agreement_on_coded_units_is_undefined():
    parts = total(set_agreement_parts(sets_of([("", ""), ("", ""), ("", None)])))
    assert mean_exact_agreement(parts) == 1
    assert np.isnan(mean_exact_agreement(parts, coded_only=True))
    assert np.isnan(mean_jaccard_similarity(parts, coded_only=True))


def test_agreement_of_sets_without_an_interview_is_that_of_the_data_without_it():
    seen, applied, interview = draw(np.random.default_rng(2))
    left = without_each(set_agreement_parts(label_sets(seen, applied, interview)))
    for number in range(6):
        keep = interview != number
        again = total(set_agreement_parts(label_sets(seen[keep], applied[keep], interview[keep])))
        for figure in (mean_exact_agreement, mean_jaccard_similarity):
            for coded_only in (False, True):
                assert figure(left, coded_only=coded_only)[number] == pytest.approx(
                    figure(again, coded_only=coded_only)
                )


@given(designs())
def test_similarity_of_pairs_is_that_of_a_loop_over_units(design):
    seen, applied, interview = design
    parts = total(set_agreement_parts(label_sets(seen, applied, interview)))
    for pair, (first, second) in enumerate(combinations(range(seen.shape[1]), 2)):
        both = [unit for unit in range(len(seen)) if seen[unit, first] and seen[unit, second]]
        found = []
        for unit in both:
            one, other = (set(np.flatnonzero(applied[unit, rater])) for rater in (first, second))
            found.append(len(one & other) / len(one | other) if one | other else 1.0)
        expected = np.mean(found) if found else np.nan
        assert jaccard_similarity(parts)[pair] == pytest.approx(expected, nan_ok=True)


def test_no_unit_at_all_gives_parts_without_an_interview():
    seen, applied = np.zeros((0, 2), dtype=bool), np.zeros((0, 2, 3), dtype=bool)
    sets = label_sets(seen, applied, np.zeros(0, dtype=np.intp))
    assert set_agreement_parts(sets).units.shape == (0, 1)
    assert observed_disagreement(sets, unequal).shape == (0,)
    assert np.isnan(mean_exact_agreement(total(set_agreement_parts(sets))))
