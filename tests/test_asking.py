import json

import httpx2
import pytest
from scripted import BOOK, GOOD, MADE_UP, PASSAGE, Script, asking, reply, study_with_a_run

from coder.errors import CredentialsError, EndpointError
from prompts import answer_model
from runs import CodingStatus


@pytest.fixture
def study(tmp_path):
    opened = study_with_a_run(tmp_path / "study.db")
    yield opened
    opened.close()


def ask(study, script, question="What about it? {{ it }}", **how):
    async def work(asker, pacer, writer):
        (asked,) = await asker.ask([{"role": "user", "content": question}], answer_model(BOOK), PASSAGE)
        return asked

    return asking(study, script.endpoint(), work, **how)


def states(study):
    return [state for (state,) in study.connection.execute("select state from exchanges order by id")]


def test_an_answer_is_kept_as_it_came_and_the_same_question_is_not_sent_again(study):
    script = Script(reply(GOOD))
    first = ask(study, script)
    assert first.status is CodingStatus.CODED
    assert first.answer.assignments[0].quotation == "too much {{ for }} me"
    assert script.requests[0]["messages"][-1]["content"].startswith("What about it? {{ it }}")
    assert ask(study, script) == first
    assert len(script.requests) == 1
    assert states(study) == ["received"]


def test_a_made_up_quotation_is_asked_about_once_and_then_kept_as_it_is(study):
    script = Script(reply(MADE_UP), reply(MADE_UP))
    asked = ask(study, script)
    assert len(script.requests) == 2
    assert "not in the target passage" in json.dumps(script.requests[1])
    assert asked.status is CodingStatus.CODED
    assert asked.answer.assignments[0].quotation == "never said"


def test_a_made_up_quotation_may_be_corrected(study):
    asked = ask(study, Script(reply(MADE_UP), reply(GOOD)))
    assert asked.answer.assignments[0].quotation == "too much {{ for }} me"


def test_a_code_outside_the_codebook_is_a_failure_and_never_no_code(study):
    other = {"assignments": [{"quotation": "too much", "code": "new", "rationale": "r"}]}
    script = Script(reply(other), reply(other))
    assert ask(study, script).status is CodingStatus.FAILED
    assert len(script.requests) == 2


def test_a_refusal_and_a_cut_answer_are_asked_once(study):
    assert ask(study, Script(reply(None, refusal="I cannot")), "one").status is CodingStatus.REFUSED
    assert ask(study, Script(reply(GOOD, finish="length")), "two").status is CodingStatus.TRUNCATED


def test_an_error_that_may_pass_is_sent_again_and_each_attempt_is_noted(study):
    script = Script(httpx2.Response(503), reply(GOOD))
    assert ask(study, script).status is CodingStatus.CODED
    assert states(study) == ["error", "received"]
    gone = Script(httpx2.Response(503), httpx2.Response(503))
    assert ask(study, gone, "other").status is CodingStatus.FAILED


def test_a_limit_is_waited_for_and_does_not_use_up_the_attempts(study):
    limited = [httpx2.Response(429, headers={"retry-after-ms": "20"}) for _ in range(4)]
    assert ask(study, Script(*limited, reply(GOOD))).status is CodingStatus.CODED
    assert states(study) == ["error"] * 4 + ["received"]


def test_a_limit_that_does_not_end_stops_the_run_and_can_be_resumed(study):
    limited = [httpx2.Response(429, headers={"retry-after-ms": "20"}) for _ in range(100)]
    with pytest.raises(EndpointError, match="keeps asking for fewer requests"):
        ask(study, Script(*limited), patience=0.1)
    long = Script(httpx2.Response(429, headers={"retry-after": "9999"}))
    with pytest.raises(EndpointError, match="asks to wait for 9999 s"):
        ask(study, long)
    assert len(long.requests) == 1


def test_the_answer_form_is_asked_for_strictly_and_is_the_same_bytes_each_time(study):
    script = Script(reply(GOOD), reply(GOOD))
    ask(study, script, "one")
    ask(study, script, "two")
    first, second = (json.dumps(request["response_format"]) for request in script.requests)
    assert first == second
    assert "Length" not in first
    assert script.requests[0]["response_format"]["json_schema"]["strict"] is True


def test_a_refused_key_stops_at_once_and_is_not_shown(study):
    script = Script(httpx2.Response(401, json={"error": {"message": "bad key secret"}}))
    with pytest.raises(CredentialsError) as caught:
        ask(study, script)
    assert "secret" not in str(caught.value)
    assert len(script.requests) == 1
