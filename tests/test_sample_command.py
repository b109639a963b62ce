"""``sample`` and ``prevalence`` on a real study file, from the drawing to the corrected figures."""

import json
from contextlib import closing
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from kept_study import changed, intercoder
from sampled_study import DEMO, RATIONALE, coding_of, done, drawn_in, fill, model_codes, study_of_a_model, true_codes

from evaluation.validity.corrected_prevalence import corrected_prevalence
from runs import RaterKind, Unit
from runs.coding_store import add_codings
from runs.records import CodingStatus
from runs.segments import segments_of
from runs.study import Study
from runs.transcript_store import transcripts


@pytest.fixture
def study(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return study_of_a_model(tmp_path / "study.db")


def test_the_sheet_is_blind_and_the_seed_and_probabilities_are_told_and_kept(study):
    said = done("sample", "anna.xlsx", "ben.csv", "--size", 30, "--seed", 5)
    assert "Sample 1, seed 5: 30 of 76 units (turns) that m judged." in said.output
    assert "1 units could not be drawn" in said.output
    stored = drawn_in(study)
    assert (stored.drawn.seed, stored.drawn.rater, stored.drawn.not_judged) == (5, "m", 1)
    assert [stratum.name for stratum in stored.drawn.strata] == ["no code", "any code"]
    for number, stratum in enumerate(stored.drawn.strata):
        inside = [unit for unit in stored.drawn.units if unit.stratum == number]
        assert (len(inside), sum(unit.chosen for unit in inside)) == (stratum.units, stratum.chosen)
        assert all(bool(model_codes(unit)) == (stratum.name == "any code") for unit in inside)
        assert f"{stratum.chosen} of {stratum.units}, probability {stratum.probability:.4g}" in said.output
    book = openpyxl.load_workbook("anna.xlsx")
    units = list(book["units"].iter_rows(min_row=2, values_only=True))
    places = [(unit.document, unit.start, unit.end) for unit in stored.drawn.chosen]
    assert [(row[0], row[8], row[9]) for row in units] == places
    shown = " ".join(str(cell) for row in units for cell in row) + Path("ben.csv").read_text(encoding="utf-8-sig")
    assert RATIONALE not in shown
    assert not any(row[6] or row[7] for row in units)
    assert "no code" not in shown + said.stderr


def test_a_seed_draws_the_same_again_and_none_draws_another(study):
    first = json.loads(done("sample", "a.xlsx", "--seed", 5, "--size", 20, "--json").stdout)
    again = json.loads(done("sample", "b.xlsx", "--seed", 5, "--size", 20, "--json").stdout)
    assert (first["sample"], again["sample"], first["chosen"]) == (1, 1, 20)
    one, two = (json.loads(done("sample", name, "--size", 20, "--json").stdout) for name in ("c.xlsx", "d.xlsx"))
    assert (one["sample"], two["sample"]) == (2, 3)
    assert len({first["seed"], one["seed"], two["seed"]}) == 3
    repeated = json.loads(done("sample", "e.csv", "--again", 2, "--json").stdout)
    assert (repeated["sample"], repeated["seed"]) == (2, one["seed"])
    assert Path("e-codebook.csv").exists()
    assert drawn_in(study, 2).drawn != drawn_in(study, 3).drawn


def test_a_coded_sample_gives_the_corrected_prevalence_that_the_arrays_give(study):
    done("sample", "anna.xlsx", "--size", 40, "--seed", 1)
    fill("anna.xlsx", "back.xlsx")
    assert "40 rows, 40 new codings" in done("import", "--as", "codings", "--rater", "Anna", "back.xlsx").output
    told = json.loads(done("prevalence", "--rater", "Anna", "--json").stdout)
    assert (told["sample"], told["of"], told["rater"], told["chosen"], told["units"]) == (1, "m", "Anna", 40, 76)
    drawn = drawn_in(study).drawn
    assert told["seed"] == drawn.seed
    found = {row["code"]: row for row in told["codes"]}
    assert len(found) == 9
    for code in ("guilt", "worry", "paperwork"):
        (expected,) = corrected_prevalence(
            np.array([[code in model_codes(unit)] for unit in drawn.units]),
            np.array([[code in true_codes(unit)] for unit in drawn.units]),
            sampled=np.array([unit.chosen for unit in drawn.units]),
            judged=np.array([unit.chosen for unit in drawn.units]),
            probability=np.array([drawn.strata[unit.stratum].probability for unit in drawn.units]),
            interview=np.array([int(unit.document[-1]) for unit in drawn.units]),
            codes=[code],
        )
        assert found[code] == expected.model_dump(mode="json")
        assert expected.clusters == "interview"
    shown = done("prevalence", "--rater", "Anna", "--sample", 1).output
    assert f"{100 * found['worry']['corrected']['value']:.1f} % (" in shown
    assert "1 units that m had not judged are in none of the figures" in shown
    assert "No interval for" in shown


def test_samples_of_all_units_give_the_prevalence_by_people(study):
    done("sample", "anna.xlsx", "--size", 500, "--strata", "code")
    fill("anna.xlsx", "back.xlsx")
    done("import", "--as", "codings", "--rater", "Anna", "back.xlsx")
    rows = json.loads(done("prevalence", "--rater", "Anna", "--json").stdout)["codes"]
    units = drawn_in(study).drawn.units
    for row in rows:
        assert row["corrected"]["value"] == pytest.approx(np.mean([row["code"] in true_codes(unit) for unit in units]))
        assert row["raw"]["value"] == pytest.approx(np.mean([row["code"] in model_codes(unit) for unit in units]))


def test_over_many_samples_of_the_study_the_mean_of_the_corrected_prevalence_is_the_true_one(study):
    from coder.cli.sampling.drawing import Asked, draw

    with closing(Study(study)) as opened:
        values = []
        for seed in range(60):
            drawn = draw(opened, Asked(24, seed, Unit.TURN, None, "coded", None)).drawn
            weight = [unit.chosen / drawn.strata[unit.stratum].probability for unit in drawn.units]
            said = [("worry" in true_codes(unit), "worry" in model_codes(unit)) for unit in drawn.units]
            psi = [f + w * (int(y) - int(f)) for (y, f), w in zip(said, weight, strict=True)]
            values.append(np.mean(psi))
        truth = np.mean([y for y, _ in said])
    assert abs(np.mean(values) - truth) < 3 * np.std(values) / np.sqrt(60)


def test_a_sheet_that_is_not_finished_gives_no_prevalence_and_says_how_many_are_missing(study):
    done("sample", "anna.xlsx", "--size", 30, "--seed", 1)
    fill("anna.xlsx", "back.xlsx", rows=20)
    said = done("import", "--as", "codings", "--rater", "Anna", "back.xlsx")
    assert "20 new codings" in said.output
    assert "10 rows: taken as not looked at" in said.output
    refused = done("prevalence", "--rater", "Anna", code=2)
    assert "10 of the 30 sampled units are not judged" in refused.output
    fill("anna.xlsx", "all.xlsx")
    assert "10 new codings" in done("import", "--as", "codings", "--rater", "Anna", "all.xlsx").output
    done("prevalence", "--rater", "Anna")


def test_another_rater_can_be_corrected_by_the_same_sample_and_a_changed_codebook_is_told(study):
    done("sample", "anna.xlsx", "--size", 30, "--seed", 1)
    fill("anna.xlsx", "back.xlsx")
    done("import", "--as", "codings", "--rater", "Anna", "back.xlsx")
    with closing(Study(study)) as opened:
        texts = transcripts(opened)
        units = segments_of(texts.values(), Unit.TURN)
        made = [coding_of(unit, texts[unit.document].text, true_codes(unit), "n") for unit in units]
        add_codings(opened, made, {"n": RaterKind.MODEL}, now="")
    rows = json.loads(done("prevalence", "--rater", "Anna", "--of", "n", "--json").stdout)["codes"]
    assert all(row["corrected"]["value"] == pytest.approx(row["raw"]["value"]) for row in rows)
    text = (DEMO / "codebook.yaml").read_text(encoding="utf-8")
    Path("codebook.yaml").write_text(text.replace("definition: ", "definition: Now. ", 1), encoding="utf-8")
    done("import", "codebook.yaml")
    assert "The codebook is not the one" in done("prevalence", "--rater", "Anna").output
    assert "2 models have coded in it" in done("sample", "x.xlsx", code=2).output


def test_a_model_that_lost_judgements_since_has_no_prevalence(study):
    done("sample", "anna.xlsx", "--size", 30, "--seed", 1)
    fill("anna.xlsx", "back.xlsx")
    done("import", "--as", "codings", "--rater", "Anna", "back.xlsx")
    with closing(Study(study)) as opened:
        unit = drawn_in(study).drawn.units[3].segment
        add_codings(opened, [coding_of(unit, "", (), "m", CodingStatus.FAILED)], {"m": RaterKind.MODEL}, now="")
    assert "1 of the 76 units" in done("prevalence", "--rater", "Anna", code=2).output


def test_what_cannot_be_drawn_or_would_be_overwritten_is_refused_and_nothing_is_stored(study):
    Path("mine.xlsx").write_text("a person's work", encoding="utf-8")
    for words, said in (
        (["mine.xlsx"], "is there already"),
        (["sheet.txt"], "ending .xlsx or .csv"),
        (["a.xlsx", "--size", 1], "too small for 2 strata"),
        (["a.xlsx", "--rater", "nobody"], "There is no rater 'nobody'"),
        (["a.xlsx", "--speakers", "Nobody"], "There is no unit to judge"),
        (["a.xlsx", "--again", 7], "no sample 7"),
    ):
        assert said in intercoder("sample", *words).output
    assert Path("mine.xlsx").read_text(encoding="utf-8") == "a person's work"
    assert not Path("a.xlsx").exists()
    assert "The study has no sample" in intercoder("prevalence", "--rater", "m").output


def test_who_did_not_code_and_who_would_correct_herself_are_refused(study):
    done("sample", "anna.xlsx", "--size", 30)
    assert "There is no rater 'Anna'" in done("prevalence", "--rater", "Anna", code=2).output
    assert "corrected by themselves" in done("prevalence", "--rater", "m", code=2).output


def test_a_sample_that_was_changed_is_not_used(study):
    done("sample", "anna.xlsx", "--size", 30, "--seed", 1)
    changed(study, "update samples set content = replace(content, '\"seed\":1', '\"seed\":2')")
    assert "The stored sample 1 is damaged" in intercoder("prevalence", "--rater", "Anna").output
    assert "the sample is not the one that was stored" in done("verify", code=6).output


def test_a_sample_is_in_a_backup(study):
    done("sample", "anna.xlsx", "--size", 30, "--seed", 1)
    done("backup", "copy.db")
    assert drawn_in(Path("copy.db")) == drawn_in(study)
