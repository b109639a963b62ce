"""Own coding in the app, as the server answers: blind, stored first, at the right place, undone to any depth."""

import html
import re
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from review_client import let_in
from reviewed_study import NOW, begun, drawn, judged, part, study_of_turns, units_of

from codebook import Code, Codebook, Exemplars
from evaluation.reports.of_study import Judged, report_of_unit
from evaluation.review.coding.coding_form import as_sent
from evaluation.review.coding.numbered_codes import numbered
from evaluation.units import build_units
from runs import Coding, CodingStatus, RaterKind, Unit
from runs.coding_store import add_codebook, add_codings, codings
from runs.keeping.verifying import verify
from runs.reviews.blind_coding import interviews_coded_blind, interviews_shown
from runs.reviews.coding_tasks import begin_task, task_of_documents
from runs.reviews.own_coding import has_seen_others, said_of
from runs.reviews.showing import knows_who, note_shown
from runs.samples import DrawnSample, SampledUnit, Stratum, add_sample
from runs.study import Study
from runs.transcript_store import add_transcript, transcripts
from runs.transcripts import read_transcript

SECRETS = ("Anneliese", "Benedikt", "the-model", "RATIONALE", "other-code")


def made(path, documents=("t0",)):
    """A study that two others have coded and a review of them, and Zoe's task in it."""
    with closing(study_of_turns(path, turns=4)) as study:
        for unit in units_of(study):
            text = transcripts(study)[unit.document].text
            judged(study, "Ann", unit, part("x", unit.start, unit.start + 5, text))
            judged(study, "m", unit)
        begun(study, drawn(study))
        begin_task(study, task_of_documents(study, "Zoe", documents, Unit.TURN), now=NOW)
    return path


@pytest.fixture
def study(tmp_path):
    return made(tmp_path / "study.db")


def code(client, name="give", *, at, script=True, path="/coding/1/1", **form):
    """The answer to a form of the coding page."""
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if script else {}
    form = {"request": f"wish {at} {name} {form}", "at": at} | form
    return client.post(f"{path}/{name}", data=form, headers=headers, follow_redirects=False)


def stored(path, rater="Zoe", document="t0"):
    """What holds of each segment, as codes with their passages."""
    with closing(Study(path)) as study:
        said = said_of(study, rater, document)
    return {place[0]: [(each.code, each.quotation) for each in one.assignments] for place, one in said.items()}


def units(path, document="t0"):
    with closing(Study(path)) as study:
        return [unit for unit in units_of(study) if unit.document == document]


def text_of(path, document="t0"):
    with closing(Study(path)) as study:
        return transcripts(study)[document].text


def test_the_pages_of_own_coding_hold_nothing_that_others_said(tmp_path):
    path = tmp_path / "study.db"
    with closing(study_of_turns(path, turns=4)) as study:
        kinds = dict(zip(SECRETS[:3], ("person", "person", "model"), strict=True))
        for unit in units_of(study):
            text = transcripts(study)[unit.document].text
            for rater in kinds:
                given = part("other-code", unit.start + 3, unit.start + 9, text)
                judged_by(study, rater, kinds[rater], unit, given)
        add_sample(study, a_sample(units_of(study)), now=NOW)
        begin_task(study, task_of_documents(study, "Zoe", ["t0"], Unit.TURN), now=NOW)
        begin_task(study, task_of_documents(study, "Yan", ["t1"], Unit.TURN), now=NOW)
    client = let_in(path, reviewer="Zoe")
    first, second, *_ = units(path)
    pages = [client.get("/coding").text, client.get("/coding/1/1").text]
    pages += [code(client, "give", at=first.start, code="x").text, code(client, "none", at=second.start).text]
    pages += [code(client, "undo", at=first.start).text, client.get(f"/coding/1/1?at={first.start}&context=40").text]
    for said in pages:
        assert [secret for secret in SECRETS if secret in said] == []
        assert "Yan" not in said
    refused = client.get("/coding/2/2")
    assert (refused.status_code, "begun under another name" in refused.text, "Yan" in refused.text) == (
        400,
        True,
        False,
    )
    assert client.get("/coding/1/2").status_code == 404
    assert client.get("/coding/99/1").status_code == 503


def judged_by(study, rater, kind, unit, given):
    coding = Coding(
        document=unit.document, rater=rater, start=unit.start, end=unit.end, status=CodingStatus.CODED,
        assignments=(given,), reason="RATIONALE",
    )  # fmt: skip
    add_codings(study, [coding], {rater: RaterKind(kind)}, now=NOW)


def a_sample(drawn_from):
    return DrawnSample(
        rater="Anneliese",
        codebook="f",
        unit=Unit.TURN,
        speakers=("P",),
        strata_by="coded",
        seed=1,
        not_judged=0,
        strata=(Stratum(name="with a code", units=len(drawn_from), chosen=2),),
        units=tuple(
            SampledUnit(
                document=u.document, start=u.start, end=u.end, turn=u.turn, speaker=u.speaker, stratum=0,
                chosen=index in (1, 5),
            )
            for index, u in enumerate(drawn_from)
        ),
    )  # fmt: skip


def test_a_code_for_the_whole_or_a_passage_and_none_are_stored_and_the_rest_stays_unseen(study):
    client, (first, second, third, _), text = let_in(study, reviewer="Zoe"), units(study), text_of(study)
    code(client, at=first.start, code="x")
    place = text.index("hard", second.start)
    said = {"start": place, "end": place + 4, "quotation": "hard"}
    assert "The code is given." in code(client, at=second.start, code="y", **said).text
    answer = code(client, "none", at=third.start)
    assert answer.headers["HX-Push-Url"].endswith(f"at={units(study)[3].start}")
    whole = text[first.start : first.end]
    assert stored(study) == {first.start: [("x", whole)], second.start: [("y", "hard")], third.start: []}
    with closing(Study(study)) as opened:
        texts = transcripts(opened)
        table = build_units(
            units_of(opened), codings(opened), transcripts=texts.values(), unit="turn", codes=["x", "y"], raters=["Zoe"]
        )
        assert table.seen[:4, 0].tolist() == [True, True, True, False]
        assert all(coding.independent for coding in codings(opened, of=["Zoe"]))


def test_agreement_counts_what_was_looked_at_and_takes_the_rest_for_missing(study):
    client, (first, second, *_) = let_in(study, reviewer="Zoe"), units(study)
    code(client, at=first.start, code="x")
    code(client, "none", at=second.start)
    with closing(Study(study)) as opened:
        report = report_of_unit(opened, Unit.TURN, Judged(raters=("Ann", "Zoe")))
    assert {code.code: (code.n, code.percent_agreement.value) for code in report.codes}["x"] == (2, 0.5)


def test_a_quotation_that_is_not_at_its_place_is_refused_and_nothing_is_stored(study):
    client, first = let_in(study, reviewer="Zoe"), units(study)[0]
    wrong = {"start": first.start, "end": first.start + 4, "quotation": "what"}
    beyond = {"start": first.start, "end": 10**8, "quotation": ""}
    odd = {"start": "-1", "end": "x", "quotation": ""}
    for sent in (wrong, beyond, odd, wrong | {"digest": "0"}):
        for script in (True, False):
            answer = code(client, at=first.start, code="x", script=script, **sent)
            assert answer.status_code == 409
            assert "are not what the interview has at this place" in answer.text
    assert code(client, at=first.start, code="no such code").status_code == 400
    assert code(client, at=first.start + 1, code="x").status_code == 400
    assert stored(study) == {}


@given(st.text(st.characters() | st.sampled_from("\r\n\x00\ud800"), max_size=30))
def test_a_text_is_known_again_after_a_browser_sent_it(text):
    shown = re.sub("[\x00\ud800-\udfff]", "\ufffd", text)
    for sent in (shown, re.sub("\r\n|\r|\n", "\r\n", shown), re.sub("\r\n|\r|\n", "\n", shown)):
        assert as_sent(sent) == as_sent(text)


def test_a_selection_over_several_segments_is_split_and_told(study):
    client, (first, second, *_), text = let_in(study, reviewer="Zoe"), units(study), text_of(study)
    sent = {"start": first.end - 5, "end": second.start + 2, "quotation": text[first.end - 5 : first.end] + "So"}
    answer = code(client, at=first.start, code="x", **sent)
    assert "reaches over several segments" in answer.text
    assert stored(study) == {first.start: [("x", "hard.")], second.start: [("x", "So")]}
    code(client, "undo", at=first.start)
    assert stored(study) == {}


def test_without_a_script_a_passage_is_pasted_and_where_it_stands_twice_one_is_chosen(study):
    client, first, text = let_in(study, reviewer="Zoe"), units(study)[0], text_of(study)
    answer = code(client, at=first.start, code="x", script=False, pasted="it  was\r\nmore")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"?at={first.start}&done=given")
    assert stored(study) == {first.start: [("x", "it was more")]}
    answer = code(client, at=first.start, code="y", script=False, pasted="or")
    assert answer.status_code == 422
    assert len(re.findall("This one", answer.text)) == 2
    assert [each[0] for each in stored(study)[first.start]] == ["x"]
    second = answer.text.split("<form")[2]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', second))
    assert client.post("/coding/1/1/give", data=fields).status_code == 200
    place = text.index("or", text.index("or", first.start) + 1)
    with closing(Study(study)) as opened:
        assert (place, place + 2) in [(a.start, a.end) for c in codings(opened, of=["Zoe"]) for a in c.assignments]
    missing = code(client, at=first.start, code="y", script=False, pasted="never said")
    assert (missing.status_code, "does not stand in this segment" in missing.text) == (400, True)


def test_undo_goes_back_to_nothing_and_redo_to_everything_also_after_a_new_start(study):
    client, (first, second, *_) = let_in(study, reviewer="Zoe"), units(study)
    states = [stored(study)]
    for name, form in (
        ("give", {"at": first.start, "code": "x"}),
        ("give", {"at": first.start, "code": "y"}),
        ("take", {"at": first.start, "code": "x", "given": "0"}),
        ("none", {"at": second.start}),
    ):
        assert code(client, name, **form).status_code == 200
        states.append(stored(study))
    client = let_in(study, reviewer="Zoe")
    for number, state in enumerate(reversed(states[:-1])):
        assert "is undone" in code(client, "undo", at=first.start, request=f"u{number}").text
        assert stored(study) == state
    assert "nothing of yours left to undo" in code(client, "undo", at=first.start, request="last").text
    for number, state in enumerate(states[1:]):
        code(client, "redo", at=first.start, request=f"r{number}")
        assert stored(study) == state


def test_a_wish_that_is_sent_twice_is_done_once_and_two_wishes_of_one_page_are_two(study):
    client, first = let_in(study, reviewer="Zoe"), units(study)[0]
    for name in ("x", "x", "y"):
        code(client, at=first.start, code=name, request="one page")
    assert [each[0] for each in stored(study)[first.start]] == ["x", "y"]
    assert code(client, "none", at=first.start).status_code == 400
    assert [each[0] for each in stored(study)[first.start]] == ["x", "y"]
    code(client, "undo", at=first.start)
    assert [each[0] for each in stored(study)[first.start]] == ["x"]


def test_who_was_shown_others_codes_is_told_so_before_and_what_is_coded_then_is_not_independent(study):
    client, (first, second, *_) = let_in(study, reviewer="Zoe"), units(study)
    code(client, at=first.start, code="x")
    assert "put before you" not in client.get("/coding/1/1").text
    with closing(Study(study)) as opened:
        assert interviews_coded_blind(opened, "Zoe") == {"t0"}
        note_shown(opened, "t0", "zoe", request="s", now=NOW)
        assert interviews_shown(opened, "Zoe") == {"t0"}
        assert interviews_coded_blind(opened, "Zoe") == frozenset()
        assert [has_seen_others(opened, "Zoe", name) for name in ("t0", "t1")] == [True, False]
    assert "put before you" in client.get("/coding/1/1").text
    assert "not independent" in client.get("/coding").text
    code(client, at=second.start, code="x")
    with closing(Study(study)) as opened:
        assert [coding.independent for coding in codings(opened, of=["Zoe"])] == [True, False]


def test_the_document_view_tells_no_places_of_cases_to_who_codes_there_blind(study):
    client, other = let_in(study, reviewer="Zoe"), let_in(study, reviewer="Yan")
    assert "case-at" in other.get("/document/1").text
    assert "case-at" not in client.get("/document/1").text
    assert "case-at" in client.get("/document/2").text
    for unit in units(study):
        code(client, "none", at=unit.start)
    assert "case-at" in client.get("/document/1").text


def test_cases_show_no_codes_of_an_interview_that_is_coded_blind_before_that_is_recorded(study):
    client, (first, second, *_) = let_in(study, reviewer="Zoe"), units(study)
    code(client, at=first.start, code="x")
    with closing(Study(study)) as opened:
        numbers = dict(opened.connection.execute("select t.document, min(c.id) from cases c join transcripts t on t.id"
            " = c.transcript_id group by 1"))  # fmt: skip
    rows = client.get("/queue").text.split("<tr>")
    assert all(("Hidden while you" in row) == ("t0" in row) for row in rows if "place-number" in row)
    asked = client.get(f"/case/{numbers['t0']}").text
    assert ("You are still coding" in asked, "A coded" in asked, 'name="choice"' in asked) == (True, False, False)
    other = client.get(f"/case/{numbers['t1']}?order=text").text
    assert ("A coded" in other, ": hidden while you code it" in other) == (True, True)
    shown = client.post(f"/case/{numbers['t0']}/look", data={"request": "r", "view": "state=open"})
    assert "A coded" in shown.text
    assert "?state=open" in str(shown.url)
    assert "Reveal who is who" in shown.text
    code(client, at=second.start, code="x")
    with closing(Study(study)) as opened:
        assert [coding.independent for coding in codings(opened, of=["Zoe"])] == [True, False]
        assert not knows_who(opened, numbers["t0"], "Zoe")
        assert verify(study).whole


def test_progress_is_told_until_each_segment_is_seen(study):
    client, found = let_in(study, reviewer="Zoe"), units(study)
    assert "0 of 4" in client.get("/").text
    code(client, "none", at=found[1].start)
    assert "1 of 4" in client.get("/").text
    assert "1 of 4 seen" in client.get("/coding").text
    at_the_end = client.get("/coding/1/1?at=end").text
    assert "Here is the first that you have not seen." in at_the_end
    for unit in (found[0], found[2]):
        code(client, "none", at=unit.start)
    assert "all seen" in code(client, "none", at=found[3].start).text
    assert "done" in client.get("/coding").text
    assert "Your coding" not in let_in(study, reviewer="Yan").get("/").text


def test_a_person_chooses_interviews_or_a_drawn_sample(study):
    with closing(Study(study)) as opened:
        add_sample(opened, a_sample(units_of(opened)), now=NOW)
    client = let_in(study, reviewer="Yan")
    answer = client.post("/coding", data={"sample": "1"}, follow_redirects=False)
    assert answer.headers["Location"] == "/coding/2/1"
    shown = client.get("/coding/2/1").text
    assert f'name="at" value="{units(study)[1].start}"' in shown
    answer = client.post("/coding", data={"interview-2": "on", "unit": "turn"}, follow_redirects=False)
    assert answer.headers["Location"] == "/coding/3/2"
    for form in ({}, {"unit": "turn"}, {"interview-1": "on", "unit": "day"}, {"sample": "9"}, {"sample": "x"}):
        refused = client.post("/coding", data=form)
        assert (refused.status_code, 'class="trouble"' in refused.text) == (422, True)
    model = let_in(study, reviewer="m").post("/coding", data={"interview-2": "on", "unit": "turn"})
    assert model.status_code == 422


def test_nothing_can_be_coded_where_the_app_is_read_only(study):
    client, first = let_in(study, reviewer="Zoe", read_only=True), units(study)[0]
    assert 'name="code"' not in client.get("/coding/1/1").text
    assert code(client, at=first.start, code="x").status_code == 503
    assert stored(study) == {}


def test_what_cannot_be_stored_is_not_called_stored(study):
    client, first = let_in(study, reviewer="Zoe"), units(study)[0]
    with closing(Study(study)) as opened:
        note_shown(opened, "t1", "Zoe", request="r", now=NOW)
        opened.connection.execute("create unique index no_room_for_another on review_events ((1))")
    for name, form in (("give", {"code": "x"}), ("none", {})):
        answer = code(client, name, at=first.start, **form)
        assert (answer.status_code, "HX-Push-Url" in answer.headers) == (503, False)
    assert stored(study) == {}


HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}\u202eevil\u2066\x1b"


def test_hostile_texts_names_and_codes_are_shown_as_they_are_and_coded_where_they_stand(tmp_path):
    path = tmp_path / "study.db"
    name = "<img src=x onerror=alert(1)>"
    with closing(Study(path, create=True)) as study:
        exemplars = Exemplars(typical=(HOSTILE,))
        book = Codebook(name="b", codes=(Code(name=name, definition=HOSTILE, group=None, exemplars=exemplars),))
        add_codebook(study, book, now=NOW)
        add_transcript(study, read_transcript("t0.txt", f"P: a {HOSTILE} b\n\n".encode()).transcript, now=NOW)
        begin_task(study, task_of_documents(study, "Zoe", ["t0"], Unit.TURN), now=NOW)
    client, (unit,) = let_in(path, reviewer="Zoe"), units(path)
    said = text_of(path)[unit.start : unit.end]
    sent = {"start": unit.start + 2, "end": unit.end - 2, "quotation": said[2:-2]}
    for answer in (client.get("/coding/1/1"), code(client, at=unit.start, code=name, **sent), client.get("/coding")):
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
        assert "\u202e" not in re.sub(r'<span class="unseen-itself">.</span>', "", answer.text)
    assert stored(path, document="t0") == {unit.start: [(name, said[2:-2])]}
    taken = code(client, "take", at=unit.start, code=name, given="0")
    assert "none that applies" in html.unescape(taken.text)


CODES = [f"c{number}" for number in range(14)]


@given(st.lists(st.sampled_from([*CODES, "gone"]), max_size=60))
def test_a_code_keeps_its_key_while_it_is_among_those_used_last(used):
    before = numbered(CODES, used[:-1])
    after = numbered(CODES, used)
    assert len(set(after)) == 9
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) <= 1
    assert set(dict.fromkeys(reversed([each for each in used if each != "gone"]))) - set(after) == set(
        list(dict.fromkeys(reversed([each for each in used if each != "gone"])))[9:]
    )
    assert numbered(CODES[:5], used) == tuple(CODES[:5])
