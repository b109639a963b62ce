import asyncio

import httpx2
import pytest
from test_asking import BOOK, GOOD, MADE_UP, Script, reply

from codebook import Codebook
from coder.asking import Asker
from coder.endpoint import CredentialsError, Endpoint
from coder.questions import full_questions
from coder.run import FAR_FROM_ALL, code_segments, packed, pass_over, pending
from runs import CodingStatus, Grounding, Rater, RaterKind, Unit
from runs.coding_store import add_codebook, codings, rater_number
from runs.exchange import export_rows
from runs.ledger import begin_run
from runs.segments import segment
from runs.study import Study
from runs.transcript_store import add_transcript
from runs.transcripts import read_transcript

TEXT = "P1: It was all too much {{ for }} me.\n\nP1: The weather was fine.\n\nP1: I said nothing.\n"


def run(study, script):
    transcript = read_transcript("one.txt", TEXT.encode()).transcript
    add_transcript(study, transcript, now="")
    segments = segment(transcript, Unit.TURN)
    waiting = pending(study, 1, segments)

    async def work():
        client = httpx2.AsyncClient(transport=httpx2.MockTransport(script))
        endpoint = Endpoint("http://127.0.0.1:9/v1", "k", http_client=client)
        asker = Asker(study, 1, endpoint, address="here", parameters={"model": "m"}, attempts=1)
        questions = full_questions(BOOK, {"one": transcript})
        packs = packed(waiting, 1)
        await code_segments(study, asker, packs, {"one": transcript}, questions=questions, rater="m", run=1)
        await endpoint.close()

    asyncio.run(work())
    return codings(study)


def opened(path):
    study = Study(path, create=True)
    assert isinstance(BOOK, Codebook)
    add_codebook(study, BOOK, now="")
    rater = rater_number(study, Rater(name="m", kind=RaterKind.MODEL))
    begin_run(study, key="k", rater=rater, codebook=1, model="m", settings="{}", now="")
    return study


def test_each_segment_gets_one_coding_and_a_second_run_sends_nothing(tmp_path):
    study = opened(tmp_path / "s.db")
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
    study = opened(tmp_path / "s.db")
    none = {"assignments": []}
    run(study, Script(reply(GOOD), httpx2.Response(503), reply(none)))
    again = Script(reply(none))
    made = run(study, again)
    assert len(again.requests) == 1
    assert [coding.status for coding in made if coding.start == made[1].start] == ["failed", "coded"]
    study.close()


def test_a_refused_key_ends_the_run_with_its_own_error_and_what_came_before_is_kept(tmp_path):
    study = opened(tmp_path / "s.db")
    with pytest.raises(CredentialsError):
        run(study, Script(reply(GOOD), httpx2.Response(401, json={"error": {"message": "no"}})))
    assert [coding.status for coding in codings(study)] == [CodingStatus.CODED]
    study.close()


def test_a_segment_that_lies_far_from_every_code_is_coded_as_none_with_the_reason(tmp_path):
    study = opened(tmp_path / "s.db")
    transcript = read_transcript("one.txt", TEXT.encode()).transcript
    add_transcript(study, transcript, now="")
    first, second, third = segment(transcript, Unit.TURN)
    assert pass_over(study, [second], rater="m", run=1) == 1
    assert pending(study, 1, [first, second, third]) == (first, third)
    (row,) = export_rows(codings(study), {"one": transcript})
    assert (row.status, row.code, row.rationale) == ("none", "", FAR_FROM_ALL)
    study.close()
