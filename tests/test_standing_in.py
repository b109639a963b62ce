"""Whether a model can stand in for a person, code by code, from the command line."""

import json

import numpy as np
import pytest
from kept_study import intercoder

from evaluation.validity.alternative_annotator import alternative_annotator_test

PEOPLE = ("Ann", "Ben", "Cleo")
UNITS = 200


@pytest.fixture(scope="module")
def judged():
    """A frequent code that the model gives as people do, one that it guesses, and a rare one that it never gives."""
    chance = np.random.default_rng(12)
    truth = chance.random((UNITS, 3)) < (0.5, 0.5, 0.03)
    said = truth[:, None] ^ (chance.random((UNITS, 4, 3)) < (0.1, 0.1, 0.005))
    said[:, 3, 1] = chance.random(UNITS) < 0.5
    said[:, 3, 2] = False
    return said


def written(path, judged, interviews, raters=(*PEOPLE, "m")):
    rows = ["unit,rater,codes,interview"]
    for unit, of_unit in enumerate(judged):
        for rater, given in zip(raters, of_unit, strict=False):
            codes = ";".join(code for code, gave in zip(("good", "guessed", "rare"), given, strict=True) if gave)
            rows.append(f"{unit},{rater},{codes},{unit % interviews}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def agreed(*words):
    ended = intercoder("agree", *words, "--epsilon", 0.2, "--model", "m", "--json")
    assert ended.exit_code == 0, ended.output
    return json.loads(ended.stdout)


def test_each_code_is_tested_by_itself_and_refused_where_a_constant_answer_passes(judged, tmp_path):
    table = written(tmp_path / "t.csv", judged, 10)
    (model,) = agreed("--table", table)["models"]
    by_code = model["by_code"]
    assert {code: each["clustered"]["verdict"] for code, each in by_code.items()} == {
        "good": "passed", "guessed": "not passed", "rare": "refused",
    }  # fmt: skip
    assert "always absent" in by_code["rare"]["clustered"]["reason"]
    for number, code in enumerate(by_code):
        direct = alternative_annotator_test(
            judged[:, :3, number], np.ones((UNITS, 3), bool), judged[:, 3, number], np.arange(UNITS) % 10,
            epsilon=0.2, names=PEOPLE,
        )  # fmt: skip
        assert by_code[code] == direct.model_dump(mode="json")


def test_the_verdicts_on_codes_are_printed_and_stand_in_the_pages(judged, tmp_path):
    table = written(tmp_path / "t.csv", judged, 10)
    page, text = tmp_path / "a.html", tmp_path / "a.md"
    words = ("--table", table, "--model", "m", "--epsilon", 0.2, "--html", page, "--markdown", text)
    printed = intercoder("agree", *words).output
    assert "passed for good" in printed
    assert "refused for rare" in printed
    for written_to in (page, text):
        content = written_to.read_text(encoding="utf-8")
        assert "Alternative annotator test of m code by code, each a test of its own" in content
        assert "refused: The constant answer passes as well (always the commonest answer, always absent)." in content


def test_too_few_interviews_units_or_people_give_no_verdict_on_a_code(judged, tmp_path):
    (model,) = agreed("--table", written(tmp_path / "four.csv", judged, 4))["models"]
    assert {each["clustered"]["reason"] for each in model["by_code"].values()} == {"Fewer than 5 interviews."}
    (model,) = agreed("--table", written(tmp_path / "short.csv", judged[:29], 7))["models"]
    assert all(each["plain"]["reason"].startswith("Fewer than 30 units") for each in model["by_code"].values())
    (model,) = agreed("--table", written(tmp_path / "two.csv", judged[:, 1:], 10, ("Ben", "Cleo", "m")))["models"]
    assert model["by_code"] == {}
    assert model["alternative_annotator"]["clustered"]["reason"] == "Fewer than 3 people."
