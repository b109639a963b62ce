from pathlib import Path

import numpy as np
import pytest
from mlss_data import units_csv
from sklearn.metrics import cohen_kappa_score

from codebook import read_codebook
from evaluation.coefficients import cohens_kappa
from evaluation.disagreements import disagreements
from evaluation.intervals import jackknife
from evaluation.reports.agreement_of_codes import agreement_of_codes
from evaluation.student import student_quantile
from evaluation.sums import sums_of_tables
from evaluation.tables import UnitTable
from evaluation.units import build_units
from runs import Coding, Rater, RaterKind, Unit
from runs.exchange import place_codings, read_codings
from runs.segments import segment
from runs.transcripts import interviewed, read_transcript

DEMO = Path(__file__).resolve().parents[1] / "coder/demo"
SHARED = Path(__file__).resolve().parents[2] / "shared/data"


def test_the_pooled_kappa_of_the_nine_sets_is_a_third():
    sets = [("", ""), ("A", ""), ("A", "A"), ("A", "B"), ("AB", "A"), ("AB", "AC"), ("ABC", "ABC"), ("C", "AC")]
    sets.append(("C", "AC"))
    given_by = np.array([[[code in one for code in "ABC"] for one in pair] for pair in sets])
    table = table_of(given_by)
    report = agreement(table, PEOPLE)
    assert [row.cohen_kappa.value for row in report.codes] == pytest.approx([0, 0.1818, 0.7692], abs=5e-5)
    assert report.overall.pooled_kappa.value == pytest.approx(1 / 3)
    assert report.overall.macro_kappa.value == pytest.approx(0.3170, abs=5e-5)
    assert report.overall.multi_valued_alpha.value == pytest.approx(0.380860, abs=5e-7)
    assert report.overall.jaccard_alpha.value == pytest.approx(0.315620, abs=5e-7)
    assert report.overall.masi_alpha.value == pytest.approx(0.273081, abs=5e-7)


PEOPLE = {"A": RaterKind.PERSON, "B": RaterKind.PERSON}


def table_of(applied, seen=None, interviews=None):
    """A table from figures: ``applied`` of shape (units, raters, codes)."""
    applied = np.asarray(applied, dtype=bool)
    units, raters, codes = applied.shape
    seen = np.ones((units, raters), dtype=bool) if seen is None else np.asarray(seen, dtype=bool)
    where = np.zeros(units, dtype=np.intp) if interviews is None else np.asarray(interviews, dtype=np.intp)
    return UnitTable(
        raters=tuple("ABCDE"[:raters]),
        codes=tuple(f"code {number}" for number in range(codes)),
        interviews=tuple(f"interview {number}" for number in range(int(where.max()) + 1)),
        interview=where,
        seen=seen,
        applied=applied & seen[:, :, None],
    )


def agreement(table, kinds):
    return agreement_of_codes(table, kinds, unit_rule="")


def test_a_code_that_nobody_gave_has_no_coefficient_and_a_reason():
    applied = np.zeros((20, 2, 2), dtype=bool)
    applied[::3, :, 0] = True
    found = agreement(table_of(applied), PEOPLE)
    for row in (found.code("code 1"), found.pairs[0].on("code 1")):
        for figure in (row.percent_agreement, row.cohen_kappa, row.krippendorff_alpha, row.gwet_ac1):
            assert figure.value is None
            assert figure.undefined == "Nobody gave the code."
    report = agreement(table_of(applied), PEOPLE).model_dump_json()
    assert "NaN" not in report


def test_a_unit_that_a_rater_did_not_see_is_missing_and_never_negative():
    rng = np.random.default_rng(3)
    applied, seen = rng.random((60, 2, 3)) < 0.4, rng.random((60, 2)) < 0.7
    whole = agreement(table_of(applied, seen), PEOPLE).pairs[0]
    kept = seen.all(axis=1)
    only_seen = agreement(table_of(applied[kept]), PEOPLE).pairs[0]
    assert whole.units == int(kept.sum())
    assert [row.cohen_kappa.value for row in whole.codes] == [row.cohen_kappa.value for row in only_seen.codes]


def test_the_interval_leaves_out_whole_interviews():
    rng = np.random.default_rng(7)
    truth = rng.random((8, 40)) < rng.random((8, 1)) * 0.6
    given_by = np.stack([np.where(rng.random((8, 40)) < 0.15, ~truth, truth) for _ in range(2)], axis=-1)
    interviews = np.repeat(np.arange(8), 40)
    row = agreement(table_of(given_by.reshape(-1, 2, 1), interviews=interviews), PEOPLE).codes[0]
    flat = given_by.reshape(8, 40, 2)
    replicates = [
        cohen_kappa_score(np.delete(flat, left, 0)[..., 0].ravel(), np.delete(flat, left, 0)[..., 1].ravel())
        for left in range(8)
    ]
    spread = np.sqrt(7 / 8 * ((replicates - np.mean(replicates)) ** 2).sum())
    assert row.cohen_kappa.left_out == "interview"
    kappa = row.cohen_kappa
    margin = student_quantile(0.975, 7) * spread / (1 - kappa.value**2)
    assert kappa.high == pytest.approx(np.tanh(np.arctanh(kappa.value) + margin))
    assert kappa.low == pytest.approx(np.tanh(np.arctanh(kappa.value) - margin))
    assert student_quantile(0.975, 7) == pytest.approx(2.364624251592785)


def test_fewer_than_five_interviews_leave_out_units_and_say_so():
    rng = np.random.default_rng(1)
    table = table_of(rng.random((40, 2, 2)) < 0.5, interviews=np.repeat(np.arange(4), 10))
    assert agreement(table, PEOPLE).codes[0].cohen_kappa.left_out == "unit"


def test_a_figure_that_is_undefined_without_one_interview_has_no_interval():
    tables = np.array([[[0.0, 1], [1, 5]], [[0, 0], [0, 6]], [[0, 0], [0, 4]]])
    found = jackknife(cohens_kappa, sums_of_tables(tables), np.ones(3, dtype=bool))
    assert (found.undefined, found.size) == (1, 2)
    assert found.value < 0
    assert np.isnan(found.low)
    assert np.isnan(found.high)


def test_a_code_that_is_given_in_one_interview_only_has_no_interval_that_the_others_make_narrow():
    gives = np.zeros((60, 2, 1), dtype=bool)
    gives[0:4, 0], gives[0:3, 1], gives[4, 1] = True, True, True
    report = agreement(table_of(gives, interviews=np.repeat(np.arange(6), 10)), PEOPLE)
    for figure in (report.codes[0].krippendorff_alpha, report.codes[0].cohen_kappa):
        assert 0 < figure.value < 1
        assert figure.low is None
        assert "rests on that one alone" in figure.no_interval


def test_a_model_is_compared_with_each_person_and_a_consensus_stands_apart():
    rng = np.random.default_rng(5)
    kinds = PEOPLE | {"C": RaterKind.MODEL, "D": RaterKind.CONSENSUS}
    table = table_of(rng.random((60, 4, 3)) < 0.4, interviews=np.repeat(np.arange(6), 10))
    report = agreement(table, kinds)
    assert [group.group for group in report.groups] == [
        "people-people", "people-model", "consensus-people", "consensus-model",
    ]  # fmt: skip
    with_model = [pair for pair in report.pairs if pair.group == "people-model"]
    mean = np.mean([pair.codes[0].cohen_kappa.value for pair in with_model])
    assert report.groups[1].codes[0].cohen_kappa.value == pytest.approx(mean)
    people, models = (group.cohen_kappa.value for group in report.groups[:2])
    assert report.differences[0].cohen_kappa.value == pytest.approx(models - people)
    without = agreement(table.only("ABC"), kinds)
    assert (report.codes, report.overall) == (without.codes, without.overall)


def demo_table():
    read = [read_transcript(path.name, path.read_bytes()) for path in sorted(DEMO.glob("interview_*"))]
    texts = {reading.transcript.document: reading.transcript for reading in read}
    book = read_codebook("codebook.yaml", (DEMO / "codebook.yaml").read_bytes()).codebook
    codes = [code.name for code in book.codable]
    found: list[Coding] = []
    for name in ("codings_rater_a.csv", "codings_rater_b.csv", "consensus.csv"):
        table = read_codings(name, (DEMO / name).read_bytes())
        found.extend(place_codings(table, texts, codes=codes).codings)
    segments = [s for text in texts.values() for s in segment(text, Unit.TURN, speakers=interviewed(texts.values()))]
    return build_units(segments, found, transcripts=texts.values(), unit="turn", codes=codes)


def test_the_demo_study_has_the_kappas_that_its_readme_prints():
    table = demo_table()
    kinds = {name: Rater(name=name).kind for name in table.raters} | {"Consensus": RaterKind.CONSENSUS}
    pairs = {frozenset((pair.a, pair.b)): pair for pair in agreement(table, kinds).pairs}
    lines = (DEMO / "README.md").read_text(encoding="utf-8").splitlines()
    printed = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    checked = 0
    for name, *_, ab, ac, bc in (row for row in printed if len(row) == 7):
        for pair, value in ((("A", "B"), ab), (("A", "C"), ac), (("B", "C"), bc)):
            names = {"A": table.raters[0], "B": table.raters[1], "C": "Consensus"}
            row = pairs[frozenset(names[each] for each in pair)].on(name.strip("`"))
            assert f"{row.cohen_kappa.value:.2f}" == value
            checked += 1
    assert checked == 27
    pooled = pairs[frozenset(table.raters[:2])].cohen_kappa.value
    assert pooled == pytest.approx(0.641, abs=5e-4)


def test_disagreements_come_worst_code_first_with_the_evidence_of_who_gave_it():
    table = demo_table().only(["Rater A", "Rater B"])
    found = disagreements(table)
    assert found[0].code == "own-workarounds"
    assert len(found) == int((table.applied[:, 0] != table.applied[:, 1]).sum())
    assert all(each.quotations for each in found)


PRINTED = {"12": (0.25, 0.58), "30": (0.34, 0.39), "31": (0.22, 0.25), "32": (0.42, 0.55)}


@pytest.mark.parametrize("interview", PRINTED)
def test_two_people_on_a_real_interview_agree_as_its_source_says(interview):
    if not SHARED.is_dir():
        pytest.skip(f"shared data is absent: {SHARED}")
    path = next((SHARED / "mlss/transcripts").glob(f"Interview {interview}*.txt"))
    transcript = read_transcript(f"{interview}.txt", path.read_bytes()).transcript
    texts = {transcript.document: transcript}
    codes, units = units_csv({interview: transcript.document}, SHARED / "mlss")
    found = place_codings(read_codings("units.csv", units), texts, codes=codes).codings
    table = build_units(segment(transcript, Unit.TURN), found, transcripts=texts.values(), unit="turn", codes=codes)
    pair = agreement(table, {name: RaterKind.PERSON for name in table.raters}).pairs[0]
    kappas = (pair.cohen_kappa.value, pair.any_code.cohen_kappa.value)
    assert tuple(round(kappa, 2) for kappa in kappas) == PRINTED[interview]


def test_two_models_are_compared_by_how_far_each_agrees_with_people():
    rng = np.random.default_rng(9)
    kinds = PEOPLE | {"C": RaterKind.MODEL, "D": RaterKind.MODEL}
    table = table_of(rng.random((60, 4, 3)) < 0.4, interviews=np.repeat(np.arange(6), 10))
    report = agreement(table, kinds)
    assert [(each.group, each.minus) for each in report.differences] == [
        ("people-model", "people-people"),
        ("people-D", "people-C"),
    ]
    mean = {
        name: np.mean([report.pair(person, name).krippendorff_alpha.value for person in "AB"]) for name in ("C", "D")
    }
    assert report.differences[1].krippendorff_alpha.value == pytest.approx(mean["D"] - mean["C"])


def test_the_codes_come_as_a_data_frame():
    rng = np.random.default_rng(2)
    report = agreement(table_of(rng.random((40, 2, 3)) < 0.4), PEOPLE)
    frame = report.to_pandas()
    assert list(frame.index) == ["code 0", "code 1", "code 2"]
    assert frame.loc["code 1", "krippendorff_alpha.low"] == report.code("code 1").krippendorff_alpha.low


def test_the_bootstrap_lies_by_the_jackknife_and_is_the_same_from_the_same_seed():
    rng = np.random.default_rng(4)
    truth = rng.random(600) < 0.4
    given_by = np.stack([np.where(rng.random(600) < 0.1, ~truth, truth) for _ in range(2)], axis=-1)[:, :, None]
    table = table_of(given_by, interviews=np.repeat(np.arange(30), 20))
    one, again = (agreement_of_codes(table, PEOPLE, unit_rule="", seed=7).bootstrap for _ in range(2))
    assert one == again
    figure = agreement(table, PEOPLE).codes[0].krippendorff_alpha
    low, high = one.krippendorff_alpha["code 0"]
    assert (low, high) == (pytest.approx(figure.low, abs=0.02), pytest.approx(figure.high, abs=0.02))
    assert one.overall == (low, high)


def test_the_bootstrap_of_a_code_that_nobody_gave_has_no_ends():
    rng = np.random.default_rng(4)
    applied = rng.random((60, 2, 2)) < 0.4
    applied[:, :, 1] = False
    table = table_of(applied, interviews=np.repeat(np.arange(6), 10))
    found = agreement_of_codes(table, PEOPLE, unit_rule="", seed=1).bootstrap
    assert found.krippendorff_alpha["code 1"] == (None, None)
    assert agreement(table, PEOPLE).groups[0].on("code 1").cohen_kappa.undefined == "Nobody gave the code."


def test_perfect_agreement_has_no_interval_and_a_share_never_leaves_its_limits():
    rng = np.random.default_rng(8)
    applied = np.repeat(rng.random((60, 1, 2)) < 0.4, 2, axis=1)
    applied[7, 0, 1] ^= True
    report = agreement(table_of(applied, interviews=np.repeat(np.arange(6), 10)), PEOPLE)
    perfect, nearly = report.codes
    assert (perfect.krippendorff_alpha.value, perfect.krippendorff_alpha.low) == (1, None)
    assert "do not tell" in perfect.krippendorff_alpha.no_interval
    share = nearly.percent_agreement
    assert 0 < share.low < share.value < share.high < 1
    assert share.value - share.low > share.high - share.value
