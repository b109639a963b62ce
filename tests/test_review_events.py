"""What is done in a review: on the disk once, told when somebody was quicker, and chained."""

import json
import sqlite3
from contextlib import closing

import pytest
from reviewed_study import NOW, decided, reviewed

from runs.errors import StudyError
from runs.reviews.cases import case
from runs.reviews.events import DecidedMeanwhileError, add_event, add_events, event_of_request, events_of_case
from runs.reviews.records import CaseState, EventKind, chained_sha256, event_sha256
from runs.study import Study


@pytest.fixture
def study(tmp_path):
    opened = Study(reviewed(tmp_path / "study.db"))
    yield opened
    opened.close()


def test_a_decision_is_on_the_disk_and_the_case_says_so(study):
    event = add_event(study, decided(2, "r", note="why"), now=NOW)
    with closing(Study(study.path)) as other:
        found = case(other, 2)
        assert event_of_request(other, "r") == event
    assert (found.state, found.decided_by, found.decided_at, found.state_event) == (
        CaseState.DECIDED,
        "Lena",
        NOW,
        event.number,
    )
    assert found.decision == event.decision
    assert found.decision.note == "why"


def test_the_same_wish_sent_again_is_done_once_also_where_the_case_has_changed_since(study):
    first = add_event(study, decided(2, "r"), now=NOW, expected=0)
    add_event(study, decided(2, "other", choice="b"), now=NOW, expected=first.number)
    assert add_event(study, decided(2, "r"), now="later", expected=0) == first
    assert add_events(study, [decided(2, "r"), decided(3, "new")], now="later")[0] == first
    assert [event.request for event in events_of_case(study, 2)] == ["r", "other"]
    assert case(study, 2).decision.choice == "b"


def test_who_was_slower_is_told_who_decided_and_nothing_is_added(study):
    first = add_event(study, decided(2, "lena"), now=NOW, expected=0)
    with pytest.raises(DecidedMeanwhileError, match="Lena decided it") as told:
        add_event(study, decided(2, "max", reviewer="Max"), now=NOW, expected=0)
    assert told.value.event == first
    assert event_of_request(study, "max") is None
    mine = add_event(study, decided(2, "max", reviewer="Max"), now=NOW, expected=first.number)
    assert case(study, 2).state_event == mine.number


def test_a_flag_and_a_reveal_are_kept_beside_the_decision(study):
    add_event(study, decided(2, "d"), now=NOW)
    for kind, flagged in ((EventKind.FLAGGED, True), (EventKind.UNFLAGGED, False)):
        add_event(study, decided(2, str(kind), kind=kind), now=NOW, expected=1)
        assert case(study, 2).flagged is flagged
    assert case(study, 2).revealed is False
    add_event(study, decided(2, "r", kind=EventKind.REVEALED), now=NOW)
    assert (case(study, 2).revealed, case(study, 2).state) == (True, CaseState.DECIDED)


def test_several_events_are_kept_together_or_not_at_all(study):
    with pytest.raises(StudyError, match="FOREIGNKEY"):
        add_events(study, [decided(2, "a"), decided(999, "b")], now=NOW)
    assert event_of_request(study, "a") is None
    assert case(study, 2).state is CaseState.OPEN


def test_each_event_is_chained_to_the_one_before(study):
    add_events(study, [decided(number, f"r{number}", note="💛") for number in range(1, 6)], now=NOW)
    before = ""
    columns = "id, scope, case_id, kind, reviewer, content, batch, target, request, at, sha256, chain_sha256"
    with closing(sqlite3.connect(study.path)) as db:
        rows = db.execute(f"select {columns} from review_events order by id").fetchall()
    for *stored, digest, chained in rows:
        assert digest == event_sha256(stored)
        assert chained == chained_sha256(before, digest)
        before = chained
    assert len({row[-1] for row in rows}) == 5
    assert json.loads(rows[0][5])["note"] == "💛"
