"""What holds for a unit after a decision about it."""

import pytest
from reviewed_study import a_case, part, ungrounded

from codebook import InputError
from evaluation.review.cases.deciding import outcome
from evaluation.review.cases.passages import Passage, overlap_of, passages_of
from runs import CodingStatus, Grounding
from runs.reviews.records import CaseKind, Choice, Judgement

TEXT = " " * 10 + "0123456789abcdefghij"
CASE = a_case(10, passage=TEXT[10:], end=30, disputed=("x", "y"))


def case(a, b, *, disputed=("x", "y"), **fields):
    """A case in which these assignments were given."""
    judgements = tuple(
        Judgement(
            rater=rater,
            status=CodingStatus.CODED,
            codes=tuple(dict.fromkeys(each.code for each in given if each.start is not None)),
            assignments=tuple(given),
        )
        for rater, given in (("m", a), ("Ann", b))
    )
    return CASE.model_copy(update={"judgements": judgements, "disputed": disputed, **fields})


PLAIN = case([part("z", 10, 12, TEXT), part("x", 12, 15, TEXT)], [part("z", 10, 13, TEXT), part("y", 20, 22, TEXT)])


def told(assignments):
    """Codes with their places."""
    for each in assignments:
        assert TEXT[each.start : each.end] == each.quotation
    return [(each.code, each.start, each.end) for each in assignments]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice.A, [("z", 10, 12), ("x", 12, 15)]),
        (Choice.B, [("z", 10, 13), ("y", 20, 22)]),
        (Choice.BOTH, [("z", 10, 13), ("x", 12, 15), ("y", 20, 22)]),
        (Choice.NEITHER, [("z", 10, 13)]),
    ],
)
def test_who_is_sided_with_holds_and_neither_leaves_what_was_not_in_dispute(choice, expected):
    assert told(outcome(PLAIN, choice)) == expected


def test_a_composed_decision_takes_passages_of_either_or_new_ones_or_the_whole_unit():
    found = outcome(
        PLAIN, Choice.COMPOSED, codes=["w", "x", "y", "x"], boundaries={"y": (Passage(18, 19), Passage(20, 22))}
    )
    assert told(found) == [("w", 10, 30), ("x", 12, 15), ("y", 18, 19), ("y", 20, 22)]
    assert [each.grounding for each in found][:2] == [Grounding.UNIT, Grounding.EXACT]
    assert outcome(PLAIN, Choice.COMPOSED) == ()


@pytest.mark.parametrize("passage", [Passage(9, 12), Passage(29, 31), Passage(12, 12), Passage(14, 12)])
def test_a_boundary_lies_in_the_unit(passage):
    with pytest.raises(InputError, match="does not lie in the unit"):
        outcome(PLAIN, Choice.COMPOSED, codes=["x"], boundaries={"x": (passage,)})


def test_a_boundary_is_of_a_code_that_holds():
    with pytest.raises(InputError, match="does not hold"):
        outcome(PLAIN, Choice.COMPOSED, codes=["x"], boundaries={"y": (Passage(10, 12),)})


def test_a_passage_that_reaches_beyond_the_unit_is_cut_at_its_border():
    long = case([part("x", 5, 14, TEXT), part("x", 28, 30, TEXT)], [])
    assert told(outcome(long, Choice.A)) == [("x", 10, 14), ("x", 28, 30)]


def test_who_sides_with_a_quotation_that_is_not_in_the_text_gives_the_code_to_the_whole_unit():
    odd = case([ungrounded("y")], [], disputed=("y",), kind=CaseKind.UNGROUNDED)
    assert told(outcome(odd, Choice.A)) == [("y", 10, 30)]
    assert outcome(odd, Choice.B) == outcome(odd, Choice.NEITHER) == ()
    assert told(outcome(odd, Choice.BOTH)) == [("y", 10, 30)]


def test_one_who_gave_no_judgement_cannot_be_sided_with():
    failed = Judgement(rater="m", status=CodingStatus.REFUSED, codes=(), assignments=())
    odd = PLAIN.model_copy(update={"judgements": (failed, PLAIN.judgements[1]), "kind": CaseKind.NOT_JUDGED})
    with pytest.raises(InputError, match="gave no judgement"):
        outcome(odd, Choice.A)
    assert told(outcome(odd, Choice.BOTH)) == told(outcome(odd, Choice.B)) == [("z", 10, 13), ("y", 20, 22)]


def test_passages_that_touch_are_one_and_overlap_is_intersection_over_union():
    one = [part("x", 10, 14, TEXT), part("x", 14, 16, TEXT), part("x", 12, 13, TEXT), part("x", 20, 22, TEXT)]
    other = [part("x", 15, 21, TEXT), part("y", 10, 30, TEXT)]
    assert passages_of(one, "x", 10, 30) == ((10, 16), (20, 22))
    assert overlap_of(one, other, "x", 10, 30) == 2 / 12
    assert overlap_of(one, [], "x", 10, 30) == 0
    assert overlap_of(one, other, "z", 10, 30) == 1
