import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from label_set_designs import NINE_UNITS, designs, draw, sets_of, total, without_each
from nltk.metrics.agreement import AnnotationTask

import evaluation.sets.set_alpha
from evaluation.errors import AgreementError
from evaluation.sets.label_sets import (
    DISTANCES,
    dice_distance,
    jaccard_distance,
    label_sets,
    masi_distance,
    unequal,
)
from evaluation.sets.set_alpha import set_alpha, set_alpha_parts


def alpha(sets, distance):
    return float(set_alpha(total(set_alpha_parts(sets, distance))))


def by_definition(seen, applied, distance):
    """Alpha from every pair of judgements, one after the other; NaN without expected disagreement."""

    def apart(one, other):
        return float(distance(np.array((one & other).sum()), np.array(one.sum()), np.array(other.sum())))

    units = [[applied[u, r] for r in np.flatnonzero(seen[u])] for u in range(len(seen))]
    units = [unit for unit in units if len(unit) > 1]
    everything = [one for unit in units for one in unit]
    observed = sum(sum(apart(a, b) for a in unit for b in unit) / (len(unit) - 1) for unit in units)
    expected = sum(apart(a, b) for a in everything for b in everything)
    return 1 - observed * (len(everything) - 1) / expected if expected else np.nan


@pytest.mark.parametrize(
    ("distance", "value"),
    [(unequal, 0.238806), (jaccard_distance, 0.315620), (masi_distance, 0.273081), (dice_distance, 0.360215)],
)
def test_alpha_of_the_nine_units_is_what_definition_and_nltk_give(distance, value):
    # Computed from the definition, for MASI and Jaccard with NLTK too; no published source has these nine units.
    assert alpha(sets_of(NINE_UNITS), distance) == pytest.approx(value, abs=5e-7)


@pytest.mark.parametrize(("codes", "interviews"), [(3, 6), (3, 40), (5, 6), (5, 40), (150, 6)])
@pytest.mark.parametrize("name", DISTANCES)
def test_alpha_is_that_of_nltk_where_a_value_may_be_missing(name, codes, interviews):
    seen, applied, interview = draw(np.random.default_rng(codes), codes=codes, interviews=interviews)
    applied &= np.arange(codes) % 40 < 5

    def apart(one, other):
        counts = (np.array(len(each)) for each in (one & other, one, other))
        return float(DISTANCES[name](*counts))

    triples = [(r, u, frozenset(np.flatnonzero(applied[u, r]))) for u, r in np.argwhere(seen).tolist()]
    sets = label_sets(seen, applied, interview)
    assert alpha(sets, DISTANCES[name]) == pytest.approx(AnnotationTask(triples, distance=apart).alpha())


@given(designs())
def test_alpha_is_that_of_a_loop_over_all_pairs_of_judgements(design):
    seen, applied, interview = design
    for distance in DISTANCES.values():
        expected = by_definition(seen, applied, distance)
        assert alpha(label_sets(seen, applied, interview), distance) == pytest.approx(expected, nan_ok=True)


@given(designs(), st.randoms(use_true_random=False))
def test_the_order_of_units_raters_and_codes_is_of_no_account(design, random):
    seen, applied, interview = design
    units, raters, codes = (random.sample(range(size), size) for size in applied.shape)
    for distance in DISTANCES.values():
        moved = label_sets(seen[units][:, raters], applied[units][:, raters][:, :, codes], interview[units])
        expected = alpha(label_sets(seen, applied, interview), distance)
        assert alpha(moved, distance) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("distance", DISTANCES.values())
def test_with_one_code_every_set_alpha_is_nominal_alpha(distance):
    seen, applied, interview = draw(np.random.default_rng(5), codes=1)
    data = np.where(seen, applied[:, :, 0], np.nan).T
    expected = krippendorff.alpha(data, level_of_measurement="nominal")
    assert alpha(label_sets(seen, applied, interview), distance) == pytest.approx(expected)


@pytest.mark.parametrize("interviews", [3, 40])
@pytest.mark.parametrize("name", DISTANCES)
def test_alpha_without_an_interview_is_that_of_the_data_without_it(name, interviews):
    seen, applied, interview = draw(np.random.default_rng(6), interviews=interviews, codes=3)
    parts = set_alpha_parts(label_sets(seen, applied, interview), DISTANCES[name])
    assert parts.left.shape == (interviews, min(interviews, 8))
    left = set_alpha(without_each(parts))
    for number in range(interviews):
        keep = interview != number
        again = label_sets(seen[keep], applied[keep], interview[keep])
        assert left[number] == pytest.approx(alpha(again, DISTANCES[name]))


@pytest.mark.parametrize("interviews", [3, 40])
def test_an_interview_that_was_drawn_twice_counts_as_two(interviews):
    seen, applied, interview = draw(np.random.default_rng(7), interviews=interviews, codes=3)
    counts = np.random.default_rng(8).multinomial(interviews, np.full(interviews, 1 / interviews), size=5)
    parts = set_alpha_parts(label_sets(seen, applied, interview), masi_distance)
    drawn = set_alpha(type(parts)(*(counts @ part for part in parts)))
    for number, times in enumerate(counts):
        rows = np.repeat(np.arange(len(seen)), times[interview])
        again = label_sets(seen[rows], applied[rows], interview[rows])
        assert drawn[number] == pytest.approx(alpha(again, masi_distance))


@pytest.mark.parametrize("rows", [[("", ""), ("", "")], [("AB", "AB")] * 3, [("A", None), (None, "B")]])
@pytest.mark.parametrize("distance", DISTANCES.values())
def test_alpha_is_undefined_where_all_sets_are_the_same_or_nothing_can_be_paired(rows, distance):
    assert np.isnan(alpha(sets_of(rows), distance))


@pytest.mark.parametrize("last", [[("AB", "C"), ("B", "AC")], [("AB", "ABC")]])
@pytest.mark.parametrize("distance", DISTANCES.values())
def test_alpha_is_undefined_when_the_only_interview_that_varies_is_left_out(distance, last):
    sets = sets_of([("ABC", "ABC")] * 3 + last, [0, 1, 2, 3, 3][: 3 + len(last)])
    values = set_alpha(without_each(set_alpha_parts(sets, distance)))
    assert np.isnan(values).tolist() == [False, False, False, True]


@pytest.mark.parametrize("distance", [jaccard_distance, masi_distance, dice_distance])
def test_what_rounding_leaves_when_interviews_go_one_by_one_is_not_taken_for_disagreement(distance):
    rng = np.random.default_rng(10)
    for _ in range(20):
        seen, applied, interview = draw(rng, interviews=6)
        applied[interview == 0] = seen[interview == 0][:, :, None]
        parts = set_alpha_parts(label_sets(seen, applied, interview), distance)
        left = total(parts)
        for number in range(1, 6):
            left = type(parts)(*(rest - part[number] for rest, part in zip(left, parts, strict=True)))
        assert np.isnan(set_alpha(left))


def test_more_distinct_sets_than_can_be_measured_are_refused_but_not_for_equality(monkeypatch):
    sets = sets_of(NINE_UNITS)
    monkeypatch.setattr(evaluation.sets.set_alpha, "MOST_SETS", 6)
    with pytest.raises(AgreementError, match="7 distinct sets") as error:
        set_alpha_parts(sets, jaccard_distance)
    assert "multi-valued alpha" in error.value.do
    assert alpha(sets, unequal) == pytest.approx(0.238806, abs=5e-7)


def test_parts_that_would_fill_the_memory_are_refused(monkeypatch):
    monkeypatch.setattr(evaluation.sets.set_alpha, "MOST_NUMBERS", 9 * 7 - 1)
    with pytest.raises(AgreementError, match="9 parts apart with 7 distinct sets"):
        set_alpha_parts(sets_of(NINE_UNITS, range(9)), unequal)
    monkeypatch.setattr(evaluation.sets.set_alpha, "MOST_NUMBERS", 9 * 7)
    assert alpha(sets_of(NINE_UNITS, range(9)), unequal) == pytest.approx(0.238806, abs=5e-7)


@pytest.mark.parametrize("interviews", [3, 40])
@pytest.mark.parametrize("distance", DISTANCES.values())
def test_alpha_is_the_same_however_many_sets_are_measured_at_a_time(monkeypatch, distance, interviews):
    seen, applied, interview = draw(np.random.default_rng(9), interviews=interviews, codes=70, share=0.05)
    sets = label_sets(seen, applied, interview)
    at_once = set_alpha(without_each(set_alpha_parts(sets, distance)))
    monkeypatch.setattr(evaluation.sets.set_alpha, "_BLOCK", 7)
    assert set_alpha(without_each(set_alpha_parts(sets, distance))) == pytest.approx(at_once)


def test_alpha_of_no_unit_is_undefined():
    sets = label_sets(np.zeros((0, 2), dtype=bool), np.zeros((0, 2, 3), dtype=bool), np.zeros(0, dtype=np.intp))
    assert np.isnan(alpha(sets, masi_distance))
