import asyncio
import json

import httpx2
import pytest

from codebook import Code, Codebook
from coder.asking import Asker
from coder.endpoint import CredentialsError, Endpoint
from prompts import answer_model
from runs import CodingStatus, Rater, RaterKind
from runs.coding_store import add_codebook, rater_number
from runs.ledger import begin_run
from runs.study import Study

BOOK = Codebook(name="b", codes=(Code(name="strain", definition="Too much."),))
PASSAGE = "It was all too much {{ for }} me."
GOOD = {"assignments": [{"quotation": "too much {{ for }} me", "code": "strain", "rationale": "says so"}]}
MADE_UP = {"assignments": [{"quotation": "never said", "code": "strain", "rationale": "r"}]}


def reply(content, finish="stop", refusal=None):
    message = {"role": "assistant", "content": content and json.dumps(content), "refusal": refusal}
    choice = {"index": 0, "finish_reason": finish, "message": message}
    body = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    return httpx2.Response(200, json=body)


class Script:
    def __init__(self, *replies):
        self.replies = list(replies)
        self.requests = []

    def __call__(self, request):
        self.requests.append(json.loads(request.content))
        return self.replies.pop(0)


@pytest.fixture
def study(tmp_path):
    opened = Study(tmp_path / "study.db", create=True)
    add_codebook(opened, BOOK, now="")
    rater = rater_number(opened, Rater(name="m", kind=RaterKind.MODEL))
    begin_run(opened, key="k", rater=rater, codebook=1, model="m", settings="{}", now="")
    yield opened
    opened.close()


def ask(study, script, question="What about it? {{ it }}"):
    async def once():
        client = httpx2.AsyncClient(transport=httpx2.MockTransport(script))
        endpoint = Endpoint("http://127.0.0.1:9/v1", "secret", http_client=client)
        asker = Asker(
            study,
            1,
            endpoint,
            address="here",
            parameters={"model": "m", "temperature": 0},
            attempts=2,
        )
        try:
            (asked,) = await asker.ask([{"role": "user", "content": question}], answer_model(BOOK), PASSAGE)
            return asked
        finally:
            await endpoint.close()

    return asyncio.run(once())


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
    gone = Script(httpx2.Response(503), httpx2.Response(429))
    assert ask(study, gone, "other").status is CodingStatus.FAILED


def test_a_refused_key_stops_at_once_and_is_not_shown(study):
    script = Script(httpx2.Response(401, json={"error": {"message": "bad key secret"}}))
    with pytest.raises(CredentialsError) as caught:
        ask(study, script)
    assert "secret" not in str(caught.value)
    assert len(script.requests) == 1
