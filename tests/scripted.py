"""An endpoint that answers from a script, under the real openai and instructor, and a study to ask for."""

import asyncio
import json
from contextlib import closing

import httpx2

from codebook import Code, Codebook
from coder.asking import Asker
from coder.endpoint import Endpoint
from coder.money.budget import Budget
from coder.money.metering import Meter
from coder.pacing import Pacer
from coder.requests import Framing
from coder.run import code_segments
from runs import CodingStatus, Rater, RaterKind, Unit
from runs.coding_store import add_codebook, answered, rater_number
from runs.ledger.entries import begin_run
from runs.segments import segment
from runs.sharing.writer import Writer
from runs.study import Study

BOOK = Codebook(name="b", codes=(Code(name="strain", definition="Too much."),))
PASSAGE = "It was all too much {{ for }} me."
GOOD = {"assignments": [{"quotation": "too much {{ for }} me", "code": "strain", "rationale": "says so"}]}
MADE_UP = {"assignments": [{"quotation": "never said", "code": "strain", "rationale": "r"}]}
NONE = {"assignments": []}


def body(content, finish="stop", refusal=None):
    message = {"role": "assistant", "content": content and json.dumps(content), "refusal": refusal}
    choice = {"index": 0, "finish_reason": finish, "message": message}
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}


def reply(content, finish="stop", refusal=None):
    return httpx2.Response(200, json=body(content, finish, refusal))


class Script:
    def __init__(self, *replies):
        self.replies = list(replies)
        self.requests = []

    def __call__(self, request):
        self.requests.append(json.loads(request.content))
        return self.replies.pop(0)

    def endpoint(self):
        client = httpx2.AsyncClient(transport=httpx2.MockTransport(self))
        return Endpoint("http://127.0.0.1:9/v1", "secret", http_client=client)


def study_with_a_run(path):
    study = Study(path, create=True)
    add_codebook(study, BOOK, now="")
    rater = rater_number(study, Rater(name="m", kind=RaterKind.MODEL))
    begin_run(study, key="k", rater=rater, codebook=1, model="m", settings="{}", now="")
    return study


def waiting(study, transcript):
    """The turns of a transcript that run 1 has no answer for."""
    done = answered(study, 1, transcript.document, again=frozenset({CodingStatus.FAILED}))
    return [s for s in segment(transcript, Unit.TURN) if (s.start, s.end) not in done]


def asking(study, endpoint, work, *, shared=(), concurrency=1, attempts=2, meter=None, parameters=None, **patience):
    """What ``work(asker, pacer, writer)`` returns."""

    async def once():
        pacer = Pacer(concurrency)
        framing = Framing("here", shared, {"model": "m", "temperature": 0} | (parameters or {}), strict=True)
        with closing(Writer(study)) as writer:
            asker = Asker(
                writer,
                1,
                endpoint,
                framing=framing,
                pacer=pacer,
                meter=meter or Meter(None, Budget(), output_limit=2000),
                attempts=attempts,
                **patience,
            )
            try:
                return await work(asker, pacer, writer)
            finally:
                await endpoint.close()

    return asyncio.run(once())


def coding(study, endpoint, packs, texts, questions, *, concurrency=1, attempts=1, **patience):
    """Code the packs of segments for run 1 by rater m."""

    async def work(asker, pacer, writer):
        await code_segments(
            writer, asker, pacer, packs, texts, questions=questions, rater="m", run=1, concurrency=concurrency
        )

    asking(study, endpoint, work, shared=questions.shared, concurrency=concurrency, attempts=attempts, **patience)
