"""The alternative annotator test against the authors' procedure, and its guard against rare codes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, t, ttest_1samp

from evaluation.errors import AgreementError
from evaluation.tables import UnitTable
from evaluation.validity.alternative_annotator import alternative_annotator_of, alternative_annotator_test
from evaluation.validity.alternative_annotator_records import Verdict
from evaluation.validity.annotator_scores import jaccard_similarity
from evaluation.validity.clustered_means import cluster_standard_error, sums_by_interview
from evaluation.validity.false_discovery import benjamini_yekutieli

ITEMS = np.arange(40)
PEOPLE = np.stack(
    [
        ITEMS % 3,
        np.where(ITEMS % 5 == 0, (ITEMS + 1) % 3, ITEMS % 3),
        np.where(ITEMS % 4 == 0, (ITEMS + 2) % 3, ITEMS % 3),
    ],
    axis=1,
)
MODEL = np.where(ITEMS % 7 == 0, (ITEMS + 1) % 3, ITEMS % 3)
ALL = np.ones((40, 3), dtype=bool)
EIGHT = ITEMS % 8


def by_the_paper(people, seen, model, epsilon):
    """Omega, rho and p values as the paper defines them, by dictionaries and an outside t test."""
    p_values, advantages = [], []
    for j in range(seen.shape[1]):
        wins, losses = [], []
        for i in range(seen.shape[0]):
            others = [people[i, k] for k in range(seen.shape[1]) if k != j and seen[i, k]]
            if seen[i, j] and others:
                by_model = np.mean([model[i] == each for each in others])
                by_person = np.mean([people[i, j] == each for each in others])
                wins.append(by_model >= by_person)
                losses.append(by_person >= by_model)
        if len(wins) >= 30:
            difference = np.array(losses, dtype=float) - np.array(wins, dtype=float)
            p_values.append(ttest_1samp(difference, epsilon, alternative="less").pvalue)
            advantages.append(np.mean(wins))
    return np.mean(false_discovery_control(p_values, method="by") <= 0.05), np.mean(advantages), p_values


@pytest.mark.parametrize(("epsilon", "omega"), [(0, 0), (0.05, 0), (0.1, 1 / 3), (0.15, 2 / 3), (0.2, 1)])
def test_the_authors_code_gives_these_winning_rates_for_forty_items(epsilon, omega):
    # Printed by the notebook alt_test_example.ipynb of github.com/nitaytech/AltTest for these answers.
    result = alternative_annotator_test(PEOPLE, ALL, MODEL, EIGHT, epsilon=epsilon)
    assert result.model.winning_rate == pytest.approx(omega)
    assert result.model.advantage_probability == pytest.approx(0.908333, abs=5e-7)
    assert result.plain.verdict == (Verdict.PASSED if omega >= 0.5 else Verdict.NOT_PASSED)


def test_the_authors_code_gives_these_differences_and_p_values():
    people = alternative_annotator_test(PEOPLE, ALL, MODEL, EIGHT, epsilon=0.1, names="ABC").model.people
    assert [each.name for each in people] == ["A", "B", "C"]
    assert [each.units for each in people] == [40, 40, 40]
    assert [each.mean_difference for each in people] == pytest.approx([0.075, -0.05, -0.15])
    assert [each.plain.p for each in people] == pytest.approx([0.326932, 0.033592, 0.00257974], rel=2e-5)
    assert [each.plain.rejected for each in people] == [False, False, True]


@given(st.integers(0, 10**6), st.sampled_from([0.1, 0.15, 0.2]))
def test_random_designs_with_missing_judgements_equal_the_definition_of_the_paper(seed, epsilon):
    chance = np.random.default_rng(seed)
    truth = chance.integers(0, 3, 80)
    people = np.where(chance.random((80, 4)) < 0.7, truth[:, None], chance.integers(0, 3, (80, 4)))
    seen = chance.random((80, 4)) < 0.8
    model = np.where(chance.random(80) < 0.75, truth, chance.integers(0, 3, 80))
    result = alternative_annotator_test(people, seen, model, np.arange(80) % 8, epsilon=epsilon)
    omega, rho, p_values = by_the_paper(people, seen, model, epsilon)
    assert result.model.winning_rate == pytest.approx(omega)
    assert result.model.advantage_probability == pytest.approx(rho)
    assert [each.plain.p for each in result.model.people] == pytest.approx(p_values, abs=1e-9)


def test_the_clustered_test_takes_the_deviation_of_each_interview_as_one_value():
    person = alternative_annotator_test(PEOPLE, ALL, MODEL, EIGHT, epsilon=0.1).model.people[0]
    by_model, by_person = (MODEL[:, None] == PEOPLE[:, 1:]).mean(axis=1), (PEOPLE[:, :1] == PEOPLE[:, 1:]).mean(axis=1)
    difference = (by_person >= by_model).astype(float) - (by_model >= by_person)
    summed = [sum(difference[i] - difference.mean() for i in range(40) if EIGHT[i] == j) for j in range(8)]
    error = (8 / 7 * sum(each**2 for each in summed)) ** 0.5 / 40
    assert cluster_standard_error(sums_by_interview(difference, EIGHT)) == pytest.approx(error)
    assert person.clustered.p == pytest.approx(t.cdf((0.075 - 0.1) / error, 7), rel=1e-9)


def test_with_each_unit_an_interview_of_its_own_the_two_tests_are_one():
    for person in alternative_annotator_test(PEOPLE, ALL, MODEL, ITEMS, epsilon=0.1).model.people:
        assert person.clustered.p == pytest.approx(person.plain.p, rel=1e-9)


def test_copying_each_unit_within_its_interview_moves_the_plain_test_only():
    once = alternative_annotator_test(PEOPLE, ALL, MODEL, ITEMS, epsilon=0.1).model
    four = [np.repeat(each, 4, axis=0) for each in (PEOPLE, ALL, MODEL, ITEMS)]
    copied = alternative_annotator_test(*four, epsilon=0.1).model
    for first, second in zip(once.people, copied.people, strict=True):
        assert second.clustered.p == pytest.approx(first.clustered.p, rel=1e-9)
    assert copied.winning_rate > once.winning_rate
    assert copied.winning_rate_clustered == once.winning_rate_clustered


def coders(prevalence, seed, units=100):
    """A code of this prevalence as three people with 85 % sensitivity and 98 % specificity judge it."""
    chance = np.random.default_rng(seed)
    truth = chance.random(units) < prevalence
    return np.where(truth[:, None], chance.random((units, 3)) < 0.85, chance.random((units, 3)) < 0.02)


@pytest.mark.parametrize(
    ("prevalence", "least", "most"), [(0.5, 0, 0), (0.2, 0.3, 0.9), (0.05, 0.98, 1), (0.02, 0.98, 1)]
)
def test_a_model_that_never_gives_a_rare_code_passes_and_is_refused(prevalence, least, most):
    passed = 0
    for seed in range(50):
        people, never = coders(prevalence, seed), np.zeros(100, dtype=bool)
        result = alternative_annotator_test(people, np.ones((100, 3), bool), never, np.arange(100) % 10, epsilon=0.2)
        if result.model.passes(clustered=False):
            passed += 1
            assert result.plain.verdict is Verdict.REFUSED
            assert "always absent" in result.plain.reason
    assert least <= passed / 50 <= most


def test_a_good_model_of_a_frequent_code_passes_where_no_constant_answer_does():
    people, never = coders(0.5, 1), np.ones((100, 3), bool)
    result = alternative_annotator_test(people, never, people.sum(axis=1) >= 2, np.arange(100) % 10, epsilon=0.2)
    assert (result.plain.verdict, result.clustered.verdict) == (Verdict.PASSED, Verdict.PASSED)
    assert [each.passes(clustered=False) for each in result.constants] == [False, False]
    assert {each.name for each in result.constants} == {"always the commonest answer", "always absent"}


def test_where_nothing_varies_there_is_no_t_and_the_mean_alone_decides():
    same = np.zeros((40, 3), dtype=int)
    result = alternative_annotator_test(same, ALL, same[:, 0], EIGHT, epsilon=0.1)
    assert [each.plain.p for each in result.model.people] == [0, 0, 0]
    assert [each.clustered.p for each in result.model.people] == [0, 0, 0]
    assert result.plain.verdict is Verdict.REFUSED
    even = alternative_annotator_test(same, ALL, same[:, 0], EIGHT, epsilon=0)
    assert [each.plain.p for each in even.model.people] == [1, 1, 1]
    worse = alternative_annotator_test(same, ALL, same[:, 0] + 1, EIGHT, epsilon=0.2)
    assert [each.mean_difference for each in worse.model.people] == [1, 1, 1]
    assert worse.model.winning_rate == 0


@pytest.mark.parametrize(
    ("units", "people", "interviews", "plain", "clustered"),
    [
        (40, 2, 8, "Fewer than 3 people.", "Fewer than 3 people."),
        (40, 3, 4, "", "Fewer than 5 interviews."),
        (40, 3, 1, "", "Fewer than 5 interviews."),
        (29, 3, 8, "Fewer than 30 units for A, B, C", "Fewer than 30 units for A, B, C"),
    ],
)
def test_too_few_people_units_or_interviews_give_no_verdict(units, people, interviews, plain, clustered):
    rows, columns = slice(units), slice(people)
    result = alternative_annotator_test(
        PEOPLE[rows, columns],
        ALL[rows, columns],
        MODEL[rows],
        ITEMS[rows] % interviews,
        epsilon=0.2,
        names="ABC"[columns],
    )
    for ruling, reason in ((result.plain, plain), (result.clustered, clustered)):
        assert (ruling.verdict is Verdict.REFUSED) == bool(reason)
        assert ruling.reason.startswith(reason)


def test_a_person_with_few_units_takes_no_part_and_is_named():
    seen = np.ones((40, 4), bool)
    seen[20:, 3] = False
    people = np.column_stack([PEOPLE, PEOPLE[:, 0]])
    result = alternative_annotator_test(people, seen, MODEL, EIGHT, epsilon=0.2, names="ABCD")
    assert result.too_few == ("D",)
    assert [each.name for each in result.model.people] == ["A", "B", "C"]
    assert result.plain.verdict is Verdict.PASSED


def test_what_a_person_did_not_see_never_counts():
    seen = np.random.default_rng(4).random((40, 3)) < 0.9
    other = np.where(seen, PEOPLE, 99)
    for epsilon in (0.1, 0.2):
        one, two = (alternative_annotator_test(each, seen, MODEL, EIGHT, epsilon=epsilon) for each in (PEOPLE, other))
        assert one == two


def test_sets_of_codes_are_compared_by_what_they_share():
    one = np.array([[1, 1, 0], [0, 0, 0], [1, 0, 0], [0, 0, 0]], dtype=bool)
    other = np.array([[1, 0, 0], [0, 0, 0], [0, 1, 1], [0, 1, 0]], dtype=bool)
    assert jaccard_similarity(one, other).tolist() == [0.5, 1, 0, 0]


def test_sets_of_one_code_give_what_the_code_gives_as_a_judgement():
    people = coders(0.4, 7)
    model, seen, where = people[:, 0] ^ (np.arange(100) % 9 == 0), np.ones((100, 3), bool), np.arange(100) % 10
    plain = alternative_annotator_test(people, seen, model, where, epsilon=0.15)
    sets = alternative_annotator_test(people[:, :, None], seen, model[:, None], where, epsilon=0.15)
    assert sets == plain


def test_a_table_gives_the_test_on_the_units_that_the_model_judged():
    chance = np.random.default_rng(3)
    people = coders(0.5, 2)
    applied = np.concatenate([people, people[:, :1]], axis=1)[:, :, None] & np.ones(2, bool)
    seen = chance.random((100, 4)) < 0.9
    table = UnitTable(
        raters=("A", "B", "C", "m"),
        codes=("x", "y"),
        interviews=tuple(f"i{number}" for number in range(10)),
        interview=np.arange(100, dtype=np.intp) % 10,
        seen=seen,
        applied=applied & seen[:, :, None],
    )
    judged = seen[:, 3]
    arrays = (people[judged], seen[judged][:, :3], people[judged, 0], (np.arange(100) % 10)[judged])
    direct = alternative_annotator_test(*arrays, epsilon=0.2, names="ABC")
    assert alternative_annotator_of(table, model="m", people="ABC", epsilon=0.2, code="y") == direct
    both = alternative_annotator_of(table, model="m", people="ABC", epsilon=0.2)
    assert both.model == direct.model


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_rejections_equal_those_of_scipy(p_values):
    adjusted = false_discovery_control(p_values, method="by")
    clear = ~np.isclose(adjusted, 0.05, rtol=1e-12)
    assert (benjamini_yekutieli(p_values, 0.05) == (adjusted <= 0.05))[clear].all()


def test_arrays_that_do_not_fit_and_an_epsilon_out_of_range_are_errors():
    with pytest.raises(AgreementError, match="do not fit"):
        alternative_annotator_test(PEOPLE, ALL, MODEL[:-1], EIGHT, epsilon=0.1)
    with pytest.raises(AgreementError, match="Epsilon"):
        alternative_annotator_test(PEOPLE, ALL, MODEL, EIGHT, epsilon=1.5)
