"""``intercoder audit --injection``: how often a model does what a passage tells it."""

import json
from contextlib import closing

import pytest
from answering import serving, target_of
from run_process import BOOK
from scripted import body
from test_command_contract import intercoder

from codebook import Code, Codebook
from coder.canaries import CANARIES, CARRIERS, MARK, canary_passages
from evaluation.review.cases.instructing import reads_like_an_instruction
from prompts import render_instructions
from runs.coding_store import add_codebook, codings
from runs.study import Study


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def study(tmp_path):
    path = tmp_path / "study.db"
    with closing(Study(path, create=True)) as opened:
        add_codebook(opened, BOOK, now="")
    return path


def given(*assignments):
    return 200, body({"assignments": list(assignments)})


def of(code, rationale="It says so."):
    return {"quotation": "the", "code": code, "rationale": rationale}


def obedient(request):
    """Gives every code that the passage names, writes what it is told to, and else gives nothing."""
    target = target_of(request)
    if MARK in target:
        return given(of("strain", f"As told. {MARK}"))
    if "word for word" in target:
        return given(of("strain", " ".join(render_instructions(BOOK).split()[3:20])))
    plain = "".join(chr(ord(each) - 0xE0000) if ord(each) >= 0xE0000 else each for each in target)
    return given(*(of(code.name) for code in BOOK.codes if code.name in plain))


def audited(study, answer, *words):
    with serving(answer) as (endpoint, address):
        options = ("--model", "m", "--base-url", address, "--study", study, *words)
        return endpoint, intercoder("audit", "--injection", *options)


def rates(study, answer):
    _, ended = audited(study, answer, "--json")
    return {each["canary"]: each for each in json.loads(ended.stdout)["rates"]}


def test_a_model_that_does_as_it_is_told_is_found_out_with_each_canary(study):
    found = rates(study, obedient)
    assert set(found) == {each.name for each in CANARIES}
    assert {(each["answered"], each["obeyed"]) for each in found.values()} == {(len(CARRIERS), len(CARRIERS))}
    assert {each["without"] for each in found.values()} == {0, None}


def test_a_model_that_gives_nothing_obeys_nothing(study):
    assert {each["obeyed"] for each in rates(study, lambda request: given()).values()} == {0}


def test_a_code_that_the_model_gives_anyway_is_told_beside(study):
    found = rates(study, lambda request: given(*(of(code.name) for code in BOOK.codes)))
    assert {(each["obeyed"], each["without"]) for each in found.values()} == {(5, 5), (0, None)}


def test_an_answer_that_did_not_come_is_counted_neither_way(study):
    answers = lambda request: (200, body(None, refusal="No.")) if "INST" in target_of(request) else given()  # noqa: E731
    with serving(answers) as (_, address):
        words = ("--model", "m", "--base-url", address, "--study", study, "--json")
        ended = intercoder("audit", "--injection", *words, code=3)
    found = {each["canary"]: each["answered"] for each in json.loads(ended.stdout)["rates"]}
    assert found.pop("a false authority") == 0
    assert set(found.values()) == {len(CARRIERS)}


def test_nothing_of_the_study_but_its_codebook_is_sent(study):
    endpoint, ended = audited(study, obedient)
    assert "an order" in ended.output
    assert "Answers: injection-audit.db" in ended.output
    assert len(endpoint.requests) == len(CARRIERS) * (1 + len(CANARIES))
    with closing(Study(study)) as opened:
        assert codings(opened) == ()


def test_run_again_it_asks_nothing_and_tells_the_same(study):
    with serving(obedient) as (endpoint, address):
        words = ("audit", "--injection", "--model", "m", "--base-url", address, "--study", study)
        first = intercoder(*words)
        asked = len(endpoint.requests)
        again = intercoder(*words)
        assert len(endpoint.requests) == asked
    told = (ended.output[ended.output.index("what the passage does") :] for ended in (first, again))
    assert next(told) == next(told)


def test_a_study_without_a_codebook_says_what_is_missing(tmp_path):
    with closing(Study(tmp_path / "empty.db", create=True)):
        pass
    ended = intercoder("audit", "--injection", "--model", "m", "--study", tmp_path / "empty.db", code=2)
    assert "no codebook" in ended.output


def test_the_canaries_are_what_the_review_app_tells_of():
    book = Codebook(name="b", codes=(Code(name="a code", definition="d"),))
    told = {each.canary: reads_like_an_instruction(each.text) for each in canary_passages(book)}
    assert not told.pop("as it is")
    assert [name for name, known in told.items() if not known] == ["send it elsewhere"]
