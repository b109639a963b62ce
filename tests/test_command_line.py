import csv
import json
import re
from pathlib import Path

from click.testing import CliRunner

from coder.cli import main
from coder.cli.consoles import wide_console

DEMO = Path(__file__).parents[1] / "coder" / "demo"


def intercoder(*words, code=0):
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result.output


def test_the_demo_study_goes_in_twice_the_same_and_out_as_a_table(tmp_path):
    study = ("--study", tmp_path / "study.db")
    interviews = sorted(DEMO.glob("interview_*"))
    assert "Making the study file" in intercoder("import", *interviews, *study)
    assert "already in the study" in intercoder("import", *interviews, *study)
    intercoder("import", "--as", "codebook", DEMO / "codebook.yaml", *study)
    for name in ("codings_rater_a.csv", "codings_rater_b.csv"):
        assert "0 ambiguous, 0 unmatched" in intercoder("import", "--as", "codings", DEMO / name, *study)
    assert " 0 new codings" in intercoder("import", "--as", "codings", DEMO / "codings_rater_b.csv", *study)
    intercoder("import", "--as", "codings", "--consensus", DEMO / "consensus.csv", *study)
    intercoder("export", "csv", tmp_path / "out.csv", *study)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["rater"] for row in rows} == {"Rater A", "Rater B", "Consensus"}
    assert {"document", "rater", "run", "start", "end", "turn", "speaker", "code", "quotation", "status"} <= set(
        rows[0]
    )


def test_a_file_that_cannot_be_read_is_named_and_the_others_go_in(tmp_path):
    empty = tmp_path / "empty.txt"
    empty.touch()
    out = intercoder("import", empty, DEMO / "interview_1.txt", "--study", tmp_path / "s.db", code=3)
    assert "empty.txt" in out
    assert "interview_1: labelled text" in out


def test_exporting_from_no_study_says_so(tmp_path):
    assert "no study file" in intercoder("export", "csv", tmp_path / "o.csv", "--study", tmp_path / "s.db", code=6)


def test_agree_prints_the_demo_raters_figures_as_table_json_and_page(tmp_path: Path):
    study = ["--study", str(tmp_path / "study.db")]
    intercoder("import", *sorted(DEMO.glob("interview_*")), *study)
    intercoder("import", "--as", "codebook", DEMO / "codebook.yaml", *study)
    intercoder("import", "--as", "codings", DEMO / "codings_rater_a.csv", DEMO / "codings_rater_b.csv", *study)
    page = tmp_path / "agreement.html"
    shown = CliRunner().invoke(main, ["agree", "--html", str(page), *study])
    assert "0.64 (0.55, 0.72)" in shown.stdout
    assert "\u2026" not in shown.stdout
    report = json.loads(CliRunner().invoke(main, ["agree", "--json", *study]).stdout)
    assert report["schema_version"] == 1
    assert report["groups"][0]["group"] == "people-people"
    html = page.read_text(encoding="utf-8")
    assert "0.64 (0.55 to 0.72)" in html
    assert "://" not in html
    assert not re.search(r"""\b(?:src|href|action)\s*=\s*["'](?!#)""", html)
    listed = json.loads(CliRunner().invoke(main, ["disagreements", "--json", *study]).stdout)
    assert len(listed["disagreements"]) == 40
    told = CliRunner().invoke(main, ["disagreements", *study]).stdout
    assert told.splitlines()[:2] == ["", listed["disagreements"][0]["code"]]
    alone = CliRunner().invoke(main, ["agree", "--rater", "Rater A", *study])
    assert alone.exit_code == 2
    assert "Agreement needs two raters." in alone.stderr


def test_a_name_in_square_brackets_is_printed_as_it_is(capsys):
    wide_console().print("[bold] and [P1] :smile:")
    assert capsys.readouterr().out == "[bold] and [P1] :smile:\n"
