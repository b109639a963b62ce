"""Who coded what in an interview is shown only after it was asked for and recorded; places of cases tell nothing."""

import re
import sqlite3
from contextlib import closing

import pytest
from review_client import let_in
from reviewed_study import a_case, begun, drawn, judged, part, study_of_turns, ungrounded, units_of

from runs import CodingStatus
from runs.reviews.showing import note_shown, was_shown
from runs.study import Study
from runs.transcript_store import add_transcript, transcripts
from runs.transcripts import read_transcript

NOW = "2026-01-01T00:00:00+00:00"
HOSTILE = "<script>window.PWNED=1</script>\"'&\u202e"


@pytest.fixture
def study(tmp_path):
    """A study in which a person and a model differ, with a review of it, closed."""
    path = tmp_path / "study.db"
    with closing(study_of_turns(path)) as one:
        first, second, third, *rest = units_of(one)
        text = transcripts(one)[first.document].text
        judged(one, "Ann", first, part("x", first.start, first.start + 10, text))
        judged(one, "m", first, part("y", first.start + 5, first.start + 15, text))
        judged(one, "Ann", second)
        judged(one, "m", second, ungrounded("z"))
        judged(one, "m", third, status=CodingStatus.REFUSED)
        for each in rest:
            judged(one, "Ann", each, "w")
        begun(one, drawn(one))
    return path


def shown(client, path="/document/1", **form):
    """The page after others' codes were asked for."""
    answer = client.post(f"{path}/show", data={"wish": "one", **form})
    assert answer.status_code == 200
    return answer.text


def events(path):
    with closing(sqlite3.connect(path)) as db:
        return db.execute("select reviewer, kind, content from review_events order by id").fetchall()


def test_before_it_is_asked_for_the_page_has_no_code_and_no_rater(study):
    page = let_in(study, reviewer="Lena").get("/document/1").text
    assert "Who coded what here is hidden" in page
    for told in ("Ann", "<mark", "stripe", ">x<", ">y<", "never said", "conflict", "one only", "agreed"):
        assert told not in page.split("<main", 1)[1].split("</main>")[0], told
    assert "in week 0" in page
    assert events(study) == []


def test_showing_is_recorded_once_before_anything_is_shown_and_holds_for_this_person_and_interview(study):
    client = let_in(study, reviewer="Lena")
    page = shown(client)
    assert "Ann" in page
    shown(client)
    assert events(study) == [("Lena", "shown", '{"document": "t0"}')]
    assert "Who coded what here is hidden" in client.get("/document/2").text
    assert "Who coded what here is hidden" in let_in(study, reviewer="Ben").get("/document/1").text


def test_nothing_is_shown_where_it_cannot_be_recorded(study):
    client = let_in(study, reviewer="Lena", read_only=True)
    assert "so it stays hidden" in client.get("/document/1").text
    assert client.post("/document/1/show", data={"wish": "one"}).status_code == 503
    assert "Ann" not in client.get("/document/1").text
    assert events(study) == []


def test_a_person_always_sees_the_own_codes_and_nobody_elses(study):
    page = let_in(study, reviewer="Ann").get("/document/1").text
    assert "[Ann: x " in page
    assert "[m: y " not in page


def test_overlapping_passages_are_announced_where_they_begin_and_end(study):
    page = shown(let_in(study, reviewer="Lena"))
    marks = re.sub(r"<[^>]*>", "", page[page.index('id="turn-1"') : page.index('id="turn-2"')])
    assert "[Ann: x So in" in marks
    assert marks.index("[m: y ") < marks.index(" end of x]") < marks.index(" end of y]")


def test_not_judged_none_applies_and_no_usable_answer_are_three_things(study):
    page = shown(let_in(study, reviewer="Lena"))
    second, third = (page[page.index(f'id="turn-{n}"') : page.index(f'id="turn-{n + 1}"')] for n in (2, 3))
    assert second.count("none applies") == 2
    assert "never said" in second
    assert "<mark" not in second
    assert "not judged" in third
    assert "no usable answer" in third


def test_raters_and_codes_can_be_left_out_without_javascript(study):
    client = let_in(study, reviewer="Lena")
    shown(client)
    only_ann = client.get("/document/1?chosen=1&rater=1").text
    assert "[Ann: x " in only_ann
    assert "[m: y " not in only_ann
    only_y = client.get("/document/1?code=y").text
    assert "[m: y " in only_y
    assert "[Ann: x " not in only_y


def test_the_strip_its_list_and_the_ways_lead_to_each_case_in_the_order_of_the_text(tmp_path):
    path = tmp_path / "study.db"
    with closing(study_of_turns(path)) as one:
        units = [unit for unit in units_of(one) if unit.document == "t0"]
        begun(one, [a_case(units[place].start) for place in (0, 4, 9)])
    client, at, visited = let_in(path), f"/document/1?at={0}", []
    for _ in range(5):
        page = client.get(at).text
        found = re.search(r'href="(/document/1\?at=\d+)#case-(\d+)" data-key="j"', page)
        if not found:
            break
        at = found.group(1)
        visited.append(int(found.group(2)))
    assert visited == [1, 2, 3]
    for number in visited:
        assert f'id="case-{number}"' in page
        assert page.count(f'#case-{number}"') >= 2


def test_what_participants_and_raters_wrote_stays_text(tmp_path):
    path = tmp_path / "study.db"
    with closing(Study(path, create=True)) as one:
        text = f"P: {HOSTILE} in week one 💛 שלום cafe\u0301.\n".encode()
        add_transcript(one, read_transcript("t0.txt", text).transcript, now=NOW)
        (unit,) = units_of(one)
        judged(one, f"rater {HOSTILE}", unit, HOSTILE)
        judged(one, "m", unit, ungrounded(HOSTILE))
    client = let_in(path, reviewer="Lena")
    pages = [shown(client), client.get("/documents").text]
    for page in pages:
        assert "<script>window" not in page
        assert "\u202e" not in re.sub(r'<span class="unseen-itself">.</span>', "", page)
    assert "&lt;script&gt;" in pages[0]


def test_the_list_tells_turns_raters_and_what_is_open(study):
    page = let_in(study, reviewer="Lena").get("/documents").text
    rows = re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", page, re.DOTALL)
    assert len(rows) == 2
    assert re.search(r"Ann</bdi> <span class=\"soft\">9<", rows[0])
    assert re.search(r"m</bdi> <span class=\"soft\">3<", rows[0])
    assert "open" in rows[0]
    assert "none open" in rows[1]


def test_there_is_no_interview_of_another_number(study):
    client = let_in(study)
    assert client.get("/document/99").status_code == 404
    assert client.get("/document/x").status_code == 404
    assert client.get("/document/1?at=x&rater=-1&rater=%F0&code=%00").status_code == 200


def test_who_was_shown_what_cannot_be_undone(study):
    with closing(Study(study)) as one:
        assert not was_shown(one, "t0", "Lena")
        note_shown(one, "t0", "Lena", request="one", now=NOW)
        note_shown(one, "t0", "Lena", request="one", now=NOW)
        assert was_shown(one, "t0", "Lena")
        assert not was_shown(one, "t1", "Lena")
        assert not was_shown(one, "t0", "Ben")
