"""A preview of any format stores nothing and tells what the import then does, and a second import adds nothing."""

import json
from importlib.util import find_spec

import pytest
from click.testing import CliRunner
from format_samples import BOOK, TALK, samples

from coder.cli import main
from runs.exchange.registry import all_formats, format_of

NAMES = [each.name for each in all_formats() if each.read]
ELSEWHERE = {"UIMA CAS as JSON", "package of INCEpTION"}
"""Need an extra to be composed at all; their own tests import them twice."""


def reports(*words):
    given = CliRunner().invoke(main, ["import", *map(str, words), "--json"])
    assert given.exit_code == 0, given.output
    return json.loads(given.stdout)["files"]


def test_there_is_a_sample_of_each_format(tmp_path):
    assert {*samples(tmp_path), *ELSEWHERE} == set(NAMES)


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("name", [name for name in NAMES if name not in ELSEWHERE])
def test_a_preview_stores_nothing_and_tells_what_the_import_does_and_a_second_import_adds_nothing(
    tmp_path, name, there
):
    if name == "transcript in CHAT" and not find_spec("pylangacq"):
        pytest.skip("the extra is not installed")
    sample = samples(tmp_path)[name]
    assert format_of(sample.name, sample.data).name == name
    study, file = tmp_path / "study.db", tmp_path / sample.name
    file.write_bytes(sample.data)
    base = (tmp_path / "talk.txt", tmp_path / "book.csv")
    for each, text in zip(base, (TALK, BOOK), strict=True):
        each.write_text(text, encoding="utf-8")
    options = ("--study", study, *(("--rater", sample.rater) if sample.rater else ()))
    words = (file, *options) if there else (*base, file, *options)
    if there:
        reports(*base, *options)
    before = study.read_bytes() if there else None
    shown = reports(*words, "--preview")
    assert (study.read_bytes() if study.exists() else None) == before
    done = reports(*words)
    assert done == shown
    assert done[-1]["new"] > 0
    (again,) = reports(file, *options)
    assert again["new"] == 0
    told = again["summary"] + "".join(again["details"])
    assert "already in the study" in told or " 0 new" in told or "new 0" in told
