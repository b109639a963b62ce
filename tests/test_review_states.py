"""What the review app shows when the study is not as it should be: never a traceback, never a text."""

import os
import signal
import sqlite3
from contextlib import closing

import pytest
from kept_study import SECRET, changed, kept_study
from older_study import older_study
from review_client import let_in
from review_server import demo_study, served
from test_read_only_study import without_overrides

from runs.sharing.lease import lease
from runs.study import Study

OPENED = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def study(tmp_path):
    return demo_study(tmp_path / "study.db")


def test_an_empty_study_says_which_commands_fill_it(tmp_path):
    with closing(Study(tmp_path / "empty.db", create=True)):
        pass
    with served(tmp_path / "empty.db") as app:
        page = app.ask("/").text
    assert "No codings to compare yet" in page
    assert "intercoder import interviews/*.docx codebook.yaml" in page
    assert "intercoder demo" in page


def test_the_start_page_tells_what_the_study_holds(tmp_path):
    with served(kept_study(tmp_path / "field work.db")) as app:
        page, of_runs = app.ask("/").text, app.ask("/start/runs").text
    assert "<bdi>field work</bdi>" in page
    assert "3 interviews, 1 rater, 1 run of models" in page
    assert "15 none applies" in of_runs
    assert SECRET not in page


def test_little_space_is_told(study):
    client = let_in(study, free_space=lambda path: 5_000_000)
    assert "Only 5 MB are free" in client.get("/").text


def test_a_run_that_writes_is_told(study):
    client = let_in(study)
    with closing(Study(study)) as opened:
        assert "A run is writing to this study now" not in client.get("/").text
        with lease(opened, "a run", now="2026-01-01T00:00:00+00:00"):
            assert "A run is writing to this study now" in client.get("/").text


def test_read_only_on_request_says_so_on_every_page(study):
    with served(study, "--read-only") as app:
        for path in ("/", "/settings", "/nowhere"):
            assert "The app was started with --read-only." in app.ask(path).text


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_study_that_may_not_be_written_is_shown_with_a_banner(tmp_path, what):
    folder = tmp_path / "folder"
    folder.mkdir()
    study = demo_study(folder / "study.db")
    (folder / "study.db-journal").unlink(missing_ok=True)
    (study if what == "file" else folder).chmod(0o500)
    try:
        with served(study, preexec_fn=without_overrides) as app:
            page = app.ask("/")
    finally:
        folder.chmod(0o700)
    assert page.status == 200
    assert "may not be written" in page.text
    assert "Rater A" in page.text


def test_a_study_that_vanishes_is_told_and_comes_back(study, tmp_path):
    with served(study) as app:
        study.rename(tmp_path / "elsewhere.db")
        gone = app.ask("/")
        assert gone.status == 503
        assert "There is no study file" in gone.text
        assert "Try again" in gone.text
        (tmp_path / "elsewhere.db").rename(study)
        assert app.ask("/").status == 200


def test_a_study_that_is_cut_short_or_replaced_is_told(study):
    with served(study) as app:
        for content in (b"", b"no study", os.urandom(4096)):
            study.write_bytes(content)
            answer = app.ask("/")
            assert answer.status == 503
            assert "study file" in answer.text
            assert "Traceback" not in answer.text
        assert app.ask("/help").status == 200


@pytest.mark.parametrize(
    "damage",
    [
        "update runs set settings = '{zanzibar'",
        "update transcripts set document = cast(x'7a616e7a69626172ff' as text) where id = 1",
    ],
)
def test_a_damaged_study_is_told_without_what_stands_in_it(tmp_path, damage):
    study = kept_study(tmp_path / "study.db")
    changed(study, damage)
    with served(study) as app:
        answer = app.ask("/")
        ended, out, said = app.end()
    assert answer.status == 503, answer.text
    assert "damaged" in answer.text
    assert SECRET not in answer.text + out + said
    assert ended == 130


def test_a_study_that_another_program_holds_is_told(study):
    client = let_in(study)
    with closing(sqlite3.connect(study, isolation_level=None)) as other:
        other.execute("begin exclusive")
        answer = client.get("/")
        assert answer.status_code == 503
        assert "Another program holds it." in answer.text
        other.execute("rollback")
        assert client.get("/").status_code == 200


def test_a_bug_is_told_without_its_message(study, monkeypatch):
    def broken(opened):
        raise ZeroDivisionError(SECRET)

    client = let_in(study)
    monkeypatch.setattr("evaluation.review.screens.start.documents", broken)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "ZeroDivisionError in test_review_states.py" in answer.text
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    assert "content-security-policy" in answer.headers
    assert [type(error) for error in client.told["bugs"]] == [ZeroDivisionError]


@pytest.mark.parametrize("before", [[], ["--traceback"]])
def test_the_terminal_shows_where_a_bug_is_only_if_asked(study, before):
    bug = "import evaluation.review.screens.start as s; s.documents = lambda study: 1 / 0; "
    with served(study, first=bug, before=before) as app:
        assert app.ask("/").status == 500
        _, _, said = app.end()
    assert ("Traceback" in said) == bool(before)
    assert "ZeroDivisionError" in said


def test_a_script_is_told_the_words_alone(study):
    with served(study) as app:
        study.unlink()
        answer = app.ask("/", headers=OPENED)
        assert answer.status == 503
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert answer.text.startswith("There is no study file")
        assert len(answer.text.splitlines()) == 2
        assert app.ask("/", headers=OPENED | {"Cookie": ""}).text.startswith("This browser has not been let in.")


def test_a_part_of_a_page_is_what_htmx_asks_for(study):
    client = let_in(study)
    part = client.get("/", headers=OPENED).text
    assert "Rater A" in part
    assert "<html" not in part
    assert "<html" in client.get("/", headers=OPENED | {"HX-Request-Type": "full"}).text


def test_an_older_study_is_brought_up_to_date_before_the_first_page(tmp_path):
    study = older_study(tmp_path / "study.db", steps=1)
    with served(study) as app:
        assert app.ask("/").status == 200
        _, _, said = app.end(signal.SIGINT)
    assert "brought up to date" in said
