"""Stratified samples: probabilities that are what they say, and estimates that are right because of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.errors import AgreementError
from evaluation.validity.sampling import (
    crossed,
    shared_out,
    strata_of_codes,
    strata_of_each_code,
    stratified_sample,
    stratum_names,
)

STRATA = np.repeat([0, 1, 2], [70, 25, 5])

strata = st.lists(st.integers(0, 5), min_size=1, max_size=60).map(lambda numbers: np.array(numbers))


@given(strata, st.integers(0, 70), st.booleans(), st.integers(0, 99))
def test_each_unit_can_be_drawn_and_each_stratum_gives_what_its_probability_says(stratum, extra, proportional, seed):
    size = np.unique(stratum).size + extra
    drawn = stratified_sample(stratum, size, np.random.default_rng(seed), proportional=proportional)
    assert drawn.chosen.sum() == min(size, stratum.size)
    assert (drawn.probability > 0).all()
    assert (drawn.probability <= 1).all()
    for number in np.unique(stratum):
        inside = stratum == number
        assert np.unique(drawn.probability[inside]).size == 1
        assert drawn.chosen[inside].sum() == pytest.approx(drawn.probability[inside].sum())


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any), st.integers(0, 200), st.booleans())
def test_shares_never_exceed_a_stratum_and_equal_ones_differ_by_one_unless_it_is_used_up(sizes, extra, by_size):
    sizes = np.array(sizes)
    size = int((sizes > 0).sum()) + extra
    shares = shared_out(sizes, size, proportional=by_size)
    assert shares.sum() == min(size, sizes.sum())
    assert (shares <= sizes).all()
    assert (shares[sizes > 0] >= 1).all()
    if not by_size:
        left = shares[shares < sizes]
        assert left.size == 0 or left.max() - left.min() <= 1
        assert left.size == 0 or shares.max() <= left.min() + 1


def test_proportional_shares_follow_the_sizes():
    assert shared_out(np.array([700, 250, 50]), 100, proportional=True).tolist() == [70, 25, 5]
    assert shared_out(np.array([700, 250, 50]), 90).tolist() == [30, 30, 30]
    assert shared_out(np.array([700, 250, 5]), 105).tolist() == [50, 50, 5]


@pytest.mark.parametrize("proportional", [False, True])
def test_over_many_draws_units_and_pairs_are_drawn_as_often_as_they_should(proportional):
    chance, times = np.random.default_rng(3), 4000
    chosen = np.array(
        [stratified_sample(STRATA, 12, chance, proportional=proportional).chosen for _ in range(times)], dtype=float
    )
    probability = stratified_sample(STRATA, 12, chance, proportional=proportional).probability
    error = np.sqrt(probability * (1 - probability) / times)
    assert (np.abs(chosen.mean(axis=0) - probability) < 5 * error).all()
    share, size = round(probability[0] * 70), 70
    together = share * (share - 1) / (size * (size - 1))
    found = (chosen[:, :70].T @ chosen[:, :70] / times)[np.triu_indices(70, 1)]
    assert found.mean() == pytest.approx(together)
    assert np.abs(found - together).max() < 6 * np.sqrt(together / times)


def test_dividing_by_the_probabilities_gives_the_total_without_bias():
    chance = np.random.default_rng(8)
    values = chance.random(100) < np.where(STRATA == 2, 0.9, 0.2)
    estimates = []
    for _ in range(4000):
        drawn = stratified_sample(STRATA, 15, chance)
        estimates.append((values / drawn.probability)[drawn.chosen].sum())
    error = np.std(estimates) / np.sqrt(4000)
    assert abs(np.mean(estimates) - values.sum()) < 3 * error
    assert error < 0.3


def test_the_same_seed_draws_the_same_and_another_seed_another():
    first, again, other = (stratified_sample(STRATA, 20, np.random.default_rng(seed)).chosen for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_a_sample_that_is_too_small_for_its_strata_or_of_nothing_is_an_error():
    with pytest.raises(AgreementError, match="too small for 3 strata"):
        stratified_sample(STRATA, 2, np.random.default_rng(1))
    with pytest.raises(AgreementError, match="no unit to draw"):
        stratified_sample(np.zeros(0, dtype=int), 5, np.random.default_rng(1))


def test_units_are_put_by_code_into_the_stratum_of_the_rarest_they_have():
    applied = np.array([[1, 0], [1, 1], [0, 0], [1, 0]], dtype=bool)
    assert strata_of_codes(applied).tolist() == [1, 1, 0, 1]
    assert strata_of_each_code(applied).tolist() == [1, 2, 0, 1]
    assert stratum_names(["a", "b"]) == ("no code", "a", "b")
    assert strata_of_each_code(np.zeros((3, 0), dtype=bool)).tolist() == [0, 0, 0]
    assert crossed(np.array([0, 1, 0, 1]), np.array([2, 2, 0, 2])).tolist() == [1, 2, 0, 2]
