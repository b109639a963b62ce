"""Many faults at once, and an endpoint or a codebook that changes while a run is under way (rows R3, R18, R20)."""

import asyncio
import random
from collections import Counter

import pytest
from answering import Answering, answering, target_of
from scripted import BOOK, body

from codebook import Code, Codebook
from coder.models import model_of
from coder.plan import Plan
from coder.session import code
from runs import CodingStatus
from runs.coding_store import add_codebook, codings
from runs.ledger.entries import run_summaries
from runs.study import Study
from runs.transcript_store import add_transcript
from runs.transcripts import read_transcript

FAULTS = (500, 502, 503, 529, 429, "broken", "error in a 200", "no choices")
WEEKS = 40


@pytest.fixture
def study(tmp_path):
    opened = Study(tmp_path / "study.db", create=True)
    add_codebook(opened, BOOK, now="")
    for name in "ab":
        talk = "".join(f"P: It was the {name}{i} week and too much.\n\n" for i in range(WEEKS // 2))
        add_transcript(opened, read_transcript(f"{name}.txt", talk.encode()).transcript, now="")
    yield opened
    opened.close()


def coded(study, *endpoints, **plan):
    """How the runs of one command ended, each asked of an endpoint of its own."""

    async def once():
        ended = []
        for endpoint in endpoints:
            async with answering(endpoint) as address:
                model = model_of("m", address, key="k")
                ended.append(await code(study, Plan(model, **{"concurrency": 8} | plan)))
        return ended

    return asyncio.run(once())


def week_of(request):
    return target_of(request).split("It was the ")[1].split(" ")[0]


def quoting(request):
    """An answer that quotes the week of the passage that was asked about."""
    given = {"code": "strain", "quotation": f"the {week_of(request)} week", "rationale": "r"}
    return 200, body({"assignments": [given]})


class Faulty:
    """Three answers in ten are faults."""

    def __init__(self, seed):
        self.chance, self.told = random.Random(seed), Counter()

    def __call__(self, request):
        fault = self.chance.choice(FAULTS) if self.chance.random() < 0.3 else None
        self.told[fault] += 1
        said = {
            "broken": "no completion",
            "error in a 200": {"error": {"code": "overloaded"}},
            "no choices": {"choices": []},
        }
        if isinstance(fault, int):
            return fault, {"error": {"message": "It was too much"}}
        return (200, said[fault]) if fault else quoting(request)


@pytest.mark.parametrize("seed", range(5))
def test_r3_r18_with_three_faults_in_ten_every_segment_gets_its_own_answer_and_every_attempt_is_kept(study, seed):
    faults = Faulty(seed)
    endpoint = Answering(faults)

    (ended,) = coded(study, endpoint)

    assert (ended.unanswered, ended.left) == (0, 0)
    made = codings(study)
    assert len({(each.document, each.start) for each in made}) == len(made) == WEEKS
    for each in made:
        text = read_week(study, each)
        assert [given.quotation in text for given in each.assignments] == [True]
    (summary,) = run_summaries(study)
    assert summary.requests == {"received": faults.told[None], "error": faults.told.total() - faults.told[None]}
    assert len(endpoint.requests) == faults.told.total() > WEEKS


def read_week(study, coding):
    from runs.transcript_store import transcript

    return transcript(study, coding.document).text[coding.start : coding.end]


def test_r20_another_endpoint_under_the_same_models_name_is_another_run_of_another_rater(study):
    first, second = coded(study, Answering(quoting), Answering(quoting))
    assert (first.run, second.run) == (1, 2)
    assert first.rater != second.rater
    assert second.asked == WEEKS
    assert {each.run for each in codings(study) if each.rater == first.rater} == {1}


def test_r20_a_codebook_that_is_edited_while_a_run_is_under_way_counts_from_the_next_run_on(study):
    edited = Codebook(name="b", codes=(Code(name="strain", definition="Too little."),))
    endpoint = Answering()

    def edits_meanwhile(request):
        if len(endpoint.requests) == 5:
            with_another = Study(study.path)
            add_codebook(with_another, edited, now="")
            with_another.close()
        return quoting(request)

    endpoint.answer = edits_meanwhile
    (first,) = coded(study, endpoint, concurrency=2)
    definitions = {"Too little." in str(request["messages"]) for request in endpoint.requests}
    assert (definitions, first.states) == ({False}, {CodingStatus.CODED: WEEKS})
    after = Answering(quoting)
    coded(study, after)
    assert {"Too little." in str(request["messages"]) for request in after.requests} == {True}
    assert [summary.codebook for summary in run_summaries(study)] == ["b", "b"]
    assert len({made.run for made in codings(study)}) == 2
