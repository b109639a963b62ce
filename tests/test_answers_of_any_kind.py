"""What a model may answer in place of what it was asked for, and what becomes of it (rows R14 to R19)."""

import json

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import BOOK, GOOD, NONE, PASSAGE, Script, asking, body, reply, study_with_a_run
from test_packs import STRAIN, answer
from test_packs import run as run_packed
from test_run import TEXT, run

from coder.asking import Asked
from coder.errors import EndpointError
from coder.grounding import ground
from prompts import Answer, GivenCode, answer_model, pack_answer_model
from prompts.answer_text import MOST_CHARACTERS, NotJsonError, json_in
from prompts.answers import MOST_ASSIGNMENTS, MOST_PASSAGES
from runs import CodingStatus, Grounding, Segment
from runs.coding_store import codings
from runs.exchange import export_rows
from runs.quotations import find_quotation, normalised

SAID = json.dumps(GOOD)


@pytest.fixture
def study(tmp_path):
    opened = study_with_a_run(tmp_path / "study.db")
    yield opened
    opened.close()


def written(text, **over):
    """A reply in which the model wrote this text."""
    told = body(GOOD) | over
    if not over.get("choices"):
        told["choices"][0]["message"]["content"] = text
    return httpx2.Response(200, json=told)


def ask(study, script, attempts=5):
    async def work(asker, pacer, writer):
        (asked,) = await asker.ask([{"role": "user", "content": "?"}], answer_model(BOOK), PASSAGE)
        return asked

    return asking(study, script.endpoint(), work, attempts=attempts)


def exchanges(study):
    return study.connection.execute("select state, reply from exchanges order by id").fetchall()


class OfThePassage(Script):
    """Answers from a script where one passage is asked about, and elsewhere that no code applies."""

    def __init__(self, passage, *replies):
        super().__init__(*replies)
        self.passage = passage

    def __call__(self, request):
        target = json.loads(request.content)["messages"][1]["content"].split("Target passage")[1]
        return super().__call__(request) if self.passage in target else reply(NONE)


WRAPPED = {
    "a think block": f"<think>Is it {{strain}}? {SAID}</think>\n\n{SAID}",
    "a fence": f"```\n{SAID}\n```",
    "a fence that says JSON": f"\n```JSON \n{SAID}\n```\n",
    "a fence after a think block": f"<think>\n\n</think>\n```json\n{SAID}\n```",
}


@pytest.mark.parametrize("wrapping", WRAPPED)
def test_r14_a_think_block_and_a_fence_around_the_whole_answer_are_taken_off(study, wrapping):
    script = Script(written(WRAPPED[wrapping]))
    assert ask(study, script).answer.assignments[0].quotation == "too much {{ for }} me"
    assert len(script.requests) == 1


MALFORMED = {
    "empty": ("", "It is empty"),
    "white space": (" \n\t", "It is empty"),
    "null": (None, "It is empty"),
    "a think block alone": ("<think>It is strain.</think>", "It is empty"),
    "a think block without an end": (f"<think>{SAID}", "It is not JSON"),
    "two think blocks": (f"<think>a</think><think>b</think>{SAID}", "It is not JSON"),
    "prose before": (f"Here it is: {SAID}", "It is not JSON"),
    "prose after": (f"{SAID} I hope that helps.", "It is not JSON"),
    "a fence after prose": (f"Here it is:\n```json\n{SAID}\n```", "It is not JSON"),
    "two fences": (f"```json\n{SAID}\n```\n```json\n{SAID}\n```", "It is not JSON"),
    "two objects": (f"{SAID}\n{SAID}", "It is not JSON"),
    "a trailing comma": (f"{SAID[:-1]},}}", "It is not JSON"),
    "a comment": (f"// codes\n{SAID}", "It is not JSON"),
    "single quotation marks": ("{'assignments': []}", "It is not JSON"),
    "cut": (SAID[:-5], "It is not JSON"),
    "NaN": ('{"assignments": [NaN]}', "NaN"),
    "infinity": ('{"assignments": [-Infinity]}', "-Infinity"),
    "the same key twice": ('{"assignments": [], "assignments": []}', "the same key twice"),
    "the same key twice, deeper": (SAID.replace('"code"', '"rationale": "x", "code"'), "the same key twice"),
    "nested 10,000 deep": ("[" * 10_000, "nested too deeply"),
    "nested 10,000 deep and closed": ('{"a":' * 10_000 + "1" + "}" * 10_000, "nested too deeply"),
    "half a character": (SAID.replace("says so", "\\ud83d"), "Invalid JSON"),
    "a number with 10,000 digits": ("9" * 10_000, "not in the asked form"),
}
UNFIT = {
    "no object": ("[]", "Input should be an object"),
    "a bare string": ('"none"', "Input should be an object"),
    "a missing field": (
        SAID.replace('"rationale": "says so"', '"code": "strain"').replace('"code": "strain", "code"', '"code"'),
        "Field required",
    ),
    "a wrong type": (SAID.replace('"says so"', "7"), "valid string"),
    "a number as text": ('{"assignments": "none"}', "valid array"),
    "null for none": ('{"assignments": null}', "valid array"),
    "an extra field": (f'{{"confidence": 7, {SAID[1:]}', "Extra inputs are not permitted"),
    "an empty quotation": (SAID.replace("too much {{ for }} me", ""), "at least 1 character"),
    "a long quotation": (SAID.replace("too much {{ for }} me", "x" * 1001), "at most 1000 characters"),
    "a long rationale": (SAID.replace("says so", "x" * 401), "at most 400 characters"),
    "many items": (json.dumps({"assignments": GOOD["assignments"] * (MOST_ASSIGNMENTS + 1)}), "more than 20 items"),
    "many wrong items": (json.dumps({"assignments": [{}] * 90_000}), "more than 20 items"),
    "many extra fields": (json.dumps({f"k{i}": 1 for i in range(20_000)}), "19996 more mistakes"),
    "a code of another name": (SAID.replace('"strain"', '"joy"'), "no code 'joy'"),
    "a close spelling": (SAID.replace('"strain"', '"strains"'), "no code 'strains'"),
    "a translation": (SAID.replace('"strain"', '"Belastung"'), "no code 'Belastung'"),
    "another case": (SAID.replace('"strain"', '"Strain"'), "no code 'Strain'"),
    "a code with a space": (SAID.replace('"strain"', '"strain "'), "no code 'strain '"),
    "a code with hidden characters": (SAID.replace('"strain"', '"str\u202eain"'), "no code 'str\\u202eain'"),
    "a long code": (SAID.replace('"strain"', f'"{"x" * 5000}"'), f"no code '{'x' * 60}'"),
}


@pytest.mark.parametrize("kind", MALFORMED | UNFIT)
def test_r14_r15_r16_another_form_is_asked_about_once_and_then_failed_with_the_reason(study, kind):
    text, reason = (MALFORMED | UNFIT)[kind]
    script = Script(*[written(text) for _ in range(3)])

    asked = ask(study, script)

    assert (asked.status, asked.answer, len(script.requests)) == (CodingStatus.FAILED, None, 2)
    assert reason in asked.reason
    assert len(asked.reason) < 1500
    assert reason in script.requests[1]["messages"][-1]["content"]
    states, kept = zip(*exchanges(study), strict=True)
    assert states == ("received", "received")
    assert all(json.loads(each)["choices"][0]["message"]["content"] == text for each in kept)


@pytest.mark.parametrize("kind", MALFORMED | UNFIT)
def test_r14_r15_r16_another_form_may_be_corrected(study, kind):
    text, _ = (MALFORMED | UNFIT)[kind]
    script = Script(written(text), reply(GOOD))
    assert ask(study, script).status is CodingStatus.CODED
    assert [state for state, _ in exchanges(study)] == ["received", "received"]


def test_r14_an_answer_too_long_to_be_sent_back_is_failed_at_once_and_kept(study):
    text = SAID + " " * MOST_CHARACTERS
    script = Script(written(text))
    asked = ask(study, script)
    assert (asked.status, len(script.requests)) == (CodingStatus.FAILED, 1)
    assert f"{len(text)} characters" in asked.reason
    assert len(exchanges(study)[0][1]) > MOST_CHARACTERS


@pytest.mark.parametrize("text", ["no", ""])
def test_r14_what_failed_by_its_form_is_kept_and_really_asked_for_again_when_the_run_goes_on(study, text):
    ask(study, Script(written(text), written(text)))
    again = Script(reply(GOOD))
    assert (ask(study, again).status, len(again.requests)) == (CodingStatus.CODED, 1)
    assert [state for state, _ in exchanges(study)] == ["received"] * 3


def test_a_model_that_only_answers_nonsense_is_given_up_resumably_and_what_it_said_is_kept(study):
    text = "".join(f"P1: Word {i}.\n\n" for i in range(30))
    with pytest.raises(EndpointError, match=r"1[01] requests in a row brought nothing") as caught:
        run(study, Script(*[written("I think so.")] * 60), text)
    assert caught.value.exit_code == 5
    assert "It is not JSON" in str(caught.value)
    assert {each.status for each in codings(study)} == {CodingStatus.FAILED}
    assert len(codings(study)) in {10, 11}, "ten in a row, and at most the one that was under way"
    assert len(exchanges(study)) <= 22


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda part: st.lists(part) | st.dictionaries(st.text(), part),
    )
)
def test_r14_unwrapping_changes_nothing_in_json(value):
    said = json.dumps(value)
    for text in (said, f"```json\n{said}\n```", f"<think>x</think>{said}"):
        assert json.loads(json_in(text)) == value


@given(st.text(alphabet='{}[]",:0aN`\\\n <>/think'))
def test_r14_any_text_is_json_or_refused(text):
    try:
        found = json_in(text)
    except NotJsonError:
        return
    assert found in text


def test_r15_no_lengths_are_sent_and_they_are_checked_all_the_same():
    for model in (answer_model(BOOK), pack_answer_model(BOOK)):
        form = json.dumps(model.model_json_schema())
        assert "maxItems" not in form
        assert "Length" not in form
    many = {"passages": [{"passage": 1, "assignments": []}] * (MOST_PASSAGES + 1)}
    with pytest.raises(ValueError, match=f"more than {MOST_PASSAGES} items"):
        pack_answer_model(BOOK).model_validate_json(json.dumps(many))
    with pytest.raises(ValueError, match="valid integer"):
        pack_answer_model(BOOK).model_validate_json('{"passages": [{"passage": "1", "assignments": []}]}')


def test_r16_a_wrong_code_ends_as_failed_with_its_name_and_never_as_no_code_nor_as_a_new_one(study):
    wrong = {"assignments": [GOOD["assignments"][0] | {"code": "Overload"}]}
    made = sorted(run(study, OfThePassage("too much", reply(wrong), reply(wrong))), key=_place)

    assert [each.status for each in made] == ["failed", "coded", "coded"]
    assert "no code 'Overload'" in made[0].reason
    assert all(not each.assignments for each in made)
    rows = list(export_rows(made, {"one": _transcript(TEXT)}))
    assert [row.status for row in rows] == ["failed", "none", "none"]
    assert "Overload" in rows[0].rationale


PLACE = "She said “well,  I don’t know” and cafe\u0301 and then yes and then no."
OTHER = "Nobody came to the meeting."
QUOTATIONS = {
    "exact": ("and then yes", Grounding.EXACT),
    "retyped quotation marks and spaces": ('"well, I don\'t know"', Grounding.NORMALISED),
    "composed": ("and caf\u00e9 and", Grounding.NORMALISED),
    "twice": ("and then", Grounding.EXACT),
    "absent": ("I was sad", Grounding.UNGROUNDED),
    "a paraphrase": ("She said she does not know", Grounding.UNGROUNDED),
    "another case": ("AND THEN YES", Grounding.UNGROUNDED),
    "stitched": ("She said and then no.", Grounding.UNGROUNDED),
    "with an ellipsis": ("She said ... and then no.", Grounding.UNGROUNDED),
    "of another segment": ("Nobody came", Grounding.UNGROUNDED),
    "of the codebook": ("Too much.", Grounding.UNGROUNDED),
    "of the label": ("P1:", Grounding.UNGROUNDED),
}


@pytest.mark.parametrize("kind", QUOTATIONS)
def test_r17_a_quotation_is_exact_or_normalised_or_ungrounded(study, kind):
    said, grounding = QUOTATIONS[kind]
    given_ = {"assignments": [{"code": "strain", "quotation": said, "rationale": ""}]}
    script = OfThePassage("She said", *[reply(given_)] * (2 if grounding is Grounding.UNGROUNDED else 1))
    text = f"P1: {PLACE}\n\nP1: {OTHER}\n"

    first = min(run(study, script, text), key=_place)

    (kept,) = first.assignments
    assert (kept.code, kept.grounding) == ("strain", grounding)
    if grounding is Grounding.UNGROUNDED:
        assert (kept.quotation, kept.start, kept.end) == (said, None, None)
    else:
        assert text[kept.start : kept.end] == kept.quotation
        assert first.start <= kept.start < kept.end <= first.end
        assert kept.start == text.index(kept.quotation)
    (row,) = (each for each in export_rows(codings(study), {"one": _transcript(text)}) if each.code)
    assert row.quotation == kept.quotation


@given(st.text(max_size=60), st.text(max_size=20), st.data())
def test_r17_a_stored_quotation_is_always_a_slice_of_its_segment(text, other, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    left = data.draw(st.integers(start, end))
    part = text[left : data.draw(st.integers(left, end))]
    quotations = [each for each in (other, part, normalised(part), part.upper()) if each]
    made = _grounded([GivenCode(code="strain", quotation=each, rationale="") for each in quotations], text, start, end)

    for each in made.assignments:
        if each.start is None:
            assert each.quotation in quotations
            assert not find_quotation(text[start:end], each.quotation)
        else:
            assert text[each.start : each.end] == each.quotation
            assert start <= each.start < each.end <= end


def test_r18_what_is_said_twice_is_one_assignment_with_both_reasons():
    same = GivenCode(code="strain", quotation="too much", rationale="a")
    retyped = GivenCode(code="strain", quotation="too  much", rationale="b")
    made_up = GivenCode(code="strain", quotation="never", rationale="c")
    other = GivenCode(code="rest", quotation="too much", rationale="a")

    made = _grounded([same, same, retyped, made_up, other, made_up], "It is too much.", 0, 15)

    assert [(each.code, each.quotation, each.rationale) for each in made.assignments] == [
        ("strain", "too much", "a\nb"),
        ("strain", "never", "c"),
        ("rest", "too much", "a"),
    ]


FAR = STRAIN | {"quotation": "The weather was fine"}
MIXED_UP = {
    "swapped": (answer(p1=[FAR], p2=[STRAIN], p3=[]), "stands in passage 2"),
    "counted from 0": (answer(p0=[], p1=[], p2=[]), "Passages 0 were not asked about"),
    "unknown": (answer(p1=[STRAIN], p2=[], p3=[], p4=[]), "Passages 4 were not asked about"),
    "another number's type": (
        {"passages": [each | {"passage": str(each["passage"])} for each in answer(p1=[], p2=[], p3=[])["passages"]]},
        "valid integer",
    ),
}
NOT_ONCE = {
    "missing": (answer(p1=[STRAIN], p2=[]), 3),
    "twice": ({"passages": [*answer(p1=[STRAIN], p2=[], p3=[])["passages"], {"passage": 2, "assignments": []}]}, 2),
}


@pytest.mark.parametrize("kind", MIXED_UP)
def test_r18_a_pack_whose_numbers_stay_mixed_up_is_halved_and_no_code_comes_to_a_wrong_segment(study, kind):
    content, reason = MIXED_UP[kind]
    mixed, unreadable = [reply(content)] * 2, [reply({"passages": "no"})] * 2
    script = Script(*mixed, reply(answer(p1=[STRAIN])), *mixed, *unreadable, reply(answer(p1=[])))

    made = run_packed(study, script)

    assert reason in str(script.requests[1]["messages"][-1])
    assert [each.status for each in made] == ["coded", "failed", "coded"]
    assert "valid array" in made[1].reason
    for each in made:
        assert all(given_.quotation in TEXT[each.start : each.end] for given_ in each.assignments)


@pytest.mark.parametrize("kind", NOT_ONCE)
def test_r18_a_passage_that_is_not_answered_exactly_once_is_asked_about_alone(study, kind):
    content, number = NOT_ONCE[kind]
    script = Script(reply(content), reply({"passages": []}))

    made = run_packed(study, script)

    assert len(script.requests) == 2
    assert "# Passage 2" not in script.requests[1]["messages"][-1]["content"]
    assert [each.status for each in made] == ["failed" if i == number else "coded" for i in (1, 2, 3)]
    assert made[number - 1].reason == "The answer left this passage out."


def test_r18_a_pack_whose_numbers_were_mixed_up_may_be_corrected(study):
    made = run_packed(study, Script(reply(MIXED_UP["swapped"][0]), reply(answer(p1=[STRAIN], p2=[FAR], p3=[]))))
    assert [[each.quotation for each in one.assignments] for one in made] == [
        ["too much {{ for }} me"],
        ["The weather was fine"],
        [],
    ]


def _choice(**over):
    return {
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": SAID}} | over]
    }


ODD = {
    "another model": {"model": "a-cheaper-one"},
    "no model": {"model": None},
    "no usage": {"usage": None},
    "usage below nothing": {"usage": {"prompt_tokens": -5, "completion_tokens": -1, "total_tokens": -6}},
    "usage that is no number": {"usage": {"prompt_tokens": None, "completion_tokens": "many"}},
    "usage that is no object": {"usage": "free"},
    "a fingerprint that is a number": {"system_fingerprint": 7},
    "no id and no time": {"id": None, "created": None, "object": None},
    "a tier of its own": {"service_tier": "cheap"},
    "an end of its own": _choice(finish_reason="eos_token"),
    "no end": _choice(finish_reason=None),
    "no role and thoughts beside": _choice(message={"content": SAID, "reasoning_content": "It is strain."}),
}


@pytest.mark.parametrize("kind", ODD)
def test_r19_odd_fields_beside_the_answer_break_nothing_and_are_kept(study, kind):
    script = Script(written(SAID, **ODD[kind]))

    assert ask(study, script).status is CodingStatus.CODED
    assert len(script.requests) == 1
    ((_, kept),) = exchanges(study)
    assert ODD[kind].items() <= json.loads(kept).items()


@pytest.mark.parametrize("word", ["length", "max_tokens", "MAX_TOKENS"])
def test_r19_an_answer_that_was_cut_is_truncated_whatever_the_endpoint_calls_it(study, word):
    assert ask(study, Script(written(SAID, **_choice(finish_reason=word)))).status is CodingStatus.TRUNCATED


def test_r19_a_reply_that_broke_off_with_an_error_is_asked_for_again(study):
    script = Script(written(SAID, **_choice(finish_reason="error")), reply(GOOD))
    assert ask(study, script).status is CodingStatus.CODED
    assert [state for state, _ in exchanges(study)] == ["error", "received"]


def _grounded(given_codes, text, start, end):
    answer_ = Answer.model_construct(assignments=given_codes)
    asked = Asked.model_construct(status=CodingStatus.CODED, answer=answer_, reason="")
    return ground(asked, Segment(document="d", start=start, end=end, turn=1, speaker=""), text, rater="m", run=1)


def _place(coding):
    return coding.start


def _transcript(text):
    from runs.transcripts import read_transcript

    return read_transcript("one.txt", text.encode()).transcript
