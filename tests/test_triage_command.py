"""``intercoder triage``: the cases on which models disagree."""

import json
from contextlib import closing

import pytest
from kept_study import NOW, intercoder, kept_study

from runs import Assignment, Coding, Grounding, RaterKind
from runs.coding_store import add_codings
from runs.study import Study
from runs.transcript_store import transcripts


@pytest.fixture
def study(tmp_path):
    """A study that the model m coded; another, n, gives the code to every turn, and Ann to every second one."""
    path = kept_study(tmp_path / "study.db")
    with closing(Study(path)) as opened:
        for rater, kind, step in (("n", RaterKind.MODEL, 1), ("Ann", RaterKind.PERSON, 2)):
            made = [
                Coding(
                    document=name,
                    rater=rater,
                    start=turn.start,
                    end=turn.end,
                    assignments=(
                        Assignment(
                            code="strain",
                            quotation=text.text[turn.start : turn.end],
                            start=turn.start,
                            end=turn.end,
                            grounding=Grounding.EXACT,
                        ),
                    )
                    if turn.position % step == 0
                    else (),
                )
                for name, text in transcripts(opened).items()
                for turn in text.turns
            ]
            add_codings(opened, made, {rater: kind}, now=NOW)
    return path


def test_the_cases_on_which_models_disagree_are_listed_with_who_gave_the_code(study):
    ended = intercoder("triage", "--study", study, "--json")
    assert ended.exit_code == 0, ended.output
    cases = json.loads(ended.stdout)["cases"]
    assert {case["turn"] for case in cases} == {turn for turn in range(1, 21) if turn % 4 == 0}
    assert all((case["given_by"], case["not_by"], case["doubt"]) == (["n"], ["m"], 0.5) for case in cases)
    assert len(cases) == 15


def test_the_gain_over_a_random_order_is_told_by_a_persons_codes(study):
    ended = intercoder("triage", "--study", study, "--against", "Ann", "--limit", 2)
    assert "2 of 15 doubtful cases are shown." in ended.output
    assert "Gain over a random order" in ended.output


def test_one_model_alone_is_in_no_doubt(tmp_path):
    ended = intercoder("triage", "--study", kept_study(tmp_path / "study.db"))
    assert (ended.exit_code, "needs two" in ended.output) == (2, True)
