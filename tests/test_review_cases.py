"""Cases of a review as they are stored, and what becomes of them when they are drawn up anew."""

import pytest
from reviewed_study import DESIGN, NOW, a_case, begun, decided, drawn, judged, study_of_turns, units_of

from runs.errors import DamagedStudyError, StudyError
from runs.reviews.bases import Basis, drawn_basis
from runs.reviews.cases import begin_review, case, reviews
from runs.reviews.events import add_event
from runs.reviews.queue import CaseFilter, Order, page_of_cases
from runs.reviews.records import CaseState
from runs.reviews.redrawing import redraw_cases

ALL = CaseFilter()


@pytest.fixture
def study(tmp_path):
    opened = study_of_turns(tmp_path / "study.db")
    yield opened
    opened.close()


def redrawn(study, review, cases):
    """What became of the cases of a review, which are these now."""
    return redraw_cases(study, review, cases, basis=Basis())


def queue(study):
    """The numbers of the cases that are in the queue."""
    return [each.number for each in page_of_cases(study, 1, ALL, Order.TEXT)]


def test_a_review_is_begun_once_for_its_design(study):
    first = begin_review(study, DESIGN, now=NOW)
    other = begin_review(study, DESIGN.model_copy(update={"seed": 8}), now=NOW)
    assert begin_review(study, DESIGN, now="later") == first
    assert reviews(study) == (first, other)


def test_a_case_comes_back_as_it_was_drawn_with_who_is_a(study):
    for number, unit in enumerate(units_of(study)):
        judged(study, "Ann", unit, "x")
        judged(study, "m", unit, "y", *("x" if number % 2 else ()), run=None, reason="because")
    cases = drawn(study)
    begun(study, cases)
    stored = [case(study, number) for number in queue(study)]
    fields = type(cases[0]).model_fields
    assert [{name: getattr(each, name) for name in fields} for each in stored] == [
        {name: getattr(each, name) for name in fields} for each in cases
    ]
    assert {(each.state, each.flagged, each.decision, each.state_event) for each in stored} == {
        (CaseState.OPEN, False, None, 0)
    }


def test_drawn_up_again_cases_stay_with_all_that_was_done_to_them(study):
    review = begun(study, [a_case(1), a_case(2), a_case(3)])
    add_event(study, decided(2, "r"), now=NOW)
    before = [case(study, number) for number in (1, 2, 3)]
    again = redrawn(study, review, [a_case(3), a_case(2), a_case(1), a_case(4)])
    assert again == (1, 3, 0, 0)
    assert [case(study, number) for number in (1, 2, 3)] == before


def test_cases_that_are_none_any_more_are_withdrawn_with_their_decision_and_come_back(study):
    review = begun(study, [a_case(1), a_case(2), a_case(3)])
    add_event(study, decided(2, "r"), now=NOW)
    assert redrawn(study, review, [a_case(3)]) == (0, 1, 1, 1)
    assert queue(study) == [3]
    assert (case(study, 2).withdrawn, case(study, 2).state) == (True, CaseState.DECIDED)
    assert redrawn(study, review, [a_case(3)]) == (0, 1, 0, 0)
    assert redrawn(study, review, [a_case(2), a_case(3)]) == (0, 2, 0, 0)
    assert queue(study) == [2, 3]
    assert (case(study, 2).withdrawn, case(study, 2).state) == (False, CaseState.DECIDED)


def test_what_a_rater_says_now_is_another_case_than_what_was_said_before(study):
    review = begun(study, [a_case(1)])
    add_event(study, decided(1, "r"), now=NOW)
    assert redrawn(study, review, [a_case(1, b=("y",))]) == (1, 0, 0, 1)
    assert queue(study) == [2]
    assert case(study, 2).state is CaseState.OPEN


def test_a_new_rank_moves_a_case_and_leaves_it_what_it_is(study):
    review = begun(study, [a_case(1), a_case(2)])
    redrawn(study, review, [a_case(1, rank=0.9), a_case(2)])
    assert [each.number for each in page_of_cases(study, 1, ALL, Order.WORST)] == [2, 1]


def test_what_cases_were_drawn_from_is_kept(study):
    review = begun(study, [])
    assert drawn_basis(study, review.number) == Basis()
    redraw_cases(study, review, [], basis=Basis(coding=7))
    assert drawn_basis(study, review.number) == Basis(coding=7)


@pytest.mark.parametrize("column", ["passage", "content", "kind"])
def test_a_damaged_case_is_noticed_when_it_is_read(study, column):
    begun(study, [a_case(1)])
    study.connection.execute(f"update cases set {column} = replace({column}, 'a', 'e') || ' '")
    with pytest.raises(DamagedStudyError, match="Case 1 is damaged"):
        case(study, 1)


def test_a_damaged_review_is_noticed_and_a_case_that_is_not_there(study):
    begun(study, [])
    with pytest.raises(StudyError, match="no case 5"):
        case(study, 5)
    study.connection.execute("update reviews set content = content || ' '")
    with pytest.raises(DamagedStudyError, match="Review 1 is damaged"):
        reviews(study)
