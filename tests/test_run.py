import httpx2
import pytest
from scripted import BOOK, GOOD, MADE_UP, NONE, Script, coding, reply, study_with_a_run, waiting

from coder.errors import CredentialsError, EndpointError
from coder.questions import full_questions
from coder.run import FAR_FROM_ALL, pass_over
from coder.work import packed
from runs import CodingStatus, Grounding, Segment, Unit
from runs.coding_store import codings
from runs.exchange import export_rows
from runs.ledger.entries import begin_exchange, begin_run
from runs.segments import segment
from runs.transcript_store import add_transcript
from runs.transcripts import read_transcript

TEXT = "P1: It was all too much {{ for }} me.\n\nP1: The weather was fine.\n\nP1: I said nothing.\n"


def run(study, script, text=TEXT, **how):
    transcript = read_transcript("one.txt", text.encode()).transcript
    add_transcript(study, transcript, now="")
    packs = packed(waiting(study, transcript), 1)
    texts = {"one": transcript}
    coding(study, script.endpoint(), packs, texts, full_questions(BOOK, texts), **how)
    return codings(study)


def test_each_segment_gets_one_coding_and_a_second_run_sends_nothing(tmp_path):
    study = study_with_a_run(tmp_path / "s.db")
    script = Script(reply(GOOD), reply({"assignments": []}), reply(MADE_UP), reply(MADE_UP))
    made = run(study, script)
    assert [coding.status for coding in made] == [CodingStatus.CODED] * 3
    assert [len(coding.assignments) for coding in made] == [1, 0, 1]
    grounded, unfounded = made[0].assignments[0], made[2].assignments[0]
    assert TEXT[grounded.start : grounded.end] == grounded.quotation == "too much {{ for }} me"
    assert (unfounded.grounding, unfounded.start) == (Grounding.UNGROUNDED, None)
    assert run(study, Script()) == made
    study.close()


def test_a_failed_segment_is_asked_again_by_the_next_run_and_the_others_are_not(tmp_path):
    study = study_with_a_run(tmp_path / "s.db")
    run(study, Script(reply(GOOD), httpx2.Response(503), reply(NONE)))
    again = Script(reply(NONE))
    made = run(study, again)
    assert len(again.requests) == 1
    assert [coding.status for coding in made if coding.start == made[1].start] == ["failed", "coded"]
    study.close()


def test_a_refused_key_ends_the_run_with_its_own_error_and_what_came_before_is_kept(tmp_path):
    study = study_with_a_run(tmp_path / "s.db")
    with pytest.raises(CredentialsError):
        run(study, Script(reply(GOOD), httpx2.Response(401, json={"error": {"message": "no"}})))
    assert [coding.status for coding in codings(study)] == [CodingStatus.CODED]
    study.close()


def test_a_segment_that_lies_far_from_every_code_is_coded_as_none_with_the_reason(tmp_path):
    study = study_with_a_run(tmp_path / "s.db")
    transcript = read_transcript("one.txt", TEXT.encode()).transcript
    add_transcript(study, transcript, now="")
    first, second, third = segment(transcript, Unit.TURN)
    assert pass_over(study, [second], rater="m", run=1) == 1
    assert waiting(study, transcript) == [first, third]
    (row,) = export_rows(codings(study), {"one": transcript})
    assert (row.status, row.code, row.rationale) == ("none", "", FAR_FROM_ALL)
    study.close()


def test_requests_that_fail_one_after_another_end_the_run_and_what_came_is_kept(tmp_path):
    study = study_with_a_run(tmp_path / "s.db")
    text = "".join(f"P1: This is the turn number {i}.\n\n" for i in range(12))
    script = Script(reply(NONE), *(httpx2.Response(500) for _ in range(11)))
    with pytest.raises(EndpointError, match="3 requests in a row failed"):
        run(study, script, text)
    assert len(script.requests) < 8
    assert [made.status for made in codings(study)].count(CodingStatus.CODED) == 1
    rest = Script(*(reply(NONE) for _ in range(11)))
    latest = {made.start: made.status for made in run(study, rest, text)}
    assert set(latest.values()) == {CodingStatus.CODED}
    assert len(latest) == 12
    study.close()


def test_the_ledger_says_which_segments_each_request_asked_about_also_where_an_earlier_reply_stands_for_it(tmp_path):
    study = study_with_a_run(tmp_path / "s.db")
    made = run(study, Script(reply(GOOD), reply(NONE), reply(NONE)))
    asked = "select exchange_id, transcript_id, start, end from asked_segments where run_id = ? order by start"
    places = [(coding.start, coding.end) for coding in made]
    rows = study.connection.execute(asked, [1]).fetchall()
    assert [row[2:] for row in rows] == sorted(places)
    assert len({row[0] for row in rows}) == 3
    other = begin_run(study, key="other", rater=1, codebook=1, model="m", settings="{}", now="")
    (key, about) = study.connection.execute("select request_key, id from exchanges order by id").fetchone()
    place = Segment(document="one", start=made[0].start, end=made[0].end, turn=1, speaker="P1")
    begin_exchange(study, other, key, "{}", {}, usable=bool, now="", about=[place])
    assert study.connection.execute(asked, [other]).fetchall() == [(about, 1, *places[0])]
    study.close()
