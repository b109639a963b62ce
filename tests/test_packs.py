import pytest
from pydantic import ValidationError
from scripted import BOOK, Script, coding, reply, study_with_a_run, waiting
from test_run import TEXT

from coder.questions import full_questions
from coder.work import packed
from prompts import asked_about, pack_answer_model
from runs import Segment
from runs.coding_store import codings
from runs.transcript_store import add_transcript
from runs.transcripts import read_transcript

STRAIN = {"code": "strain", "quotation": "too much {{ for }} me", "rationale": "r"}


def answer(**by_number):
    return {"passages": [{"passage": int(number[1:]), "assignments": given} for number, given in by_number.items()]}


def run(study, script):
    transcript = read_transcript("one.txt", TEXT.encode()).transcript
    add_transcript(study, transcript, now="")
    texts = {"one": transcript}
    packs = packed(waiting(study, transcript), 3)
    coding(study, script.endpoint(), packs, texts, full_questions(BOOK, texts, packed=True))
    return codings(study)


@pytest.fixture
def study(tmp_path):
    study = study_with_a_run(tmp_path / "s.db")
    yield study
    study.close()


def test_a_pack_is_one_request_and_one_coding_for_each_segment(study):
    script = Script(reply(answer(p2=[], p1=[STRAIN], p3=[])))
    made = run(study, script)
    assert [(coding.status, len(coding.assignments)) for coding in made] == [("coded", 1), ("coded", 0), ("coded", 0)]
    asked = script.requests[0]["messages"][-1]["content"]
    assert [f"# Passage {number}\n" in asked for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert "too much {{ for }} me" in asked


def test_a_passage_that_was_left_out_is_asked_for_alone_and_then_missing_and_never_no_code(study):
    script = Script(reply(answer(p1=[STRAIN], p3=[])), reply(answer()))
    made = run(study, script)
    assert [coding.status for coding in made] == ["coded", "failed", "coded"]
    assert made[1].reason == "The answer left this passage out."
    alone = script.requests[1]["messages"][-1]["content"]
    assert ("The weather was fine." in alone, "# Passage 2" in alone) == (True, False)
    again = Script(reply(answer(p1=[])))
    assert [coding.status for coding in run(study, again)][-1] == "coded"
    assert len(again.requests) == 1


def test_only_the_passage_that_was_left_out_is_asked_for_again(study):
    script = Script(reply(answer(p1=[STRAIN], p3=[])), reply(answer(p1=[])))
    made = run(study, script)
    assert [(coding.status, len(coding.assignments)) for coding in made] == [("coded", 1), ("coded", 0), ("coded", 0)]
    assert len(script.requests) == 2


def test_a_pack_whose_answer_was_cut_off_is_split_until_the_parts_fit(study):
    cut = reply(answer(p1=[STRAIN]), finish="length")
    script = Script(cut, reply(answer(p1=[STRAIN])), cut, reply(answer(p1=[])), cut)
    made = run(study, script)
    assert [coding.status for coding in made] == ["coded", "coded", "truncated"]
    shown = [request["messages"][-1]["content"] for request in script.requests]
    assert ["# Passage 2" in said for said in shown] == [True, False, True, False, False]


def test_a_passage_that_was_answered_twice_is_missing():
    twice = {"passages": [{"passage": 1, "assignments": []}, {"passage": 1, "assignments": [STRAIN]}]}
    assert pack_answer_model(BOOK).model_validate(twice).of_each(2) == [None, None]


def test_a_quotation_must_stand_in_the_passage_that_it_is_given_for():
    model = pack_answer_model(BOOK)
    with asked_about("nothing", "It is too much {{ for }} me."):
        assert model.model_validate(answer(p1=[], p2=[STRAIN])).of_each(2)[0] == []
        with pytest.raises(ValidationError, match="passage 1 stands in passage 2"):
            model.model_validate(answer(p1=[STRAIN], p2=[]))
        with pytest.raises(ValidationError, match="not in passage 1"):
            model.model_validate(answer(p1=[STRAIN | {"quotation": "never said"}], p2=[]))
        with pytest.raises(ValidationError, match="Passages 9 were not asked about"):
            model.model_validate(answer(p1=[], p2=[], p9=[]))


def test_packs_hold_every_segment_once_and_the_last_may_be_shorter():
    made = [Segment(document="a", start=i, end=i + 1, turn=1, speaker="P") for i in range(5)]
    assert [len(pack) for pack in packed(made, 2)] == [2, 2, 1]
    assert [each for pack in packed(made, 2) for each in pack] == made
