import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from coder.cli import main
from coder.cli.importing.files import recognised
from runs.coding_store import codings
from runs.study import Study

DEMO = Path(__file__).parents[1] / "coder" / "demo"
COMMAND = [sys.executable, "-c", "from coder.cli import main; main()"]


def intercoder(*words, code=0, **environment):
    result = CliRunner().invoke(main, [str(word) for word in words], env=environment)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def scripted():
    """A server on loopback that gives no code to anything; ``slow`` holds back every answer but the first."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self._answer({"object": "list", "data": [{"id": "toy", "object": "model", "created": 0, "owned_by": "us"}]})

        def do_POST(self):
            self.server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if self.server.slow and len(self.server.asked) > 1:
                self.server.released.wait(60)
                return
            message = {"role": "assistant", "content": '{"assignments": []}'}
            if self.server.refusing and len(self.server.asked) == 1:
                message = {"role": "assistant", "content": None, "refusal": "I cannot."}
            choice = {"index": 0, "finish_reason": "stop", "message": message}
            self._answer({"id": "1", "object": "chat.completion", "created": 0, "model": "toy", "choices": [choice]})

        def _answer(self, body):
            sent = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.asked, server.slow, server.released = True, [], False, threading.Event()
    server.refusing = False
    server.url = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_init_makes_a_study_whose_codebook_can_be_imported_and_overwrites_nothing():
    assert "made study.db" in intercoder("init").output
    assert "My study: 1 codes" in intercoder("import", "codebook.yaml").output
    Path("codebook.yaml").write_text("mine", encoding="utf-8")
    again = json.loads(intercoder("init", "--json").stdout)
    assert again == {
        "schema_version": 1,
        "made": [],
        "kept": ["study.db", "codebook.yaml", "intercoder.toml"],
    }
    assert Path("codebook.yaml").read_text(encoding="utf-8") == "mine"


def test_import_tells_by_the_content_what_each_file_is_and_takes_them_in_the_order_that_works():
    kinds = {path.name: recognised(path) for path in DEMO.iterdir() if path.name != "README.md"}
    assert {name for name, kind in kinds.items() if kind == "codings"} == {
        "codings_rater_a.csv",
        "codings_rater_b.csv",
        "consensus.csv",
    }
    assert [name for name, kind in kinds.items() if kind == "codebook"] == ["codebook.yaml"]
    files = [DEMO / "codings_rater_a.csv", DEMO / "codebook.yaml", *sorted(DEMO.glob("interview_*"))]
    said = json.loads(intercoder("import", *files, "--json").stdout)
    assert [file["kind"] for file in said["files"]] == ["transcripts"] * 6 + ["codebook", "codings"]
    assert not any(file["refused"] for file in said["files"])


def test_a_codebook_as_a_table_is_recognised_although_it_has_a_column_of_codes(tmp_path):
    table = tmp_path / "book.csv"
    table.write_text("code,definition\nstrain,What it costs the person.\n", encoding="utf-8")
    assert recognised(table) == "codebook"


def test_a_preview_shows_what_was_recognised_and_stores_nothing():
    said = intercoder("import", "--preview", DEMO / "interview_1.txt", DEMO / "codebook.yaml")
    assert "turns by Interviewer 14, P1 14" in said.output
    assert "nothing was stored" in said.output
    assert not Path("study.db").exists()
    intercoder("import", DEMO / "interview_1.txt")
    before = Path("study.db").read_bytes()
    intercoder("import", "--preview", DEMO / "interview_2.docx", DEMO / "interview_1.txt")
    assert Path("study.db").read_bytes() == before


def test_options_come_before_the_environment_and_both_before_the_settings_file():
    intercoder("init", "--study", "flag.db")
    Path("intercoder.toml").write_text('study = "file.db"\n', encoding="utf-8")
    intercoder("import", DEMO / "interview_1.txt")
    assert Path("file.db").exists()
    intercoder("import", DEMO / "interview_1.txt", INTERCODER_STUDY="environment.db")
    assert Path("environment.db").exists()
    intercoder("import", DEMO / "interview_1.txt", "--study", "flag.db", INTERCODER_STUDY="environment.db")
    assert len(intercoder("runs", "--json", "--study", "flag.db").output) > 0


@pytest.mark.parametrize(
    ("text", "said"),
    [("modle = 'x'", "Do you mean 'model'?"), ("api_key = 'x'", "environment only"), ("= 3", "cannot be read")],
)
def test_a_setting_that_there_is_not_is_an_error_with_advice(text, said):
    Path("intercoder.toml").write_text(text, encoding="utf-8")
    assert said in intercoder("runs", code=4).output


def test_code_runs_and_json_tell_the_same_story(scripted):
    intercoder("import", DEMO / "interview_1.txt", DEMO / "codebook.yaml")
    flags = ("--model", "toy", "--base-url", scripted.url)
    done = json.loads(intercoder("code", *flags, "--json").stdout)
    assert (done["schema_version"], done["segments"], done["asked"]) == (1, 14, 14)
    assert done["states"] == {"none applies": 14}
    (run,) = json.loads(intercoder("runs", "--json").stdout)["runs"]
    assert (run["rater"], run["segments"], run["requests"]) == ("toy", {"none applies": 14}, {"received": 14})
    assert run["finished_at"]
    assert "14 none applies" in intercoder("runs").output
    assert len(scripted.asked) == 14
    exported = json.loads(intercoder("export", "jsonl", "out.jsonl", "--json").stdout)
    first = json.loads(Path("out.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert (first["model"], first["codebook"], first["status"]) == ("toy", "Work and care", "none")
    assert exported == {"schema_version": 1, "file": "out.jsonl", "form": "jsonl", "rows": 14}


def test_doctor_asks_the_endpoint_without_sending_text_and_says_what_to_do(scripted):
    flags = ("--base-url", scripted.url)
    assert "NOT OK" not in intercoder("doctor", *flags, "--model", "toy").output
    assert "It has toy: check --model." in intercoder("doctor", *flags, "--model", "other", code=4).output
    assert scripted.asked == []
    nowhere = intercoder("doctor", "--base-url", "http://127.0.0.1:9/v1", "--model", "toy", code=4)
    assert "cannot be reached" in nowhere.output
    no_key = json.loads(intercoder("doctor", "--json", "--model", "gpt-x", code=4, OPENAI_API_KEY="").stdout)
    assert [check["what"] for check in no_key["checks"] if not check["ok"]] == ["endpoint"]


def test_what_should_not_happen_is_told_without_a_traceback_unless_it_is_asked_for(monkeypatch):
    def broken(*words, **more):
        raise ZeroDivisionError("a participant's words")

    monkeypatch.setattr("coder.cli.beginning.begin_study", broken)
    plain = intercoder("init", code=1)
    assert "Something went wrong that should not: ZeroDivisionError in test_command_contract.py" in plain.output
    assert "Traceback" not in plain.output
    assert "a participant's words" not in plain.output
    assert "Traceback" in intercoder("--traceback", "init", code=1).output


@contextmanager
def started(*words):
    """The command as a terminal starts it: Ctrl-C reaches it, also where these tests run in the background."""
    listening = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([*COMMAND, *words], preexec_fn=listening, **pipes) as running:
        try:
            yield running
        finally:
            running.kill()


def test_ctrl_c_ends_a_run_with_130_and_keeps_what_came(scripted, tmp_path):
    intercoder("import", DEMO / "interview_1.txt", DEMO / "codebook.yaml")
    scripted.slow = True
    words = ["code", "--model", "toy", "--base-url", scripted.url]
    with started(*words) as running:
        deadline = time.monotonic() + 60
        while len(scripted.asked) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        out, said = running.communicate(timeout=30)
    assert running.returncode == 130, said
    assert "Interrupted. What was stored is kept" in said
    assert "Traceback" not in said + out
    study = Study(tmp_path / "study.db")
    assert len(codings(study)) == 1
    study.close()
    scripted.slow = False
    scripted.released.set()
    assert "14 segments, 13 asked about" in intercoder(*words).output


def test_no_colour_and_no_bar_where_nobody_watches(scripted):
    intercoder("import", DEMO / "interview_1.txt", DEMO / "codebook.yaml")
    words = ["code", "--model", "toy", "--base-url", scripted.url]
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=True)
    listed = subprocess.run([*COMMAND, "runs"], capture_output=True, text=True, check=True)
    assert "14 of 14 segments coded" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr + listed.stdout
    assert done.stdout.startswith("Run 1 by toy:")


def test_help_loads_nothing_heavy():
    names = "'openai', 'instructor', 'pydantic', 'numpy', 'rich', 'sqlite_utils', 'jinja2'"
    program = f"import sys; import coder.cli; print([name for name in ({names},) if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("content", [None, b"no model", b"GGUF\x03\x00\x00\x00 and then nothing that makes sense"])
def test_a_model_file_that_does_not_serve_leaves_no_run_and_no_coding_behind(content, tmp_path):
    pytest.importorskip("xllamacpp")
    intercoder("import", DEMO / "interview_1.txt", DEMO / "codebook.yaml")
    if content:
        Path("toy.gguf").write_bytes(content)
    assert "toy.gguf" in intercoder("code", "--model", "toy.gguf", code=4).output
    assert json.loads(intercoder("runs", "--json").stdout)["runs"] == []
    study = Study(tmp_path / "study.db")
    assert codings(study) == ()
    study.close()


def test_where_nobody_meant_speaks_there_is_nothing_to_code(scripted):
    intercoder("import", DEMO / "interview_1.txt", DEMO / "codebook.yaml")
    words = ("code", "--model", "toy", "--base-url", scripted.url, "--speakers", "Nobody")
    assert "There is nothing to code." in intercoder(*words, code=2).output


def test_a_refused_segment_stays_missing_and_every_later_run_says_so(scripted):
    intercoder("import", DEMO / "interview_1.txt", DEMO / "codebook.yaml")
    scripted.refusing = True
    words = ("code", "--model", "toy", "--base-url", scripted.url)
    assert "1 have no usable answer" in intercoder(*words, code=3).output
    again = intercoder(*words, code=3).output
    assert "0 asked about" in again
    assert "1 have no usable answer" in again
    assert len(scripted.asked) == 14
