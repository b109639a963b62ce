"""A decision says whether the one who made it knew who A and B are, however that came to be known."""

import re
from contextlib import closing

import pytest
from review_client import let_in
from reviewed_study import begun, drawn, judged, study_of_turns, units_of

from runs.reviews.cases import case
from runs.reviews.showing import cases_known, knows_who, note_shown
from runs.study import Study


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "study.db"
    with closing(study_of_turns(file, documents=2, turns=3)) as study:
        for unit in units_of(study):
            judged(study, "Ann", unit, "x")
            judged(study, "m", unit, "y")
        begun(study, drawn(study))
    return file


def in_document(study, name):
    return [n for n in range(1, 7) if case(study, n).document == name]


def test_what_is_shown_of_an_interview_is_known_of_its_cases_alone_and_to_that_person_alone(path):
    with closing(Study(path)) as study:
        shown, other = (in_document(study, case(study, number).document) for number in (1, 6))
        note_shown(study, case(study, 1).document, "Lena", request="r", now="2026-01-01T00:00:00+00:00")
        assert cases_known(study, 1, "Lena") == set(shown)
        assert cases_known(study, 1, "Mia") == set()
        assert [knows_who(study, number, "Lena") for number in (*shown, *other)] == [True] * 3 + [False] * 3


def test_a_decision_in_an_interview_that_was_shown_is_stored_as_made_with_sight_of_the_raters(path):
    client = let_in(path, reviewer="Lena")
    with closing(Study(path)) as study:
        shown = in_document(study, case(study, 1).document)
        note_shown(study, case(study, 1).document, "Lena", request="r", now="2026-01-01T00:00:00+00:00")
    for number in range(1, 7):
        page = client.get(f"/case/{number}").text
        assert ("Ann" in page) == (number in shown)
    look = client.get("/queue/bulk?choice=both").text
    client.post("/queue/bulk", data=dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', look)))
    with closing(Study(path)) as study:
        decided = {number: case(study, number).decision for number in range(1, 7)}
        assert {number: made.revealed for number, made in decided.items()} == {n: n in shown for n in range(1, 7)}
