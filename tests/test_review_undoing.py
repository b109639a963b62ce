"""Undo goes back to the first, redo forwards again, a batch in one step, and each reviewer's own only."""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from reviewed_study import NOW, decided, reviewed

from runs.reviews.cases import case
from runs.reviews.events import add_event, add_events
from runs.reviews.records import CaseState, EventKind
from runs.reviews.undoing import is_in_force, redo, undo
from runs.study import Study

CASES = (1, 2, 3, 4)
ACTS = (EventKind.DECIDED, EventKind.SKIPPED, EventKind.FLAGGED, EventKind.UNFLAGGED)
STATES = {EventKind.DECIDED: CaseState.DECIDED, EventKind.SKIPPED: CaseState.SKIPPED}


@pytest.fixture
def study(tmp_path):
    opened = Study(reviewed(tmp_path / "study.db"))
    yield opened
    opened.close()


class Undoing(RuleBasedStateMachine):
    """A study beside lists of what each reviewer did and undid."""

    def __init__(self):
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = reviewed(Path(self.folder.name) / "study.db", places=range(len(CASES)))
        self.study = Study(self.path)
        self.requests = 0
        self.log = []
        self.revealed = set()

    @initialize()
    def begin(self):
        self.done = {"Lena": [], "Max": []}
        self.undone = {"Lena": [], "Max": []}

    def request(self):
        self.requests += 1
        return f"r{self.requests}"

    def did(self, who, events):
        self.log += [(event.number, event.case, event.kind) for event in events]
        self.done[who].append([event.number for event in events])
        self.undone[who].clear()

    @rule(who=st.sampled_from(["Lena", "Max"]), number=st.sampled_from(CASES), kind=st.sampled_from(ACTS))
    def act(self, who, number, kind):
        new = decided(number, self.request(), reviewer=who, kind=kind)
        self.did(who, [add_event(self.study, new, now=NOW)])

    @rule(who=st.sampled_from(["Lena", "Max"]), numbers=st.lists(st.sampled_from(CASES), min_size=1, unique=True))
    def act_on_many(self, who, numbers):
        batch = self.request()
        new = [decided(number, self.request(), reviewer=who, batch=batch) for number in numbers]
        self.did(who, add_events(self.study, new, now=NOW))

    @rule(number=st.sampled_from(CASES))
    def reveal(self, number):
        add_event(self.study, decided(number, self.request(), kind=EventKind.REVEALED), now=NOW)
        self.revealed.add(number)

    @rule(who=st.sampled_from(["Lena", "Max"]), again=st.booleans())
    def undo(self, who, again):
        expected = self.done[who].pop() if self.done[who] else []
        request = self.request()
        for _ in range(1 + (again and bool(expected))):
            found = undo(self.study, "review 1", who, request=request, now=NOW)
            assert [event.number for event in found] == expected
        if expected:
            self.undone[who].append(expected)

    @rule(who=st.sampled_from(["Lena", "Max"]), again=st.booleans())
    def redo(self, who, again):
        expected = self.undone[who].pop() if self.undone[who] else []
        request = self.request()
        for _ in range(1 + (again and bool(expected))):
            found = redo(self.study, "review 1", who, request=request, now=NOW)
            assert [event.number for event in found] == expected
        if expected:
            self.done[who].append(expected)

    @rule()
    def reload(self):
        self.study.close()
        self.study = Study(self.path)

    @invariant()
    def cases_stand_as_what_holds_says(self):
        holds = {number for done in self.done.values() for batch in done for number in batch}
        for number in CASES:
            state, flagged, event = CaseState.OPEN, False, 0
            for at, of, kind in self.log:
                assert is_in_force(self.study, at) is (at in holds)
                if of != number or at not in holds:
                    continue
                if kind in STATES:
                    state, event = STATES[kind], at
                else:
                    flagged = kind is EventKind.FLAGGED
            found = case(self.study, number)
            assert (found.state, found.flagged, found.state_event) == (state, flagged, event)
            assert (found.decision is not None) is (state is CaseState.DECIDED)
            assert found.revealed is (number in self.revealed)

    def teardown(self):
        self.study.close()
        self.folder.cleanup()


Undoing.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestUndoing = Undoing.TestCase


def test_fifty_decisions_are_undone_and_redone_one_by_one_across_a_reload(tmp_path):
    path = reviewed(tmp_path / "study.db", places=range(50))
    with closing(Study(path)) as study:
        for number in range(1, 51):
            add_event(study, decided(number, f"r{number}"), now=NOW)
    for number in range(50, 0, -1):
        with closing(Study(path)) as study:
            (event,) = undo(study, "review 1", "Lena", request=f"u{number}", now=NOW)
            assert event.case == number
    with closing(Study(path)) as study:
        assert undo(study, "review 1", "Lena", request="more", now=NOW) == ()
        assert {case(study, number).state for number in range(1, 51)} == {CaseState.OPEN}
        for number in range(1, 51):
            (event,) = redo(study, "review 1", "Lena", request=f"d{number}", now=NOW)
            assert event.case == number
        assert redo(study, "review 1", "Lena", request="more", now=NOW) == ()
        assert {case(study, number).state for number in range(1, 51)} == {CaseState.DECIDED}


def test_undo_goes_back_within_one_scope_and_never_unsees_what_was_revealed(study):
    add_event(study, decided(1, "a"), now=NOW)
    add_event(study, decided(2, "b", scope="review 2"), now=NOW)
    add_event(study, decided(1, "c", kind=EventKind.REVEALED), now=NOW)
    assert [event.request for event in undo(study, "review 1", "Lena", request="u", now=NOW)] == ["a"]
    assert undo(study, "review 1", "Lena", request="v", now=NOW) == ()
    assert (case(study, 1).revealed, case(study, 2).state) == (True, CaseState.DECIDED)
