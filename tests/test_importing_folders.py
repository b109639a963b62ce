"""A folder stands for the files in it."""

import json
from contextlib import closing

import pytest
from click.testing import CliRunner

from coder.cli import main
from coder.cli.importing.gathering import gather
from runs.study import Study
from runs.transcript_store import documents


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "interviews"
    made.mkdir()
    for number in (10, 2, 1):
        (made / f"P{number}.txt").write_text(f"I: And you?\n\nP{number}: I am number {number}.\n", encoding="utf-8")
    for name in (".DS_Store", "~$P1.docx", "Thumbs.db", "desktop.ini"):
        (made / name).write_bytes(b"\0\1\2")
    return made


def run(*arguments):
    return CliRunner().invoke(main, ["import", *arguments])


def test_the_files_of_a_folder_come_in_by_number_and_what_no_person_made_is_left(folder):
    done = run("interviews")
    assert done.exit_code == 0, done.output
    with closing(Study(folder.parent / "study.db")) as study:
        assert documents(study) == ("P1", "P2", "P10")
    assert "refused" not in done.output


def test_a_study_in_the_folder_is_not_imported_into_itself(folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert run(".").exit_code == 0
    again = run(".", "--json")
    assert again.exit_code == 0, again.output
    assert [each["new"] for each in json.loads(again.stdout)["files"]] == [0, 0, 0]


def test_folders_in_a_folder_are_named_and_not_looked_into(folder):
    (folder / "wave 2").mkdir()
    (folder / "wave 2" / "P3.txt").write_text("P3: Later.\n", encoding="utf-8")
    done = run("interviews")
    assert "its folders 'wave 2' were not looked into" in done.stderr
    with closing(Study(folder.parent / "study.db")) as study:
        assert documents(study) == ("P1", "P2", "P10")


def test_a_folder_without_files_is_refused_and_nothing_is_made(folder):
    (folder.parent / "empty").mkdir()
    done = run("empty")
    assert done.exit_code != 0
    assert "no file to import in the folder 'empty'" in done.stderr
    assert not (folder.parent / "study.db").exists()


def test_a_project_of_qualcoder_is_one_file_wherever_it_stands(folder):
    project = folder / "study.qda"
    project.mkdir()
    (project / "data.qda").write_bytes(b"")
    study = folder.parent / "study.db"
    assert gather([project], study).files == (project,)
    assert project in gather([folder], study).files
