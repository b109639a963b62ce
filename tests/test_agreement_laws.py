"""What holds for every coefficient, whatever the judgements."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rated_designs import COEFFICIENTS, design, designs, on_many_designs, sums

from evaluation.binary import bias_index, pabak, prevalence_index
from evaluation.coefficients import (
    brennan_prediger,
    cohens_kappa,
    fleiss_kappa,
    gwets_ac,
    krippendorffs_alpha,
    percent_agreement,
    prevalence,
)
from evaluation.intervals import jackknife
from evaluation.student import student_quantile
from evaluation.sums import Sums, sums_of_codes
from evaluation.weights import Level, identity_weights

CORRECTED = {name: measure for name, measure in COEFFICIENTS.items() if name != "percent agreement"}


def close(value):
    return pytest.approx(value, abs=1e-9, rel=0, nan_ok=True)


def all_of(found):
    return np.stack([measure(found) for measure in COEFFICIENTS.values()])


@on_many_designs()
def test_the_order_of_raters_units_and_labels_changes_no_coefficient(drawn):
    values, size = drawn
    rng = np.random.default_rng(len(values))
    labels = np.append(rng.permutation(size), -1)
    expected = all_of(sums(values, size))
    assert all_of(sums(rng.permutation(values, axis=1), size)) == close(expected)
    assert all_of(sums(rng.permutation(values, axis=0), size)) == close(expected)
    assert all_of(sums(labels[values], size)) == close(expected)


@pytest.mark.parametrize("level", [Level.ORDINAL, Level.INTERVAL])
@on_many_designs()
def test_turning_the_order_of_values_round_changes_neither_ordinal_nor_interval_alpha(level, drawn):
    values, size = drawn
    turned = np.where(values >= 0, size - 1 - values, -1)
    assert krippendorffs_alpha(sums(turned, size), level) == close(krippendorffs_alpha(sums(values, size), level))


@pytest.mark.parametrize(("level", "factor", "shift"), [(Level.INTERVAL, 3.5, -7.0), (Level.RATIO, 3.5, 0.0)])
@on_many_designs()
def test_the_scale_of_values_changes_no_alpha_that_does_not_depend_on_it(level, factor, shift, drawn):
    values, size = drawn
    points, found = np.arange(1.0, size + 1), sums(values, size)
    assert krippendorffs_alpha(found, level, factor * points + shift) == close(
        krippendorffs_alpha(found, level, points)
    )


def by_interview(drawn, interviews, seed):
    """Values, size, and interviews each of which has a unit."""
    values, size = drawn
    rng = np.random.default_rng(seed)
    where = np.concatenate([np.arange(interviews), rng.integers(0, interviews, len(values) - interviews)])
    return values, size, rng.permutation(where)


studies = st.builds(by_interview, designs(), st.integers(2, 5), st.integers(0, 10**6))


@given(studies)
def test_sums_by_interview_add_up_to_those_of_everything(study):
    values, size, interview = study
    together = sums(values, size, interview).over(0)
    for one, other in zip(together, sums(values, size), strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-9)


@given(studies)
def test_a_jackknife_replicate_is_what_the_reduced_data_give(study):
    values, size, interview = study
    each = sums(values, size, interview)
    replicates = all_of(Sums(*(part.sum(axis=0) - part for part in each)))
    for left_out in range(len(each.units)):
        reduced = sums(values[interview != left_out], size)
        assert replicates[:, left_out] == close(all_of(reduced))


@pytest.mark.parametrize("name", COEFFICIENTS)
@pytest.mark.parametrize("seed", range(3))
def test_the_standard_error_is_that_of_coefficients_computed_anew_without_each_interview(name, seed):
    values, size = design(3, 4, 60, 0.2, 0.4, seed)
    interview, measure = np.repeat(np.arange(10), 6), COEFFICIENTS[name]
    anew = np.array([measure(sums(values[interview != j], size)) for j in range(10)])
    error = np.sqrt(9 / 10 * ((anew - anew.mean()) ** 2).sum())
    found = jackknife(measure, sums(values, size, interview), np.ones(10, dtype=bool), least=-9, most=9, symmetric=True)
    assert found.value == close(measure(sums(values, size)))
    assert error > 0
    assert found.high - found.low == close(2 * student_quantile(0.975, 9) * error)


@given(designs(), st.integers(2, 4))
def test_a_study_repeated_as_a_whole_keeps_its_coefficients(drawn, times):
    values, size = drawn
    once, repeated = sums(values, size), sums(np.tile(values, (times, 1)), size)
    for name, measure in COEFFICIENTS.items():
        if name != "alpha":
            assert measure(repeated) == close(measure(once))
    pairable = once.coincidences.sum()
    grown = (times * pairable - 1) / (times * (pairable - 1))
    assert 1 - krippendorffs_alpha(repeated) == close((1 - krippendorffs_alpha(once)) * grown)


@given(designs())
def test_alpha_of_a_code_is_nominal_alpha_of_two_values_and_its_shortcut(drawn):
    values, _ = drawn
    seen, given_to = values >= 0, values > 0
    codes = sums_of_codes(seen, given_to[:, :, np.newaxis], np.zeros(len(values), dtype=np.intp)).over(0)
    found = krippendorffs_alpha(codes)[0]
    two = sums(np.where(seen, given_to, -1), 2)
    assert found == close(krippendorffs_alpha(two))
    assert found == close(krippendorffs_alpha(two, Level.INTERVAL))
    several = seen.sum(axis=1) > 1
    yes, raters = (given_to & seen)[several].sum(axis=1), seen[several].sum(axis=1)
    ones, zeros = yes.sum(), (raters - yes).sum()
    observed = (2 * yes * (raters - yes) / (raters - 1)).sum()
    assert found == close(1 - observed / (2 * ones * zeros / (ones + zeros - 1)))


@on_many_designs(missing=False)
def test_alpha_of_a_complete_design_is_fleiss_kappa_corrected_for_the_size_of_the_sample(drawn):
    values, size = drawn
    found = sums(values, size)
    kappa = fleiss_kappa(found)
    assert krippendorffs_alpha(found) == close(kappa + (1 - kappa) / values.size)


@given(designs())
def test_weights_that_count_only_equal_values_change_nothing(drawn):
    values, size = drawn
    found = sums(values, size)
    for name, measure in COEFFICIENTS.items():
        if name != "alpha":
            assert measure(found, identity_weights(size)) == close(measure(found))


@given(designs(), st.integers(1, 30))
def test_units_that_fewer_than_two_raters_judged_tell_nothing_of_agreement(drawn, more):
    values, size = drawn
    alone = np.full((more, values.shape[1]), -1)
    alone[::2, 0] = 1
    one, other = sums(values, size), sums(np.concatenate([values, alone]), size)
    assert one.units == other.units
    for measure in (percent_agreement, cohens_kappa, brennan_prediger, krippendorffs_alpha):
        assert measure(other) == close(measure(one))


@given(designs())
def test_no_coefficient_is_above_one_and_shares_add_up(drawn):
    values, size = drawn
    found = sums(values, size)
    assert np.nanmax(all_of(found)) <= 1 + 1e-12
    assert prevalence(found).sum() == pytest.approx(1)
    assert found.agreement.sum() == pytest.approx(found.units)
    assert found.shares.sum() == pytest.approx(found.judged)


@pytest.mark.parametrize("name", COEFFICIENTS)
@pytest.mark.parametrize("size", [2, 3, 6])
def test_raters_who_always_agree_on_more_than_one_value_agree_fully(name, size):
    values = np.repeat(np.arange(30)[:, np.newaxis] % 2, 3, axis=1)
    assert COEFFICIENTS[name](sums(values, size)) == pytest.approx(1)


@pytest.mark.parametrize("name", CORRECTED)
@pytest.mark.parametrize("value", [0, 1])
def test_a_coefficient_of_one_value_only_is_undefined_and_never_one(name, value):
    values = np.full((20, 3), value)
    values[3, 1] = -1
    assert np.isnan(CORRECTED[name](sums(values, 2)))


@pytest.mark.parametrize("name", COEFFICIENTS)
def test_a_coefficient_without_a_unit_that_two_raters_judged_is_undefined(name):
    values = np.where(np.eye(6, 3, dtype=bool), 1, -1)
    assert np.isnan(COEFFICIENTS[name](sums(values, 2)))
    assert np.isnan(COEFFICIENTS[name](sums(np.zeros((0, 3), dtype=int), 2)))


@given(st.integers(0, 10**6))
def test_kappa_follows_from_pabak_and_the_indices_of_prevalence_and_bias(seed):
    """Byrt, Bishop & Carlin (1993), J Clin Epidemiol 46, 423-429."""
    found = sums(*design(2, 2, 40, 0.1, 0.5, seed))
    skew, bias = prevalence_index(found) ** 2, bias_index(found) ** 2
    assert cohens_kappa(found) == close((pabak(found) - skew + bias) / (1 - skew + bias))
    assert brennan_prediger(found) == close(pabak(found))


@given(st.integers(0, 10**6), st.integers(3, 6))
def test_a_value_that_nobody_gave_counts_only_where_the_number_of_values_does(seed, size):
    values, used = design(3, 2, 30, 0.2, 0.3, seed)
    narrow, wide = sums(values, used), sums(values, size)
    for name in ("percent agreement", "Cohen's kappa", "Conger's kappa", "Fleiss' kappa", "alpha"):
        assert COEFFICIENTS[name](wide) == close(COEFFICIENTS[name](narrow))
    for measure in (brennan_prediger, gwets_ac):
        assert measure(wide) > measure(narrow) or measure(narrow) == pytest.approx(1)
