"""Stability of replicates, and error rates by group."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.errors import AgreementError
from evaluation.validity.consistency import consistency
from evaluation.validity.group_errors import error_parts, group_errors

GIVEN = np.array(
    [
        [[1, 0], [1, 0], [1, 0]],
        [[1, 0], [0, 0], [1, 0]],
        [[0, 0], [0, 0], [0, 0]],
        [[1, 1], [0, 0], [0, 0]],
    ],
    dtype=bool,
)
SEEN = np.array([[1, 1, 1], [1, 1, 1], [1, 1, 1], [1, 0, 0]], dtype=bool)


def test_units_that_two_replicates_judged_are_counted_by_hand():
    found = consistency(GIVEN, SEEN, ["a", "b"])
    assert (found.replicates, found.units) == (3, 3)
    assert found.changed_share == pytest.approx(1 / 3)
    first, second = found.codes
    assert first.modal_share == pytest.approx((1 + 2 / 3 + 1) / 3)
    assert first.modal_share_where_given == pytest.approx((1 + 2 / 3) / 2)
    assert (first.changed, first.given) == (1, 2)
    assert (second.modal_share, second.modal_share_where_given, second.given) == (1, None, 0)


def test_it_says_that_it_is_no_validity_and_needs_two_replicates():
    assert "not validity" in consistency(GIVEN, SEEN, ["a", "b"]).meaning
    with pytest.raises(AgreementError):
        consistency(GIVEN[:, :1], SEEN[:, :1], ["a", "b"])
    nothing = consistency(GIVEN, np.zeros((4, 3), bool), ["a", "b"])
    assert (nothing.units, nothing.changed_share, nothing.codes[0].modal_share) == (0, None, None)


@given(st.integers(0, 10**6))
def test_the_order_of_replicates_makes_no_difference_and_copies_are_wholly_consistent(seed):
    chance = np.random.default_rng(seed)
    answers, seen = chance.random((30, 4, 2)) < 0.4, chance.random((30, 4)) < 0.8
    order = chance.permutation(4)
    assert consistency(answers[:, order], seen[:, order], "ab") == consistency(answers, seen, "ab")
    copies = consistency(np.repeat(answers[:, :1], 3, axis=1), np.ones((30, 3), bool), "ab")
    assert copies.changed_share == 0
    assert all(code.modal_share == 1 for code in copies.codes)


INTERVIEW = np.repeat(np.arange(12), 20)
GROUP = np.tile(np.arange(2), 120)


def judged(chance, effect=0.0, between=False, interviews=12):
    """A model that errs more in some interviews, and by ``effect`` (logit) more in the first group."""
    where = np.repeat(np.arange(interviews), 20)
    group = where % 2 if between else np.tile([0, 1], where.size // 2)
    reference = chance.random(where.size) < 0.4
    logit = -1.5 + chance.normal(0, 0.6, interviews)[where] + effect * (group == 0)
    model = reference ^ (chance.random(where.size) < 1 / (1 + np.exp(-logit)))
    return model[:, None], reference[:, None], group, where


def rows_of(design):
    """The rows of a design with one code and two groups, by kind and group."""
    found = group_errors(*design, codes=["strain"], groups=["P", "I"])
    return {(row.kind, row.group): row for row in found}


def test_rates_are_counted_by_group_and_kind():
    model = np.array([1, 1, 0, 0, 1, 0], dtype=bool)[:, None]
    reference = np.array([0, 1, 0, 1, 1, 1], dtype=bool)[:, None]
    rows = rows_of((model, reference, np.array([0, 0, 0, 1, 1, 1]), np.zeros(6, dtype=int)))
    false_positives = rows["false positives", "P"]
    assert (false_positives.errors, false_positives.chances, false_positives.rate) == (1, 2, 0.5)
    assert rows["false positives", "I"].rate is None
    assert rows["false negatives", "I"].rate == pytest.approx(2 / 3)
    assert rows["false negatives", "I"].rate_elsewhere == 0
    assert all(row.p is None and "fewer than 5 interviews" in row.reason for row in rows.values())


def test_the_test_is_the_jackknife_over_interviews_recomputed_from_the_units():
    design = judged(np.random.default_rng(1), effect=1.0)
    row = rows_of(design)["false positives", "P"]
    left_out = []
    for interview in range(12):
        rest = design[3] != interview
        left_out.append(rows_of([each[rest] for each in design])["false positives", "P"].difference)
    error = np.sqrt(11 / 12 * np.square(np.array(left_out) - np.mean(left_out)).sum())
    assert (row.high - row.low) / 2 == pytest.approx(2.200985 * error, rel=1e-6)
    assert (row.high + row.low) / 2 == pytest.approx(row.difference)


@pytest.mark.parametrize("between", [False, True])
def test_groups_that_do_not_differ_are_told_apart_as_seldom_as_the_test_says(between):
    chance = np.random.default_rng(7)
    low = [rows_of(judged(chance, between=between))["false positives", "P"].p < 0.05 for _ in range(400)]
    assert 0.02 <= np.mean(low) <= 0.08


def test_a_group_that_the_model_errs_more_on_is_found():
    chance = np.random.default_rng(8)
    rows = [rows_of(judged(chance, effect=1.2, interviews=30))["false positives", "P"] for _ in range(40)]
    assert np.mean([row.rejected and row.difference > 0 for row in rows]) > 0.8


def test_errors_and_chances_add_up_over_interviews():
    design = judged(np.random.default_rng(2))
    parts = error_parts(*design, groups=2, kind="false negatives")
    whole = error_parts(*design[:3], np.zeros(240, dtype=int), groups=2, kind="false negatives")
    assert (parts.errors.sum(axis=0) == whole.errors[0]).all()
    assert whole.chances.sum() == design[1].sum()


def test_a_group_in_which_nothing_varies_has_no_test_and_a_reason():
    same = np.zeros((240, 1), dtype=bool)
    row = rows_of((same, same, GROUP, INTERVIEW))["false positives", "P"]
    assert (row.rate, row.difference, row.p) == (0, 0, None)
    assert row.reason == "No interview differs from another."
