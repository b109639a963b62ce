"""``intercoder code --logprobs``: from an endpoint's log probabilities to stored codings, exports and triage."""

import csv
import json
import math
import re
from contextlib import closing
from pathlib import Path

import httpx2
import pytest
from answering import serving
from openpyxl import load_workbook
from scripted import BOOK, GOOD, MADE_UP, PASSAGE, Script, asking, body, coding, study_with_a_run, waiting
from test_command_contract import intercoder
from test_packs import STRAIN
from test_packs import answer as packed_answer
from test_run import TEXT

from coder.models import model_of
from coder.plan import LOGPROBS, Plan
from coder.questions import full_questions
from coder.work import packed
from prompts import answer_model
from runs import Coding, RaterKind
from runs.coding_store import add_codebook, add_codings, codings
from runs.keeping.verifying import verify
from runs.study import Study
from runs.transcript_store import add_transcript
from runs.transcripts import read_transcript

HALF = math.log(0.5)


def with_tokens(content, *chances, tokens=None):
    """The body of a reply that tells its tokens; the name of each code is two of them, with these log probabilities."""
    told, left = body(content), list(chances)
    pieces = re.split('(?<="code": ")([^"]{2})([^"]*")', json.dumps(content))
    logprobs = [-0.01 if number % 3 == 0 else left[number // 3] for number in range(len(pieces))]
    listed = [
        {"token": text, "bytes": list(text.encode()), "logprob": logprob}
        for text, logprob in zip(pieces, logprobs, strict=True)
    ]
    told["choices"][0]["logprobs"] = {"content": listed if tokens is None else tokens}
    return told


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def study(tmp_path):
    study = study_with_a_run(tmp_path / "s.db")
    yield study
    study.close()


def asked(study, *replies):
    """What became of the passage, and what was sent."""
    script = Script(*replies)

    async def work(asker, pacer, writer):
        messages = [{"role": "user", "content": PASSAGE}]
        return (await asker.ask(messages, answer_model(BOOK), PASSAGE))[0]

    return asking(study, script.endpoint(), work, parameters=LOGPROBS), script.requests


def reply(told):
    return httpx2.Response(200, json=told)


def test_the_request_asks_for_them_and_the_answer_has_one_for_each_code(study):
    became, requests = asked(study, reply(with_tokens(GOOD, HALF)))
    assert became.probabilities == pytest.approx((0.25,))
    assert [(sent["logprobs"], sent["top_logprobs"]) for sent in requests] == [(True, 1)]


@pytest.mark.parametrize("corrected", [GOOD, MADE_UP])
def test_an_answer_that_was_asked_for_once_more_has_the_figures_of_the_last_one(corrected, study):
    became, _ = asked(study, reply(with_tokens(MADE_UP, HALF)), reply(with_tokens(corrected, -0.1)))
    assert became.answer.assignments[0].quotation == corrected["assignments"][0]["quotation"]
    assert became.probabilities == pytest.approx((math.exp(-0.2),))


@pytest.mark.parametrize("told", [body(GOOD), with_tokens(GOOD, HALF, tokens=[]), with_tokens(GOOD, 0.5)])
def test_a_reply_without_figures_or_with_impossible_ones_is_an_answer_whose_probability_is_not_known(study, told):
    became, _ = asked(study, reply(told))
    assert (became.status, became.probabilities) == ("coded", (None,))


def test_the_reply_that_was_kept_tells_the_same_without_being_asked_for_again(study):
    first, _ = asked(study, reply(with_tokens(GOOD, HALF)))
    again, requests = asked(study)
    assert (again, requests) == (first, [])


def test_each_segment_of_a_pack_has_its_own_figures(study):
    transcript = read_transcript("one.txt", TEXT.encode()).transcript
    add_transcript(study, transcript, now="")
    texts = {"one": transcript}
    nothing = STRAIN | {"quotation": "I said nothing."}
    told = with_tokens(packed_answer(p2=[], p1=[STRAIN], p3=[nothing, nothing]), HALF, -0.1, -0.2)
    script = Script(reply(told))
    packs = packed(waiting(study, transcript), 3)
    questions = full_questions(BOOK, texts, packed=True)
    coding(study, script.endpoint(), packs, texts, questions, parameters=LOGPROBS)
    known = [[given.probability for given in made.assignments] for made in codings(study)]
    assert known == [[pytest.approx(0.25)], [], [pytest.approx(math.exp(-0.2))]]


def test_a_run_that_asks_for_them_is_another_than_one_that_does_not():
    asked_for = Plan(model_of("m", "http://127.0.0.1:9/v1", key="k"), logprobs=True)
    without = asked_for._replace(logprobs=False)
    assert asked_for.key("book") != without.key("book")
    assert without.parameters == {"model": "m", "temperature": 0, "max_tokens": 2000}


SAID = [f"Number {number} was too much for me." for number in range(8)]
CHANCES = {1: math.log(0.9), 3: math.log(0.6), 5: math.log(0.95)}
"""Of each token of the code that the endpoint gives these passages; it gives passage 7 the code without telling."""


def said_of(request):
    number = int(re.search(r"Number (\d) was too much for me\.[^N]*\Z", request["messages"][-1]["content"])[1])
    if number % 2 == 0:
        return 200, with_tokens({"assignments": []})
    answer = {"assignments": [{"code": "strain", "quotation": SAID[number], "rationale": "strain"}]}
    return 200, with_tokens(answer, CHANCES[number]) if number in CHANCES else body(answer)


@pytest.fixture
def coded():
    """A study that a model has coded, and what the command said."""
    talk = "".join(f"I: And then?\n\nP: {said}\n\n" for said in SAID)
    with closing(Study(Path("study.db"), create=True)) as opened:
        add_codebook(opened, BOOK, now="")
        add_transcript(opened, read_transcript("a.txt", talk.encode()).transcript, now="")
    with serving(said_of) as (endpoint, address):
        flags = ("--model", "m", "--base-url", address)
        said = intercoder("code", *flags, INTERCODER_LOGPROBS="1")
        again = json.loads(intercoder("code", *flags, "--logprobs", "--json").stdout)
        assert (len(endpoint.requests), again["asked"]) == (8, 0)
        assert (again["codes_given"], again["with_probability"]) == (4, 3)
    return said


def test_a_run_tells_of_how_many_codes_it_is_known_and_the_study_is_whole(coded):
    assert "told of 3 of 4 codes" in coded.output
    assert verify(Path("study.db")).whole
    Path("intercoder.toml").write_text("logprobs = true\n", encoding="utf-8")
    assert "logprobs True" in intercoder("runs", "show", "1").output


def test_every_export_shows_it_and_importing_an_export_again_stores_nothing_else(coded):
    expected = [pytest.approx(0.81), pytest.approx(0.36), pytest.approx(0.9025), None]
    for form in ("csv", "jsonl", "xlsx"):
        intercoder("export", form, f"all.{form}")
    listed = [json.loads(line) for line in Path("all.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["probability"] for row in listed if row["code"]] == expected
    assert {row["probability"] for row in listed if not row["code"]} == {None}
    with Path("all.csv").open(encoding="utf-8-sig", newline="") as file:
        table = [row["probability"] for row in csv.DictReader(file) if row["code"]]
    assert [float(cell) if cell else None for cell in table] == expected
    head, *rows = load_workbook("all.xlsx").active.values
    sheet = [dict(zip(head, row, strict=True)) for row in rows]
    assert [row["probability"] for row in sheet if row["code"]] == expected


def test_triage_of_one_model_goes_by_how_probable_it_found_the_codes_it_gave(coded):
    found = json.loads(intercoder("triage", "--json").stdout)
    assert (found["by"], found["gain"], found["gain_among_given"]) == ("probability", None, None)
    assert found["probabilities"] == {"known": 3, "unknown": 1, "not_given": 4}
    told = [(case["turn"], case["doubt"], case["given_by"], case["not_by"]) for case in found["cases"]]
    assert told == [
        (8, pytest.approx(0.64), ["m"], []),
        (4, pytest.approx(0.19), ["m"], []),
        (12, pytest.approx(0.0975), ["m"], []),
    ]
    shown = intercoder("triage").output
    assert "turn 8: strain, doubt 0.64, given by m" in shown
    assert "known of 3 of 4 codes that were given, and of none of the 4 that were not" in shown


def test_the_gain_by_probability_is_told_by_a_persons_codes(coded):
    with closing(Study(Path("study.db"))) as opened:
        made = [
            Coding(
                document="a",
                rater="Ann",
                start=each.start,
                end=each.end,
                assignments=each.assignments if "Number 3" not in each.assignments[0].quotation else (),
            )
            if each.assignments
            else Coding(document="a", rater="Ann", start=each.start, end=each.end)
            for each in codings(opened)
        ]
        add_codings(opened, made, {"Ann": RaterKind.PERSON}, now="")
    told = json.loads(intercoder("triage", "--against", "Ann", "--json").stdout)
    assert [(told[name]["cells"], told[name]["errors"]) for name in ("gain", "gain_among_given")] == [(8, 1), (4, 1)]
    assert [told[name]["gain"] for name in ("gain", "gain_among_given")] == pytest.approx([1, 1])
    assert "Among the codes alone that were given:" in intercoder("triage", "--against", "Ann").output


def test_where_nothing_is_known_triage_says_what_to_do(coded):
    def silent(request):
        status, told = said_of(request)
        told["choices"][0]["logprobs"] = None
        return status, told

    with serving(silent) as (_, address):
        intercoder("code", "--model", "n", "--base-url", address)
    assert "by how probable one found its codes" in intercoder("triage", "--model", "n", code=2).output
    assert "--logprobs" in intercoder("triage", "--model", "n", code=2).output
    assert "Name it with --model" in intercoder("triage", "--by", "probability", code=2).output
    assert json.loads(intercoder("triage", "--json").stdout)["by"] == "disagreement"
    assert json.loads(intercoder("triage", "--by", "probability", "--model", "m", "--json").stdout)["cases"]


def test_an_endpoint_that_takes_no_such_request_is_named_as_the_cause():
    talk = "".join(f"P: {said} And {more}.\n\n" for more in range(2) for said in SAID)
    with closing(Study(Path("study.db"), create=True)) as opened:
        add_codebook(opened, BOOK, now="")
        add_transcript(opened, read_transcript("a.txt", talk.encode()).transcript, now="")
    with serving(lambda request: (400, {"error": {"message": "logprobs is not supported"}})) as (_, address):
        said = intercoder("code", "--model", "m", "--base-url", address, "--logprobs", code=5)
    assert "Some endpoints take no request with --logprobs." in said.output
