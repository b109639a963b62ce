import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner
from scripted import BOOK, GOOD, MADE_UP, NONE, Script, body, coding

from coder.cli import main
from coder.cli.visible import visible
from coder.questions import full_questions
from runs import Rater, RaterKind, Segment, Transcript, Turn
from runs.coding_store import add_codebook, rater_number
from runs.ledger.detail import run_detail
from runs.ledger.entries import begin_exchange, begin_run, note_error, note_received
from runs.ledger.warnings import warnings_about
from runs.study import Study
from runs.transcript_store import add_transcript

SAID = "It was all too much {{ for }} me."
SETTINGS = {
    "parameters": {"model": "m", "temperature": 0, "seed": 7},
    "unit": "turn",
    "pack": 1,
    "address": "https://me:secret@models.example/v1",
    "prompts": "abc",
}
COMMAND = [sys.executable, "-c", "from coder.cli import main; main()"]


def transcript(turns):
    text = "".join(f"{SAID} {i:03}\n" for i in range(turns))
    size = len(SAID) + 5
    marks = tuple(Turn(position=i + 1, speaker="P", start=i * size, end=(i + 1) * size - 1) for i in range(turns))
    return Transcript(document="t", text=text, turns=marks, format="labelled text")


def segments(text):
    return [Segment(document="t", start=t.start, end=t.end, turn=t.position, speaker="P") for t in text.turns]


def reply(content, model="m", *, fingerprint="f1", tokens=(100, 40, 5)):
    prompt, cached, completion = tokens
    usage = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
    usage["prompt_tokens_details"] = {"cached_tokens": cached}
    more = {"model": model, "system_fingerprint": fingerprint, "usage": usage}
    return httpx2.Response(200, json=body(content) | more)


def run_of(path, replies, turns, *, model="m", made_with="{}"):
    """A study whose run 1 asked about so many turns and got these replies."""
    text = transcript(turns)
    study = Study(path, create=True)
    add_codebook(study, BOOK, now="")
    add_transcript(study, text, now="")
    rater = rater_number(study, Rater(name=model, kind=RaterKind.MODEL))
    settings = json.dumps(SETTINGS)
    now = "2026-01-02T03:04:05+00:00"
    begin_run(study, key="k", rater=rater, codebook=1, model=model, settings=settings, now=now, made_with=made_with)
    packs = [[segment] for segment in segments(text)]
    coding(study, Script(*replies).endpoint(), packs, {"t": text}, full_questions(BOOK, {"t": text}), attempts=2)
    return study


def intercoder(*words, code=0):
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code == code, done.output
    return done


def in_a_process(*words, columns="80"):
    environment = {**os.environ, "COLUMNS": columns, "PYTHONUTF8": "1"}
    done = subprocess.run([*COMMAND, *map(str, words)], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_run_is_shown_whole_with_what_the_endpoint_told(tmp_path):
    path = tmp_path / "s.db"
    packages = {"packages": {"openai": "3.3"}, "python": "3.11.2", "host": "models.example", "price": None}
    replies = [reply(GOOD), reply(NONE), httpx2.Response(500, json={}), reply(GOOD)]
    run_of(path, replies, 3, made_with=json.dumps(packages)).close()
    shown = in_a_process("runs", "show", 1, "--study", path)
    for said in (
        "Run 1 by m",
        "models.example",
        "temperature 0",
        "seed           7",
        BOOK.fingerprint,
        "Python 3.11.2, openai 3.3",
        "2026-01-02 03:04:05 UTC",
        "2 coded, 1 none applies",
        "1 error, 3 received",
        "1 × HTTP 500",
        "prompt 300 (of these from the endpoint's cache 120, 40 %), completion 15",
        "cost           not known",
        "of 3 replies",
    ):
        assert said in shown
    assert "Warning" not in shown
    assert "secret" not in shown
    run = json.loads(intercoder("runs", "show", 1, "--json", "--study", path).stdout)
    assert run["schema_version"] == 1
    assert run["run"]["tokens"] == {"prompt": 300, "cached": 120, "completion": 15, "replies": 4, "told": 3}
    assert run["run"]["errors"] == [{"error": "HTTP 500", "http_status": 500, "exchanges": 1}]
    assert run["run"]["warnings"] == []


def test_another_model_than_the_one_asked_for_and_a_change_on_the_way_are_said_plainly(tmp_path):
    replies = [reply(GOOD, "m"), reply(GOOD, "cheaper", fingerprint="f2"), reply(NONE, "cheaper", fingerprint="f2")]
    with closing(run_of(tmp_path / "s.db", replies, 3)) as study:
        other, model, fingerprint = warnings_about(run_detail(study, 1))
    assert "asked for 'm', served 'cheaper'" in other
    assert "'m' (1 reply, request 1), 'cheaper' (2 replies, requests 2 to 3)" in model
    assert "system fingerprint changed" in fingerprint


def test_a_model_file_that_serves_under_its_files_name_is_the_one_asked_for(tmp_path):
    with closing(run_of(tmp_path / "s.db", [reply(GOOD, "toy.gguf")], 1, model="toy")) as study:
        assert warnings_about(run_detail(study, 1)) == ()


def test_missing_negative_and_absurd_token_counts_are_not_added_up(tmp_path):
    replies = [reply(GOOD, tokens=(-5, -1, -1)), httpx2.Response(200, json=body(NONE)), reply(NONE, tokens=(7, 0, 2))]
    with closing(run_of(tmp_path / "s.db", replies, 3)) as study:
        tokens = run_detail(study, 1).tokens
    assert (tokens.prompt, tokens.completion, tokens.told, tokens.replies) == (7, 2, 1, 3)
    assert "2 of 3 replies do not tell" in intercoder("runs", "show", 1, "--study", tmp_path / "s.db").output


def test_one_answer_for_over_half_of_the_segments_raises_the_alarm(tmp_path):
    other = {"assignments": [GOOD["assignments"][0] | {"rationale": "another"}]}
    with closing(run_of(tmp_path / "s.db", [reply(GOOD)] * 7 + [reply(other)] * 4, 11)) as study:
        (alarm,) = warnings_about(run_detail(study, 1))
    assert "7 of 11 answers are identical" in alarm


def test_ten_segments_and_none_applies_in_most_raise_no_alarm_but_the_same_answer_everywhere_does(tmp_path):
    few, most, always = (tmp_path / name for name in ("few.db", "most.db", "always.db"))
    with closing(run_of(few, [reply(GOOD)] * 10, 10)) as study:
        assert warnings_about(run_detail(study, 1)) == ()
    with closing(run_of(most, [reply(NONE)] * 10 + [reply(GOOD)], 11)) as study:
        assert warnings_about(run_detail(study, 1)) == ()
    with closing(run_of(always, [reply(NONE)] * 11, 11)) as study:
        assert "11 of 11 answers are identical" in warnings_about(run_detail(study, 1))[0]


def test_a_segment_without_a_usable_answer_is_said_to_be_missing(tmp_path):
    refused = httpx2.Response(200, json=body(None, refusal="I cannot."))
    with closing(run_of(tmp_path / "s.db", [reply(GOOD), refused], 2)) as study:
        detail = run_detail(study, 1)
    assert detail.segments == {"coded": 1, "refused": 1}
    assert "1 segment has no usable answer: missing, not without a code." in warnings_about(detail)


def test_costs_that_are_known_are_added_up_and_the_others_are_counted(tmp_path):
    with closing(run_of(tmp_path / "s.db", [reply(GOOD)], 1)) as study:
        numbers = [begin_exchange(study, 1, k, "{}", {}, usable=bool, now="2026", cost=0.5) for k in ("x", "y", "z")]
        note_received(study, numbers[0], "not JSON", http_status=200, seconds=2.0, cost=0.25)
        note_error(study, numbers[1], "HTTP 500", http_status=500, seconds=1.0)
        cost = run_detail(study, 1).cost
    assert (cost.dollars, cost.known_of, cost.exchanges, cost.reserved) == (1.25, 3, 4, 1.0)
    shown = intercoder("runs", "show", 1, "--study", tmp_path / "s.db").output
    assert "$1.2500, of which $1.0000 was set aside for requests without a reply; of 1 of 4 requests" in shown


def test_the_95th_percentile_is_by_nearest_rank(tmp_path):
    with closing(run_of(tmp_path / "s.db", [], 0)) as study:
        for second in range(1, 21):
            number = begin_exchange(study, 1, str(second), "{}", {}, usable=bool, now="2026")
            note_received(study, number, "{}", http_status=200, seconds=float(second))
        seconds = run_detail(study, 1).seconds
    assert (seconds.replies, seconds.mean, seconds.percentile_95) == (20, 10.5, 19.0)


def test_each_request_is_listed_with_what_became_of_it(tmp_path):
    path = tmp_path / "s.db"
    run_of(path, [reply(GOOD), httpx2.Response(500, json={}), reply(NONE)], 2).close()
    lines = intercoder("runs", "show", 1, "--requests", "--study", path).output.splitlines()
    assert [line.split()[:3] for line in lines[1:]] == [
        ["1", "received", "200"],
        ["2", "error", "500"],
        ["3", "received", "200"],
    ]
    assert lines[2].endswith("HTTP 500")
    said = json.loads(intercoder("runs", "show", 1, "--requests", "--json", "--study", path).stdout)
    assert [(r["exchange"], r["prompt_tokens"]) for r in said["requests"]] == [(1, 100), (2, None), (3, 100)]


def test_one_request_is_shown_with_the_prompt_as_it_was_sent_and_the_raw_reply(tmp_path):
    path = tmp_path / "s.db"
    script = Script(reply(MADE_UP), reply(GOOD))
    text = transcript(1)
    with closing(run_of(path, [], 0)) as study:
        study.connection.execute("delete from transcripts")
        add_transcript(study, text, now="")
        questions = full_questions(BOOK, {"t": text})
        coding(study, script.endpoint(), [segments(text)], {"t": text}, questions)
    said = json.loads(intercoder("runs", "show", 1, "--request", 1, "--json", "--study", path).stdout)["request"]
    assert said["messages"] == script.requests[0]["messages"]
    assert said["form"] == script.requests[0]["response_format"]
    assert "never said" in said["reply"]
    shown = in_a_process("runs", "show", 1, "--request", 1, "--study", path)
    assert SAID in shown
    assert "--- raw reply" in shown


def test_what_would_steer_the_terminal_is_written_out(tmp_path):
    path = tmp_path / "s.db"
    evil = "\x1b]52;c;AAAA\x07\x9b31m[bold]\u202e[link=x]"
    run_of(path, [reply(NONE, f"m{evil}")], 1, model=f"[red]m{evil}").close()
    with closing(Study(path)) as study:
        number = begin_exchange(study, 1, "x", "{}", {}, usable=bool, now="2026")
        note_error(study, number, f"HTTP {evil}", http_status=None, seconds=None, body=evil)
        study.connection.execute("update exchanges set request = (select request from exchanges where id = 1)")
    for words in ((), ("--requests",), ("--request", number)):
        shown = in_a_process("runs", "show", 1, *words, "--study", path)
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)
        assert "\\x1b]52;c;AAAA\\x07\\x9b31m[bold]\\u202e[link=x]" in shown.replace("\n", "")
    assert visible("a\nb", lines=True) == "a\nb"
    assert visible("a\nb") == "a\\nb"
    assert visible("👩‍👩‍👧 é") == "👩‍👩‍👧 é"


def test_an_unknown_run_or_request_is_an_error_that_names_those_there_are(tmp_path):
    path = tmp_path / "s.db"
    run_of(path, [reply(GOOD)], 1).close()
    for words in (("show", 9), ("compare", 1, 9), ("watch", 9, "--once")):
        said = intercoder("runs", *words, "--study", path, code=2).output
        assert "There is no run 9 in this study. Name one of its runs: 1." in said
    said = intercoder("runs", "show", 1, "--request", 5, "--study", path, code=2).output
    assert "Run 1 has no request 5. Its 1 requests have numbers from 1 to 1" in said
    intercoder("init", "--study", tmp_path / "none.db")
    assert (
        "No model has coded in it yet" in intercoder("runs", "show", 1, "--study", tmp_path / "none.db", code=2).output
    )


@pytest.mark.parametrize("before", [True, False])
def test_the_study_is_named_before_or_after_the_subcommand_or_in_the_settings(tmp_path, monkeypatch, before):
    monkeypatch.chdir(tmp_path)
    run_of(tmp_path / "s.db", [reply(GOOD)], 1).close()
    named = ("--study", "s.db")
    words = ("runs", *named, "show", 1) if before else ("runs", "show", 1, *named)
    monkeypatch.setenv("INTERCODER_STUDY", "other.db")
    assert "Run 1 by m" in intercoder(*words).output
    monkeypatch.delenv("INTERCODER_STUDY")
    Path("intercoder.toml").write_text('study = "s.db"\n', encoding="utf-8")
    assert "Run 1 by m" in intercoder("runs", "show", 1).output
    assert "1 coded" in intercoder("runs").output
