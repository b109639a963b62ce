"""Which cases stand in the queue under some filters, in which order, and which comes next."""

from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reviewed_study import DESIGN, NOW, a_case, begun, decided, study_of_turns

from runs.reviews.bases import Basis
from runs.reviews.events import add_event
from runs.reviews.queue import (
    CaseFilter,
    Order,
    count_by,
    count_cases,
    next_case,
    next_open_case,
    page_of_cases,
    previous_case,
)
from runs.reviews.records import CaseKind, CaseState, EventKind
from runs.reviews.redrawing import redraw_cases

ALL = CaseFilter()
KINDS = [CaseKind.CONFLICT, CaseKind.ONE_ONLY, CaseKind.BOUNDARY]
KEYS = {
    Order.WORST: lambda case: (case.rank, case.document, case.start, case.number),
    Order.TEXT: lambda case: (case.document, case.start, case.number),
    Order.RANDOM: lambda case: (case.shuffle, case.number),
}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Forty cases, some of them decided, skipped, flagged or withdrawn."""
    opened = study_of_turns(tmp_path_factory.mktemp("queue") / "study.db")
    cases = [
        a_case(
            place,
            document=f"t{place % 2}",
            a=("x",) if place % 3 else ("y", "z"),
            b=("y",) if place % 4 else (),
            disputed=("x",) if place % 3 else ("z",),
            kind=KINDS[place % 3],
            speaker="PQ"[place % 5 == 0],
            passage=f"PASSAGE ÉTÉ {place}" if place % 7 == 0 else f"passage {place}",
            rank=[-0.5, 0.25, 2.0][place % 3],
        )
        for place in range(41)
    ]
    review = begun(opened, cases)
    begun(opened, [a_case(99)], DESIGN.model_copy(update={"seed": 8}))
    redraw_cases(opened, review, cases[:40], basis=Basis())
    for number in (3, 9, 27):
        add_event(opened, decided(number, f"d{number}", reviewer="Lena" if number < 20 else "Max"), now=NOW)
    for number in (30, 4, 20):
        add_event(opened, decided(number, f"s{number}", kind=EventKind.SKIPPED), now=NOW)
    for number in (4, 5):
        add_event(opened, decided(number, f"f{number}", kind=EventKind.FLAGGED), now=NOW)
    yield opened
    opened.close()


def everything(study):
    """All cases of the review, as the first page shows them."""
    return page_of_cases(study, 1, ALL, Order.TEXT, limit=1000)


@pytest.mark.parametrize("order", Order)
@given(size=st.integers(1, 45))
def test_pages_one_after_the_other_are_the_whole_list_in_its_order(study, order, size):
    found, after = [], None
    while page := page_of_cases(study, 1, ALL, order, after=after, limit=size):
        found += page
        after = page[-1].number
    assert found == sorted(everything(study), key=KEYS[order])
    assert len(found) == 40


@pytest.mark.parametrize("order", Order)
def test_one_goes_forwards_and_backwards_in_the_same_order(study, order):
    whole = [case.number for case in page_of_cases(study, 1, ALL, order, limit=1000)]
    assert [next_case(study, 1, ALL, order, number) for number in whole] == [*whole[1:], None]
    assert [previous_case(study, 1, ALL, order, number) for number in whole] == [None, *whole[:-1]]
    assert next_case(study, 1, ALL, order, None) == whole[0]


def only_by(code, who):
    """Whether only that rater, or both, gave the code."""
    raters = {1: {"Ann"}, 2: {"m"}, 3: {"Ann", "m"}}[who]
    return lambda case: {each.rater for each in case.judgements if code in each.codes} == raters


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (CaseFilter(document="t1"), lambda case: case.document == "t1"),
        (CaseFilter(document="none"), lambda case: False),
        (CaseFilter(code="y"), lambda case: "y" in case.codes),
        (CaseFilter(code="y", only_by=1), only_by("y", 1)),
        (CaseFilter(code="y", only_by=2), only_by("y", 2)),
        (CaseFilter(code="y", only_by=3), only_by("y", 3)),
        (CaseFilter(kind=CaseKind.BOUNDARY), lambda case: case.kind is CaseKind.BOUNDARY),
        (CaseFilter(state=CaseState.OPEN), lambda case: case.state is CaseState.OPEN),
        (CaseFilter(state=CaseState.DECIDED), lambda case: case.number in (3, 9, 27)),
        (CaseFilter(state=CaseState.SKIPPED), lambda case: case.number in (4, 20, 30)),
        (CaseFilter(flagged=True), lambda case: case.number in (4, 5)),
        (CaseFilter(flagged=False), lambda case: case.number not in (4, 5)),
        (CaseFilter(speaker="Q"), lambda case: case.speaker == "Q"),
        (CaseFilter(reviewer="Lena"), lambda case: case.number in (3, 9)),
        (CaseFilter(words="Passage été"), lambda case: "ÉTÉ" in case.passage),
        (CaseFilter(words="% _"), lambda case: False),
        (CaseFilter(document="t1", code="z", flagged=True), lambda case: case.number == 4),
    ],
)
def test_a_filter_keeps_what_fits(study, wanted, fits):
    expected = [case for case in everything(study) if fits(case)]
    assert list(page_of_cases(study, 1, wanted, Order.TEXT, limit=1000)) == expected
    assert sum(count_cases(study, 1, wanted).values()) == len(expected)
    after = next_case(study, 1, wanted, Order.TEXT, None)
    assert after == (expected[0].number if expected else None)


def test_cases_of_a_run_are_those_in_which_a_judgement_was_made_in_it(tmp_path):
    made = a_case(1)
    of_a_run = tuple(each.model_copy(update={"run": 12}) if each.rater == "m" else each for each in made.judgements)
    with closing(study_of_turns(tmp_path / "study.db")) as study:
        begun(study, [a_case(0), a_case(1, judgements=of_a_run)])
        assert [case.number for case in page_of_cases(study, 1, CaseFilter(run=12), Order.TEXT)] == [2]
        assert page_of_cases(study, 1, CaseFilter(run=1), Order.TEXT) == ()


def test_cases_are_counted_by_state_and_by_what_they_are(study):
    assert count_cases(study, 1, ALL) == {CaseState.OPEN: 34, CaseState.DECIDED: 3, CaseState.SKIPPED: 3}
    cases = everything(study)
    for what, of in (("document", lambda c: c.document), ("kind", lambda c: c.kind), ("speaker", lambda c: c.speaker)):
        names = sorted({of(case) for case in cases})
        assert count_by(study, 1, what) == tuple(
            (
                name,
                sum(of(case) == name for case in cases),
                sum(of(case) == name and case.state is CaseState.DECIDED for case in cases),
            )
            for name in names
        )
    assert [(each.name, each.cases) for each in count_by(study, 1, "code")] == [
        (code, sum(code in case.disputed for case in cases)) for code in "xz"
    ]
    assert [tuple(each) for each in count_by(study, 1, "reviewer")] == [("Lena", 2, 2), ("Max", 1, 1)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(st.sampled_from(["decide", "skip", "look"]), max_size=12), st.sampled_from(list(Order)))
def test_one_who_goes_on_meets_each_open_case_once_and_the_skipped_at_the_end(tmp_path_factory, acts, order):
    with closing(study_of_turns(tmp_path_factory.mktemp("going") / "study.db")) as study:
        begun(study, [a_case(place) for place in range(6)])
        waiting = [case.number for case in page_of_cases(study, 1, ALL, order, limit=1000)]
        skipped, after = [], None
        for step, act in enumerate(acts):
            ahead = waiting if after is None else [each for each in waiting if is_behind(study, order, each, after)]
            others = [number for number in skipped if number != after] or skipped
            expected = (ahead or waiting or others or [None])[0]
            after = next_open_case(study, 1, ALL, order, after)
            assert after == expected
            if after is None:
                return
            if act != "look":
                kind = EventKind.DECIDED if act == "decide" else EventKind.SKIPPED
                add_event(study, decided(after, f"r{step}", kind=kind), now=NOW)
                waiting = [number for number in waiting if number != after]
                skipped = [number for number in skipped if number != after] + ([after] if act == "skip" else [])


def is_behind(study, order, number, other):
    """Whether a case comes behind another one."""
    numbers = [case.number for case in page_of_cases(study, 1, ALL, order, limit=1000)]
    return numbers.index(number) > numbers.index(other)
