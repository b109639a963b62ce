"""A review that is up to date: who is compared by default, what is drawn anew, and what would come."""

import pytest
from reviewed_study import BOOK, DESIGN, NOW, decided, judged, study_of_turns, units_of

from codebook import Code, Codebook, InputError
from evaluation.review.cases.rounds import current_review, default_pair, design_of, new_items, pairs_to_review
from runs import Unit
from runs.coding_store import add_codebook, codings
from runs.reviews.cases import case
from runs.reviews.events import add_event
from runs.reviews.queue import CaseFilter, Order, page_of_cases
from runs.reviews.records import CaseState

NO_AUDIT = DESIGN.model_copy(update={"audit_share": 0.0})


@pytest.fixture
def study(tmp_path):
    opened = study_of_turns(tmp_path / "study.db")
    yield opened
    opened.close()


def queue(study):
    """Where the cases begin."""
    return [each.start for each in page_of_cases(study, 1, CaseFilter(), Order.TEXT)]


def test_a_review_is_drawn_once_and_again_when_a_coding_came(study):
    units = units_of(study)
    for unit in units[:3]:
        judged(study, "Ann", unit, "x")
        judged(study, "m", unit, "y")
    found = current_review(study, NO_AUDIT, now=NOW)
    assert found.redrawn == (3, 0, 0, 0)
    assert current_review(study, NO_AUDIT, now="later") == (found.review, None)
    add_event(study, decided(1, "r"), now=NOW)
    judged(study, "m", units[1], "x")
    judged(study, "Ann", units[5], "z")
    judged(study, "m", units[5])
    assert current_review(study, NO_AUDIT, now=NOW).redrawn == (1, 2, 1, 0)
    assert queue(study) == [units[0].start, units[2].start, units[5].start]
    assert case(study, 1).state is CaseState.DECIDED


def test_codings_of_others_draw_nothing_anew_and_a_codebook_does(study):
    for rater, code in (("Ann", "x"), ("m", "y")):
        judged(study, rater, units_of(study)[0], code)
    current_review(study, NO_AUDIT, now=NOW)
    judged(study, "Ben", units_of(study)[0], "x")
    assert current_review(study, NO_AUDIT, now=NOW).redrawn is None
    add_codebook(study, Codebook(name="later", codes=(*BOOK.codes, Code(name="new"))), now=NOW)
    assert current_review(study, NO_AUDIT, now=NOW).redrawn == (0, 1, 0, 0)


def test_what_would_come_is_counted_without_drawing(study):
    units = units_of(study)
    judged(study, "Ann", units[0], "x")
    judged(study, "m", units[0], "y")
    review = current_review(study, NO_AUDIT, now=NOW).review
    assert new_items(study, review) == 0
    judged(study, "m", units[1], "y")
    judged(study, "m", units[1], "x")
    judged(study, "Ben", units[2], "x")
    assert new_items(study, review) == 1
    current_review(study, NO_AUDIT, now=NOW)
    assert new_items(study, review) == 0


def test_a_person_and_a_model_are_compared_by_default_and_those_with_most_in_common(study):
    units = units_of(study)
    with pytest.raises(InputError, match="nothing to review yet"):
        default_pair(study)
    for unit in units[:6]:
        judged(study, "Ann", unit)
    for unit in units[:8]:
        judged(study, "Ben", unit)
    assert default_pair(study).raters == ("Ann", "Ben")
    for unit in units[6:9]:
        judged(study, "m", unit)
    found = pairs_to_review(study)
    assert [pair.raters for pair in found] == [("Ann", "m"), ("Ben", "m"), ("Ann", "Ben")]
    assert "Ann (a person) and m (a model) have judged" in found[0].why
    for unit in units[9:12]:
        judged(study, "Ben", unit)
        judged(study, "m", unit)
    assert default_pair(study).raters == ("Ben", "m")


def test_raters_of_different_interviews_are_not_compared(study):
    units = units_of(study)
    judged(study, "Ann", units[0])
    judged(study, "m", units[-1])
    with pytest.raises(InputError, match="No two raters"):
        default_pair(study)


def test_the_same_two_raters_have_one_review_in_whatever_order_they_are_named(study):
    for rater in ("Ann", "m"):
        judged(study, rater, units_of(study)[0])
    first = design_of(study, ("m", "Ann"), seed=1)
    assert (first.raters, first.seed) == (("Ann", "m"), 1)
    current_review(study, first, now=NOW)
    assert design_of(study, ("Ann", "m"), seed=2) == first
    assert design_of(study, ("Ann", "m"), unit=Unit.SENTENCE, seed=2).seed == 2
    for pair in (("Ann", "Ann"), ("Ann", "nobody")):
        with pytest.raises(InputError):
            design_of(study, pair, seed=1)


def test_codings_are_read_of_the_raters_who_are_named(study):
    for rater in ("Ann", "Ben", "m"):
        judged(study, rater, units_of(study)[0], "x", "y")
    assert codings(study, of=("Ann", "m")) == tuple(each for each in codings(study) if each.rater != "Ben")
    assert len(codings(study)) == 3
