from itertools import chain, combinations
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from label_set_designs import NINE_UNITS, designs, draw, sets_of, total, without_each

import evaluation.sets.multi_valued
from evaluation.sets.label_sets import dice_distance, label_sets
from evaluation.sets.multi_valued import (
    MultiValuedParts,
    multi_valued_alpha,
    multi_valued_expected,
    multi_valued_observed,
    multi_valued_parts,
)
from evaluation.sets.set_alpha import set_alpha, set_alpha_parts

TABLE_3 = [("bd", "d", None), ("abd", "b", "bd"), ("", "a", "a"), ("a", None, None)]
TABLES_8_AND_9 = {
    "8a": ([("a", "a", "a"), ("abd", "abd", "abde"), ("d", "d", "d")], 0.947, 0.947462),
    "8b": ([("a", "a", "a"), ("ab", "ab", "abd"), ("d", "d", "d")], 0.923, 0.923314),
    "8c": ([("a", "a", "a"), ("b", "b", "bd"), ("d", "d", "d")], 0.895, 0.894734),
    "9a": ([("a", "a", "a"), ("ab", "ad", "bd"), ("d", "d", "d")], 0.716, 0.715671),
    "9b": ([("a", "a", "a"), ("ab", "de", "f"), ("d", "d", "d")], 0.554, 0.553909),
    "9c": ([("a", "b", "ab"), ("ab", "de", "f"), ("bd", "d", "be")], -0.002, -0.002051),
}


def parts_of(rows):
    return total(multi_valued_parts(sets_of(rows)))


def enumerated(sizes, uses):
    """The expected disagreement by going through all sets of all sizes, as the definition has it."""
    codes = range(len(uses))
    every = [frozenset(some) for some in chain.from_iterable(combinations(codes, n) for n in range(len(uses) + 1))]
    weights, distances = np.zeros((2, len(sizes), len(sizes)))
    for one in every:
        for other in every:
            weight = prod(uses[c] for c in one ^ other) * prod(uses[c] * (uses[c] - 1) for c in one & other)
            distance = 1 - 2 * len(one & other) / (len(one) + len(other)) if one or other else 0
            weights[len(one), len(other)] += weight
            distances[len(one), len(other)] += weight * distance
    means = np.divide(distances, weights, out=np.zeros_like(weights), where=weights > 0)
    share = np.array(sizes) / np.sum(sizes)
    return share @ means @ share


def test_table_3_of_krippendorff_and_craggs():
    # Krippendorff & Craggs (2016), Table 3; the digits are those of the R package mvalpha.
    parts = parts_of(TABLE_3)
    assert multi_valued_alpha(parts) == pytest.approx(0.2865907, abs=5e-8)
    assert multi_valued_observed(parts) == pytest.approx(0.4625, abs=5e-8)
    assert multi_valued_expected(parts) == pytest.approx(0.6482955, abs=5e-8)


@pytest.mark.parametrize(("rows", "printed", "exact"), TABLES_8_AND_9.values(), ids=TABLES_8_AND_9)
def test_tables_8_and_9_of_krippendorff_and_craggs(rows, printed, exact):
    # Krippendorff & Craggs (2016), Tables 8a to 9c, as the R package mvalpha has them, with the values noted there.
    alpha = float(multi_valued_alpha(parts_of(rows)))
    assert alpha == pytest.approx(printed, abs=5e-4)
    assert alpha == pytest.approx(exact, abs=5.1e-7)


def test_the_nine_units_have_the_alpha_of_the_enumeration():
    parts = parts_of(NINE_UNITS)
    assert multi_valued_alpha(parts) == pytest.approx(0.380860, abs=5e-7)
    assert multi_valued_expected(parts) == pytest.approx(enumerated(parts.sizes, parts.uses))


@given(designs())
def test_expected_disagreement_is_that_of_all_sets_enumerated(design):
    parts = total(multi_valued_parts(label_sets(*design)))
    if parts.sizes.sum():
        assert multi_valued_expected(parts) == pytest.approx(enumerated(parts.sizes, parts.uses))
    else:
        assert np.isnan(multi_valued_expected(parts))


@pytest.mark.parametrize("seed", range(6))
def test_expected_disagreement_of_skewed_counts_is_that_of_all_sets_enumerated(seed):
    rng = np.random.default_rng(seed)
    uses = rng.integers(0, 2, 6) * 10 ** rng.integers(0, 7, 6)
    sizes = rng.integers(0, 1000, 7)
    parts = MultiValuedParts(np.array(0.0), sizes.astype(float), uses.astype(float))
    exact = enumerated(sizes.tolist(), uses.tolist())
    assert multi_valued_expected(parts) == pytest.approx(exact, rel=1e-12)


def test_counts_of_hundreds_of_codes_and_millions_of_units_do_not_overflow():
    uses = np.concatenate([np.full(150, 3e6), np.full(150, 2.0)])
    sizes = np.zeros(301)
    sizes[[0, 1, 60, 120]] = 1e6
    value = float(multi_valued_expected(MultiValuedParts(np.array(0.0), sizes, uses)))
    # Sets of one size drawn from 150 codes that are alike: a code is shared with probability size / 150.
    shared = {(60, 60): 24, (60, 120): 48, (120, 120): 96, (1, 1): 1 / 150, (1, 60): 0.4, (1, 120): 0.8}
    distances = [1 - 2 * both / (a + b) for (a, b), both in shared.items()]
    expected = sum(d * (1 if a == b else 2) for d, (a, b) in zip(distances, shared, strict=True)) + 2 * 3
    assert value == pytest.approx(expected / 16, rel=1e-3)


def test_a_unit_that_was_not_seen_is_not_a_unit_without_a_code():
    unseen, empty = parts_of([("A", "A"), ("B", None), ("AB", "A")]), parts_of([("A", "A"), ("B", ""), ("AB", "A")])
    assert unseen.sizes.tolist() == [0, 3, 1]
    assert unseen.uses.tolist() == [4, 1]
    assert empty.sizes.tolist() == [1, 4, 1]
    assert empty.uses.tolist() == [4, 2]
    assert multi_valued_observed(unseen) == pytest.approx((2 / 3) / 4)
    assert multi_valued_observed(empty) == pytest.approx((2 + 2 / 3) / 6)
    assert multi_valued_alpha(unseen) != pytest.approx(float(multi_valued_alpha(empty)))


@pytest.mark.parametrize("rows", [[("", ""), ("", "")], [("AB", "AB")] * 3, [("A", None), (None, "B")]])
def test_alpha_is_undefined_where_no_disagreement_can_be_expected(rows):
    assert np.isnan(multi_valued_alpha(parts_of(rows)))


def test_alpha_of_no_unit_is_undefined():
    sets = label_sets(np.zeros((0, 2), dtype=bool), np.zeros((0, 2, 3), dtype=bool), np.zeros(0, dtype=np.intp))
    assert np.isnan(multi_valued_alpha(total(multi_valued_parts(sets))))


@given(designs(), st.randoms(use_true_random=False))
def test_the_order_of_units_raters_and_codes_is_of_no_account(design, random):
    seen, applied, interview = design
    units, raters, codes = (random.sample(range(size), size) for size in applied.shape)
    moved = label_sets(seen[units][:, raters], applied[units][:, raters][:, :, codes], interview[units])
    expected = float(multi_valued_alpha(total(multi_valued_parts(label_sets(seen, applied, interview)))))
    assert multi_valued_alpha(total(multi_valued_parts(moved))) == pytest.approx(expected, nan_ok=True)


@given(designs())
def test_a_code_that_nobody_gave_changes_nothing(design):
    seen, applied, interview = design
    wider = np.concatenate([applied, np.zeros((*seen.shape, 2), dtype=bool)], axis=2)
    one, other = (total(multi_valued_parts(label_sets(seen, some, interview))) for some in (applied, wider))
    assert multi_valued_alpha(other) == pytest.approx(float(multi_valued_alpha(one)), nan_ok=True)


@pytest.mark.parametrize("seed", range(3))
def test_with_many_units_and_independent_codes_alpha_is_nearly_that_of_dice(seed):
    sets = label_sets(*draw(np.random.default_rng(seed), units=20_000, codes=6))
    dice = float(set_alpha(total(set_alpha_parts(sets, dice_distance))))
    assert multi_valued_alpha(total(multi_valued_parts(sets))) == pytest.approx(dice, abs=1e-3)


@pytest.mark.parametrize("cells", [1, 2**22])
def test_alpha_without_an_interview_is_that_of_the_data_without_it(monkeypatch, cells):
    monkeypatch.setattr(evaluation.sets.multi_valued, "_MOST_CELLS", cells)
    seen, applied, interview = draw(np.random.default_rng(4))
    left = multi_valued_alpha(without_each(multi_valued_parts(label_sets(seen, applied, interview))))
    for number in range(6):
        keep = interview != number
        again = total(multi_valued_parts(label_sets(seen[keep], applied[keep], interview[keep])))
        assert left[number] == pytest.approx(float(multi_valued_alpha(again)))


def test_any_number_of_leading_axes_gives_the_values_one_by_one():
    parts = multi_valued_parts(label_sets(*draw(np.random.default_rng(5))))
    stacked = MultiValuedParts(*(np.stack([part, part[::-1]]) for part in parts))
    one_by_one = [float(multi_valued_alpha(MultiValuedParts(*(p[i] for p in parts)))) for i in range(6)]
    assert multi_valued_alpha(stacked) == pytest.approx(np.array([one_by_one, one_by_one[::-1]]), nan_ok=True)
