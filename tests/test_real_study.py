from pathlib import Path

import pytest
from click.testing import CliRunner
from mlss_data import MLSS, codebook_yaml, source

from codebook import read_codebook
from coder.cli import main

SEED = MLSS.parent / "seed"


@pytest.fixture(autouse=True)
def _real_data():
    if not MLSS.is_dir():
        pytest.skip(f"shared data is absent: {MLSS}")


def test_the_real_codebook_has_its_sixty_codes_in_our_layout():
    reading = read_codebook("codebook.yaml", codebook_yaml(source()).encode())
    assert len(reading.codebook.codable) == 60
    assert all(code.definition for code in reading.codebook.codable)


def test_the_seed_interview_and_the_real_codebook_go_into_a_study(tmp_path: Path):
    study = ["--study", str(tmp_path / "study.db")]
    book = tmp_path / "codebook.yaml"
    book.write_text(codebook_yaml(source()), encoding="utf-8")
    seeds = [str(path) for path in sorted(SEED.glob("*.txt"))]
    said = CliRunner().invoke(main, ["import", *seeds, *study])
    assert said.exit_code == 0, said.output
    assert "Interviewee 1 116" in said.output or "Interviewee 116" in said.output
    assert "left out" in said.output
    coded = CliRunner().invoke(main, ["import", "--as", "codebook", str(book), *study])
    assert "60 codes" in coded.output
