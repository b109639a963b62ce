"""Where an export goes: nothing is replaced unasked, no link is followed out of its folder, the study is safe."""

import os

import pytest
from recorded_study import recorded_study
from run_process import finished

from runs.exchange.registry import forms
from runs.exchange.whole_file import whole_file


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return recorded_study(tmp_path_factory.mktemp("targets") / "study.db")


def exported(study, file, *options, form="csv"):
    return finished(["export", form, file, *options, "--study", study])


def test_a_file_that_is_there_is_replaced_only_when_that_is_said(study, tmp_path):
    file = tmp_path / "out.csv"
    file.write_text("somebody's work")
    ended = exported(study, file)
    assert (ended.returncode, file.read_text()) == (2, "somebody's work")
    assert "is there already. Name another file, or replace it with --overwrite." in ended.stderr
    assert exported(study, file, "--overwrite").returncode == 0
    assert file.read_text("utf-8-sig").startswith("document,")


def test_a_consensus_does_not_replace_a_file_either(study, tmp_path):
    file = tmp_path / "out.csv"
    file.write_text("somebody's work")
    assert exported(study, file, "--consensus").returncode == 2
    assert file.read_text() == "somebody's work"


@pytest.mark.parametrize("options", [(), ("--overwrite",)])
@pytest.mark.parametrize("there", [True, False])
def test_a_link_out_of_the_folder_is_not_followed(study, tmp_path, options, there):
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    target = outside / "precious.csv"
    if there:
        target.write_text("precious")
    link = inside / "out.csv"
    link.symlink_to(target)
    ended = exported(study, link, *options)
    assert ended.returncode == 2
    assert "is a link into another folder" in ended.stderr
    assert str(target) in ended.stderr
    assert (target.read_text() == "precious") if there else not target.exists()


@pytest.mark.parametrize("form", forms())
def test_the_study_itself_is_never_written_over(study, form):
    before = study.read_bytes()
    ended = exported(study, study, "--overwrite", form=form)
    assert (ended.returncode, study.read_bytes() == before) == (2, True)
    assert "is the study itself" in ended.stderr


def test_a_link_put_where_the_file_is_written_first_is_not_followed(tmp_path):
    precious = tmp_path / "precious"
    precious.write_text("precious")
    (tmp_path / f".out.csv.{os.getpid()}.part").symlink_to(precious)
    with whole_file(tmp_path / "out.csv") as part:
        part.write_text("new")
    assert (precious.read_text(), (tmp_path / "out.csv").read_text()) == ("precious", "new")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out.csv", "precious"]


@pytest.mark.parametrize("form", ["qdpx", "qdc", "onehot", "jsonld", "html"])
def test_what_holds_more_than_rows_refuses_a_consensus_and_says_what_to_do(study, tmp_path, form):
    ended = exported(study, tmp_path / "out", "--consensus", form=form)
    assert ended.returncode == 2
    assert f"The consensus of a review is not written as {form}. Write it as one of csv, jsonl," in ended.stderr
    assert not (tmp_path / "out").exists()


def test_every_form_says_what_it_counted(study, tmp_path):
    counted = {}
    for form in forms():
        ended = exported(study, tmp_path / f"out.{form}", form=form)
        assert ended.returncode == 0, ended.stderr
        counted[form] = ended.stdout.split()[1]
    assert counted == {
        "csv": "rows",
        "html": "codings",
        "jsonl": "rows",
        "jsonld": "annotations",
        "onehot": "rows",
        "parquet": "rows",
        "qdc": "codes",
        "qdpx": "codings",
        "xlsx": "rows",
    }
