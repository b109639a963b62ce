from pathlib import Path

import pytest
from click.testing import CliRunner

from coder.cli import main
from coder.weights import QWEN_0_5B, cached_weights
from runs import CodingStatus, Grounding, RaterKind
from runs.coding_store import codings, raters
from runs.study import Study
from runs.transcript_store import transcripts

WEIGHTS = Path(__file__).resolve().parents[1] / ".venv/weights"
BOOK = """\
version: 1
name: Food
codes:
  - name: cooking
    definition: The person prepares a meal.
    exemplars: {typical: ["I boil the rice while the lentils soak."]}
  - name: cost
    definition: The person speaks of what food costs.
    exemplars: {typical: ["Butter is twice what it was last year."]}
"""
SAID = """\
I: What do you eat?

P: I fry eggs {{ twice }} a week, with the peppers from the garden.

I: And?

P: Meat is too dear for us.
"""


@pytest.mark.model
def test_a_real_model_codes_an_interview_and_quotes_it_verbatim(tmp_path):
    if not WEIGHTS.is_dir():
        pytest.skip("the test model is absent: make test fetches it")

    def no_network(requirement: str, folder: Path) -> Path:
        raise AssertionError(f"{requirement} is not in {folder}")

    weights = cached_weights(QWEN_0_5B, WEIGHTS, fetch=no_network)
    (tmp_path / "one.txt").write_text(SAID, encoding="utf-8")
    (tmp_path / "book.yaml").write_text(BOOK, encoding="utf-8")
    study = ["--study", str(tmp_path / "study.db")]
    commands = (
        ["import", str(tmp_path / "one.txt")],
        ["import", "--as", "codebook", str(tmp_path / "book.yaml")],
        ["code", "--logprobs", "--model", str(weights)],
    )
    for command in commands:
        done = CliRunner().invoke(main, [*command, *study])
        assert done.exit_code == 0, done.output
    assert (
        "2 segments, 0 asked about: nothing was left to do" in CliRunner().invoke(main, [*commands[2], *study]).output
    )

    opened = Study(tmp_path / "study.db")
    made, text = codings(opened), transcripts(opened)["one"].text
    assert [rater.kind for rater in raters(opened).values()] == [RaterKind.MODEL]
    opened.close()
    assert [coding.status for coding in made] == [CodingStatus.CODED] * 2
    given = [assignment for coding in made for assignment in coding.assignments]
    assert all(text[a.start : a.end] == a.quotation for a in given)
    assert {a.grounding for a in given} <= {Grounding.EXACT}
    assert all(a.probability is not None and 0 < a.probability <= 1 for a in given)
    assert {a.code for a in given} <= {"cooking", "cost"}
