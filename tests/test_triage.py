"""The order in which to look at a model's codings, and what it gains over chance."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from evaluation.errors import AgreementError
from evaluation.validity.triage import (
    doubt_from_disagreement,
    doubt_from_probability,
    ranked_cells,
    ranked_units,
    triage_gain,
)

EVERYONE = np.ones(8, dtype=bool)
FOUR = np.array([[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [0, 0, 0, 0]], dtype=bool)[:, :, None]


def test_doubt_is_the_share_that_is_not_with_the_most():
    assert doubt_from_disagreement(FOUR, np.ones((4, 4), bool))[:, 0].tolist() == [0, 0.25, 0.5, 0]
    seen = np.array([[1, 1, 1, 1], [0, 1, 1, 1], [1, 0, 0, 0], [0, 0, 0, 0]], dtype=bool)
    found = doubt_from_disagreement(FOUR, seen)[:, 0]
    assert found[:2] == pytest.approx([0, 1 / 3])
    assert np.isnan(found[2:]).all()


def test_doubt_is_how_probable_the_model_found_it_that_what_it_said_is_not_so():
    probability = np.array([[0.9, 0.1], [0.9, 0.1], [1.0, np.nan]])
    given = np.array([[1, 1], [0, 0], [1, 1]], dtype=bool)
    found = doubt_from_probability(probability, given)
    assert found == pytest.approx(np.array([[0.1, 0.9], [0.9, 0.1], [0, np.nan]]), nan_ok=True)
    for wrong in (1.2, -0.1):
        with pytest.raises(AgreementError):
            doubt_from_probability(np.array([[wrong]]), np.array([[True]]))


def test_the_most_doubtful_come_first_and_what_is_not_known_last():
    doubt = np.array([[0.1, np.nan], [0.5, 0.2], [0.1, 0.0]])
    assert [each[:2] for each in ranked_cells(doubt)] == [(1, 0), (1, 1), (0, 0), (2, 0), (2, 1), (0, 1)]
    assert ranked_units(doubt).tolist() == [1, 0, 2]


def gain_of(doubt, wrong, judged=None):
    """The gain where a model that gives nothing is wrong at these cells."""
    wrong = np.asarray(wrong, dtype=bool)[:, None]
    judged = np.ones(len(wrong), dtype=bool) if judged is None else judged
    return triage_gain(np.asarray(doubt, dtype=float)[:, None], np.zeros_like(wrong), wrong, judged)


def test_looking_at_the_first_half_finds_what_counting_finds():
    found = gain_of([0.5, 0.4, 0.3, 0.2, 0.1, 0.0, 0.0, 0.0], [1, 0, 1, 0, 0, 0, 0, 0])
    looks = {each.looked_at: each.found for each in found.looks}
    assert (looks[0.5], looks[0.2]) == (1, pytest.approx(0.5))
    assert found.errors == 2
    # By counting: after 0, 1, ... 8 cells 0, .5, .5, 1, 1, ... of the errors are found.
    assert found.area == pytest.approx((0.25 + 0.5 + 0.75 + 5) / 8)


def test_errors_first_gain_one_and_last_minus_one_and_equal_doubt_nothing():
    wrong = [1, 1, 0, 0, 0, 0, 0, 0]
    assert gain_of([2, 1, 0, 0, 0, 0, 0, 0], wrong).gain == pytest.approx(1)
    assert gain_of([0, 0, 1, 1, 1, 1, 1, 1], wrong).gain == pytest.approx(-1)
    even = gain_of([0.3] * 8, wrong)
    assert (even.gain, even.area) == pytest.approx((0, 0.5))
    assert [each.found for each in even.looks] == pytest.approx([each.looked_at for each in even.looks])


def test_where_there_is_no_error_there_is_no_gain_and_a_reason():
    for wrong, said in (([0] * 4, "not an error"), ([1] * 4, "not a cell that is right")):
        found = gain_of([1, 2, 3, 4], wrong)
        assert (found.gain, found.area) == (None, None)
        assert said in found.reason


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=2, max_size=60))
def test_the_gain_is_that_of_the_area_under_the_roc_curve(cells):
    doubt, wrong = [each for each, _ in cells], [each for _, each in cells]
    assume(0 < sum(wrong) < len(wrong))
    assert gain_of(doubt, wrong).gain == pytest.approx(2 * roc_auc_score(wrong, doubt) - 1)


def test_the_curve_is_the_mean_over_all_orders_of_cells_in_equal_doubt():
    chance = np.random.default_rng(2)
    doubt, wrong = chance.integers(0, 3, 40) / 4, chance.random(40) < 0.3
    means = []
    for _ in range(3000):
        order = np.lexsort((chance.random(40), -doubt))
        means.append(np.cumsum(wrong[order])[[1, 3, 7, 11, 19]] / wrong.sum())
    found = [each.found for each in gain_of(doubt, wrong).looks]
    assert found == pytest.approx(np.mean(means, axis=0).tolist(), abs=0.01)


def test_only_units_that_the_person_judged_count():
    doubt, wrong = [0.5, 0.4, 0.3, 0.2], [1, 0, 1, 0]
    judged = np.array([1, 1, 0, 0], dtype=bool)
    assert gain_of(doubt, wrong, judged) == gain_of(doubt[:2], wrong[:2])


def test_disagreement_of_replicates_finds_the_errors_of_a_model_that_wavers_where_it_errs():
    chance = np.random.default_rng(6)
    truth = chance.random((400, 5)) < 0.15
    hard = chance.random((400, 5)) < 0.2
    answers = truth[:, None] ^ (chance.random((400, 3, 5)) < np.where(hard, 0.4, 0.02)[:, None])
    doubt = doubt_from_disagreement(answers, np.ones((400, 3), bool))
    found = triage_gain(doubt, answers[:, 0], truth, np.ones(400, bool))
    assert found.gain > 0.5
    assert {each.looked_at: each.found for each in found.looks}[0.2] > 0.5
