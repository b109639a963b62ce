"""Many cases decided at once: looked at first, confirmed, one batch, one undo; and reviews begun on the page."""

import re
import sqlite3
from contextlib import closing

from review_client import let_in
from reviewed_study import DESIGN, begun, disputed_study, drawn, judged, study_of_turns, units_of

TURNS = 30


def held(path):
    """How many cases are decided, by the code that holds and whether the raters were known."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute(
            "select e.content ->> '$.assignments[0].code', e.content ->> 'revealed', count(*) from cases c"
            " join review_events e on e.id = c.state_event where c.state = 'decided' group by 1, 2"
        ).fetchall()


def fields(text):
    """The hidden fields of the form that decides."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text.split('class="bulk"')[1]))


def test_the_codes_of_a_rater_hold_after_a_typed_number_and_one_undo_takes_them_back(tmp_path):
    study = disputed_study(tmp_path / "study.db")
    client = let_in(study)
    sent = fields(client.get("/queue/bulk?choice=first").text)
    assert client.post("/queue/bulk", data=sent).status_code == 422
    assert held(study) == []
    for _ in range(2):
        client.post("/queue/bulk", data=sent | {"confirmed": str(TURNS)})
        assert held(study) == [("x", 1, TURNS)]
    client.post("/queue/undo", data={"review": "1", "request": "u"})
    assert held(study) == []


def test_a_review_is_begun_once_for_one_design(tmp_path):
    study = disputed_study(tmp_path / "study.db", review=False)
    client = let_in(study)
    assert "No review has been begun" in client.get("/queue").text
    asked = {"first": "m", "second": "Ann", "unit": "turn", "audit": "10", "overlap": ""}
    for _ in range(2):
        answer = client.post("/queue/begin", data=asked)
        assert answer.url.path == "/queue"
    assert f"0 of {TURNS}" in answer.text
    assert client.post("/queue/begin", data=asked | {"second": "m"}).status_code == 422
    with closing(sqlite3.connect(study)) as db:
        assert db.execute("select count(*) from reviews").fetchone() == (1,)


def test_what_both_agree_on_is_left_to_be_looked_at(tmp_path):
    path, design = tmp_path / "study.db", DESIGN.model_copy(update={"audit_share": 1.0})
    with closing(study_of_turns(path, documents=1, turns=TURNS)) as study:
        for number, unit in enumerate(units_of(study)):
            judged(study, "Ann", unit, "x")
            judged(study, "m", unit, "x" if number < 5 else "y")
        begun(study, drawn(study, design), design)
    client = let_in(path)
    page = client.get("/queue/bulk?choice=neither").text
    assert f"<strong>{TURNS - 5} cases</strong>" in page
    assert "5 would stay open" in page
    client.post("/queue/bulk", data=fields(page) | {"confirmed": str(TURNS - 5)})
    assert held(path) == [(None, 0, TURNS - 5)]
