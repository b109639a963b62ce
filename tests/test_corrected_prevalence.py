"""Prevalence corrected by a sample that a person coded: known values, unbiasedness and coverage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.errors import AgreementError
from evaluation.validity.corrected_prevalence import corrected_prevalence
from evaluation.validity.prevalence_parts import (
    corrected_mean,
    prevalence_parts,
    raw_prevalence,
    total,
    tuned_mean,
    tuning,
)

MODEL = np.array([1, 1, 1, 0, 0, 0, 0, 1, 0, 0], dtype=bool)[:, None]
PERSON = np.array([1, 0, 0, 0, 0, 0, 1, 1, 0, 0], dtype=bool)[:, None]
SAMPLED = np.isin(np.arange(10), [0, 3, 6, 7])


def corrected(model, person, sampled, probability, interview, **more):
    """The figures of one code."""
    size = sampled.size
    arrays = {"sampled": sampled, "judged": sampled, "probability": np.broadcast_to(probability, size), **more}
    return corrected_prevalence(model, person, interview=interview, codes=["strain"], **arrays)[0]


def test_ten_units_of_which_four_were_judged_give_the_mean_and_error_worked_out_by_hand():
    # psi = 1, 1, 1, 0, 0, 0, 2.5, 1, 0, 0: mean .65, sd(psi) / sqrt(10) = .25874.
    found = corrected(MODEL, PERSON, SAMPLED, 0.4, np.zeros(10, dtype=int))
    assert found.corrected.value == pytest.approx(0.65)
    assert found.corrected.standard_error == pytest.approx(0.25874, abs=5e-6)
    assert found.raw.value == pytest.approx(0.4)
    assert (found.sampled, found.sampled_person, found.sampled_model) == (4, 3, 2)
    assert (found.false_positives, found.false_negatives) == (0, 1)
    assert (found.clusters, found.few) == ("unit", True)


def test_the_error_over_interviews_takes_the_deviation_of_each_interview_as_one_value():
    interview = np.arange(10) // 2
    found = corrected(MODEL, PERSON, SAMPLED, 0.4, interview)
    psi = np.array([1, 1, 1, 0, 0, 0, 2.5, 1, 0, 0])
    summed = [(psi[interview == j] - 0.65).sum() for j in range(5)]
    assert found.corrected.standard_error == pytest.approx(np.sqrt(5 / 4 * np.square(summed).sum()) / 10)
    assert found.clusters == "interview"
    assert found.corrected.high == 1
    assert found.corrected.low == pytest.approx(max(0, 0.65 - 2.776445 * found.corrected.standard_error), abs=1e-6)


def ppi_plus_plus(y, f, others):
    """Estimate and standard error as in ppi_mean_ci of github.com/aangelopoulos/ppi_py, written from the paper."""
    n, size = y.size, others.size
    everything = np.concatenate([f, others])
    share = np.clip(np.mean((y - y.mean()) * (f - f.mean())) / ((1 + n / size) * everything.var()), 0, 1)
    error = np.sqrt((share * others).var() / size + (y - share * f).var() / n)
    return share * others.mean() + (y - share * f).mean(), error, share


@pytest.mark.parametrize("seed", range(5))
def test_a_simple_random_sample_gives_the_estimate_of_ppi_plus_plus_and_its_error(seed):
    chance = np.random.default_rng(seed)
    truth = chance.random(5000) < 0.2
    model = np.where(truth, chance.random(5000) < 0.7, chance.random(5000) < 0.15)
    sampled = np.zeros(5000, dtype=bool)
    sampled[chance.choice(5000, 400, replace=False)] = True
    found = corrected(model[:, None], truth[:, None], sampled, 0.08, np.arange(5000))
    value, error, share = ppi_plus_plus(
        *(each.astype(float) for each in (truth[sampled], model[sampled], model[~sampled]))
    )
    assert found.tuned.value == pytest.approx(value, rel=1e-9)
    assert found.tuning * (1 - 0.08) == pytest.approx(share)
    assert found.tuned.standard_error == pytest.approx(error, rel=0.02)


def population(chance, interviews=20, units=50, prevalence=0.2):
    """A code that some interviews have more of than others, and a model that errs more in some."""
    where = np.repeat(np.arange(interviews), units)
    much = chance.normal(0, 0.7, interviews)[where]
    truth = chance.random(where.size) < 1 / (1 + np.exp(-(np.log(prevalence / (1 - prevalence)) + much)))
    careless = 1 / (1 + np.exp(-(-1.8 + chance.normal(0, 0.5, interviews)[where])))
    return where, truth, np.where(truth, chance.random(where.size) < 0.75, chance.random(where.size) < careless)


def drawn(chance, model, most):
    """A sample of so many units from those the model coded, and as many from the others, with the probabilities."""
    sampled, probability = np.zeros(model.size, dtype=bool), np.empty(model.size)
    for stratum in (model, ~model):
        rows = np.flatnonzero(stratum)
        size = min(most, rows.size)
        probability[rows] = size / rows.size
        sampled[chance.choice(rows, size, replace=False)] = True
    return sampled, probability


def test_over_many_samples_of_one_study_the_corrected_mean_is_right_and_the_raw_one_is_not():
    chance = np.random.default_rng(11)
    where, truth, model = population(chance)
    values = []
    for _ in range(2000):
        sampled, probability = drawn(chance, model, 60)
        weight = np.where(sampled, 1 / probability, 0)
        sums = total(prevalence_parts(model[:, None].astype(float), truth[:, None].astype(float), weight, where))
        values.append((corrected_mean(sums)[0], tuned_mean(sums)[0]))
    error = np.std(values, axis=0) / np.sqrt(2000)
    assert abs(np.mean(values, axis=0)[0] - truth.mean()) < 3 * error[0]
    assert abs(np.mean(values, axis=0)[1] - truth.mean()) < 0.003
    assert model.mean() - truth.mean() > 0.04


def test_over_many_studies_the_intervals_hold_the_true_prevalence_about_as_often_as_they_say():
    chance = np.random.default_rng(12)
    where, big, _ = population(chance, interviews=20_000)
    truth, held, widths = big.mean(), [], []
    for _ in range(400):
        where, said, model = population(chance)
        sampled, probability = drawn(chance, model, 100)
        found = corrected(model[:, None], said[:, None], sampled, probability, where)
        held.append([each.low <= truth <= each.high for each in (found.raw, found.corrected, found.tuned)])
        widths.append([each.high - each.low for each in (found.raw, found.corrected, found.tuned)])
    raw, plain, tuned = np.mean(held, axis=0)
    assert raw < 0.5
    assert 0.93 <= plain <= 0.99
    assert 0.92 <= tuned <= 0.99
    assert np.mean(widths, axis=0)[1] < 0.2


def test_where_everything_was_judged_the_corrected_prevalence_is_the_persons():
    where, truth, model = population(np.random.default_rng(1))
    found = corrected(model[:, None], truth[:, None], np.ones(truth.size, bool), 1.0, where)
    assert found.corrected.value == pytest.approx(truth.mean())
    assert found.tuned.value == pytest.approx(truth.mean())
    assert not found.few


@given(st.integers(0, 10**6))
def test_sums_of_interviews_add_up_and_what_was_not_sampled_does_not_count(seed):
    chance = np.random.default_rng(seed)
    model, person = chance.random((2, 60, 3)) < 0.4
    sampled, where = chance.random(60) < 0.5, chance.integers(0, 6, 60)
    weight = np.where(sampled, 1 / 0.5, 0)
    other = np.where(sampled[:, None], person, ~person)
    one, two = (prevalence_parts(model.astype(float), each.astype(float), weight, where) for each in (person, other))
    whole = prevalence_parts(model.astype(float), person.astype(float), weight, np.zeros(60, dtype=int))
    for first, second, summed in zip(one, two, whole, strict=True):
        assert (first == second).all()
        assert first.sum(axis=0) == pytest.approx(summed[0])
    dropped = type(one)(*(each.sum(axis=0) - each for each in one))
    for function in (raw_prevalence, corrected_mean, tuned_mean, tuning):
        for number, interview in enumerate(np.unique(where)):
            rest = where != interview
            if sampled[rest].any():
                again = total(prevalence_parts(model[rest] * 1.0, person[rest] * 1.0, weight[rest], where[rest]))
                assert function(dropped)[number] == pytest.approx(function(again), abs=1e-9)


def test_a_constant_model_is_left_aside_by_the_tuning():
    person = np.arange(60) % 4 == 0
    sampled, where = np.arange(60) % 3 == 0, np.arange(60) // 10
    found = corrected(np.zeros((60, 1), bool), person[:, None], sampled, 1 / 3, where)
    assert found.tuning == 0
    assert found.tuned.value == pytest.approx(person[sampled].mean())


def test_where_nothing_varies_there_is_no_interval_instead_of_one_without_width():
    nothing, where = np.zeros((60, 1), bool), np.arange(60) // 10
    found = corrected(nothing, nothing, np.arange(60) % 3 == 0, 1 / 3, where)
    assert (found.corrected.value, found.corrected.low, found.few) == (0, None, True)
    assert "Nothing varies" in found.raw.reason
    assert "Nobody gave the code in the sample" in found.corrected.reason


def test_a_sample_without_the_code_gives_no_interval_though_the_models_share_varies():
    sampled, where = np.arange(60) % 3 == 0, np.arange(60) // 10
    model = (np.arange(60) % 3 == 1) & (np.arange(60) < 40)
    found = corrected(model[:, None], np.zeros((60, 1), bool), sampled, 1 / 3, where)
    assert found.raw.high is not None
    assert (found.corrected.high, found.tuned.high) == (None, None)
    assert found.corrected.value == pytest.approx(model.mean())


@pytest.mark.parametrize("wrong", [0.0, np.nan, -0.1, 1.5])
def test_a_probability_that_is_missing_or_impossible_is_an_error_even_of_a_unit_that_was_not_drawn(wrong):
    probability = np.full(10, 0.4)
    probability[9] = wrong
    with pytest.raises(AgreementError, match="1 units have no usable probability"):
        corrected(MODEL, PERSON, SAMPLED, probability, np.arange(10))


def test_a_sample_that_is_empty_or_not_judged_to_the_end_is_an_error():
    with pytest.raises(AgreementError, match="No unit was drawn"):
        corrected(MODEL, PERSON, np.zeros(10, bool), 0.4, np.arange(10))
    judged = SAMPLED & (np.arange(10) > 0)
    with pytest.raises(AgreementError, match="1 of the 4 sampled units are not judged"):
        corrected(MODEL, PERSON, SAMPLED, 0.4, np.arange(10), judged=judged)
