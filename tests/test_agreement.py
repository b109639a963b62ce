from pathlib import Path

import krippendorff
import numpy as np
import pytest
from evaluation.agreement import agreement
from hypothesis import assume, given
from hypothesis import strategies as st
from mlss_data import units_csv
from sklearn.metrics import cohen_kappa_score

from codebook import read_codebook
from evaluation.coefficients import cohens_kappa, gwets_ac1, krippendorffs_alpha, percent_agreement
from evaluation.disagreements import disagreements
from evaluation.intervals import estimate
from evaluation.student import student_quantile
from evaluation.tables import UnitTable
from evaluation.units import build_units
from runs import Coding, Rater, RaterKind, Unit
from runs.exchange import place_codings, read_codings
from runs.segments import segment
from runs.transcripts import interviewed, read_transcript

DEMO = Path(__file__).resolve().parents[1] / "coder/demo"
SHARED = Path(__file__).resolve().parents[2] / "shared/data"

PUBLISHED = [
    ((40, 9, 6, 45), 0.85, 0.6995, 0.7008, 0.7007),
    ((80, 10, 5, 5), 0.85, 0.3182, 0.3177, 0.8080),
    ((45, 15, 25, 15), 0.60, 0.1304, 0.1253, 0.2661),
    ((25, 35, 5, 35), 0.60, 0.2593, 0.1960, 0.2079),
    ((80, 7, 8, 5), 0.85, 0.3144, 0.3177, 0.808),
    ((8, 1, 0, 1), 0.90, 0.6154, 0.6275, 0.8658),
    ((20, 10, 20, 50), 0.70, 0.3478, 0.3440, 0.4495),
    ((2, 5, 3, 990), 0.992, 0.3294, 0.3296, 0.9919),
    ((1, 1, 3, 5), 0.6, 0.0909, 0.0952, 0.3103),
]


@pytest.mark.parametrize(("cells", "percent", "kappa", "alpha", "ac1"), PUBLISHED)
def test_published_two_rater_tables_give_the_published_coefficients(cells, percent, kappa, alpha, ac1):
    counts = np.array(cells, dtype=float)
    assert percent_agreement(counts) == pytest.approx(percent, abs=5e-5)
    assert cohens_kappa(counts) == pytest.approx(kappa, abs=5.1e-5)
    assert krippendorffs_alpha(counts) == pytest.approx(alpha, abs=5.1e-5)
    assert gwets_ac1(counts) == pytest.approx(ac1, abs=5.1e-5)


def test_the_pooled_kappa_of_the_nine_sets_is_a_third():
    sets = [("", ""), ("A", ""), ("A", "A"), ("A", "B"), ("AB", "A"), ("AB", "AC"), ("ABC", "ABC"), ("C", "AC")]
    sets.append(("C", "AC"))
    given_by = np.array([[[code in one for code in "ABC"] for one in pair] for pair in sets])
    table = table_of(given_by)
    report = agreement(table, PEOPLE)
    assert [row.kappa.value for row in report.pairs[0].rows[:3]] == pytest.approx([0, 0.1818, 0.7692], abs=5e-5)
    assert report.pairs[0].row("pooled kappa (De Vries)").kappa.value == pytest.approx(1 / 3)
    assert report.pairs[0].row("mean over codes").kappa.value == pytest.approx(0.3170, abs=5e-5)


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


cells = st.tuples(*[st.integers(0, 30)] * 4)


@given(cells)
def test_kappa_and_alpha_are_those_of_other_implementations(four):
    both, first, second, neither = four
    one = [1] * both + [1] * first + [0] * second + [0] * neither
    other = [1] * both + [0] * first + [1] * second + [0] * neither
    assume(len(set(one + other)) == 2)
    counts = np.array(four, dtype=float)
    assert cohens_kappa(counts) == pytest.approx(cohen_kappa_score(one, other))
    alpha = krippendorff.alpha(reliability_data=[one, other], level_of_measurement="nominal")
    assert krippendorffs_alpha(counts) == pytest.approx(alpha, abs=1e-12)


@given(cells)
def test_which_rater_comes_first_changes_nothing(four):
    both, first, second, neither = four
    for coefficient in (percent_agreement, cohens_kappa, krippendorffs_alpha, gwets_ac1):
        straight = coefficient(np.array([both, first, second, neither], dtype=float))
        swapped = coefficient(np.array([both, second, first, neither], dtype=float))
        assert straight == pytest.approx(swapped, nan_ok=True)


def test_a_code_that_nobody_gave_has_no_coefficient_and_a_reason():
    applied = np.zeros((20, 2, 2), dtype=bool)
    applied[::3, :, 0] = True
    row = agreement(table_of(applied), PEOPLE).pairs[0].row("code 1")
    for figure in (row.percent_agreement, row.kappa, row.alpha, row.ac1):
        assert figure.value is None
        assert figure.reason == "Nobody gave the code."
    report = agreement(table_of(applied), PEOPLE).model_dump_json()
    assert "NaN" not in report


def test_a_unit_that_a_rater_did_not_see_is_missing_and_never_negative():
    rng = np.random.default_rng(3)
    applied, seen = rng.random((60, 2, 3)) < 0.4, rng.random((60, 2)) < 0.7
    whole = agreement(table_of(applied, seen), PEOPLE).pairs[0]
    kept = seen.all(axis=1)
    only_seen = agreement(table_of(applied[kept]), PEOPLE).pairs[0]
    assert whole.units == int(kept.sum())
    assert [row.kappa.value for row in whole.rows] == [row.kappa.value for row in only_seen.rows]


def test_the_interval_leaves_out_whole_interviews():
    rng = np.random.default_rng(7)
    truth = rng.random((8, 40)) < rng.random((8, 1)) * 0.6
    given_by = np.stack([np.where(rng.random((8, 40)) < 0.15, ~truth, truth) for _ in range(2)], axis=-1)
    interviews = np.repeat(np.arange(8), 40)
    row = agreement(table_of(given_by.reshape(-1, 2, 1), interviews=interviews), PEOPLE).pairs[0].rows[0]
    flat = given_by.reshape(8, 40, 2)
    replicates = [
        cohen_kappa_score(np.delete(flat, left, 0)[..., 0].ravel(), np.delete(flat, left, 0)[..., 1].ravel())
        for left in range(8)
    ]
    spread = np.sqrt(7 / 8 * ((replicates - np.mean(replicates)) ** 2).sum())
    assert row.kappa.left_out == "interview"
    assert row.kappa.high - row.kappa.value == pytest.approx(student_quantile(0.975, 7) * spread)
    assert student_quantile(0.975, 7) == pytest.approx(2.364624251592785)


def test_fewer_than_five_interviews_leave_out_units_and_say_so():
    rng = np.random.default_rng(1)
    table = table_of(rng.random((40, 2, 2)) < 0.5, interviews=np.repeat(np.arange(4), 10))
    assert agreement(table, PEOPLE).pairs[0].rows[0].kappa.left_out == "unit"


def test_an_undefined_replicate_is_counted_and_takes_no_part():
    counts = np.array([[[[5.0, 1, 1, 0]]], [[[6, 0, 0, 0]]], [[[4, 0, 0, 0]]]])
    kappa = estimate(lambda c: cohens_kappa(c.sum(axis=(-2, -3))), counts, left_out="interview")
    assert kappa.undefined_replicates == 1
    assert kappa.low is not None


def test_a_model_is_compared_with_each_person_and_a_consensus_stands_apart():
    rng = np.random.default_rng(5)
    kinds = PEOPLE | {"C": RaterKind.MODEL, "D": RaterKind.CONSENSUS}
    table = table_of(rng.random((60, 4, 3)) < 0.4, interviews=np.repeat(np.arange(6), 10))
    report = agreement(table, kinds)
    assert [group.label for group in report.groups] == [
        "people-people", "people-model", "consensus-people", "consensus-model",
    ]  # fmt: skip
    with_model = [pair for pair in report.pairs if pair.group == "people-model"]
    mean = np.mean([pair.rows[0].kappa.value for pair in with_model])
    assert report.groups[1].rows[0].kappa.value == pytest.approx(mean)
    people = report.groups[0].row("all codes (cells pooled)").kappa.value
    models = report.groups[1].row("all codes (cells pooled)").kappa.value
    assert report.differences[0].kappa.value == pytest.approx(models - people)


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
    pairs = {frozenset(pair.pairs[0]): pair for pair in agreement(table, kinds).pairs}
    lines = (DEMO / "README.md").read_text(encoding="utf-8").splitlines()
    printed = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    checked = 0
    for name, *_, ab, ac, bc in (row for row in printed if len(row) == 7):
        for pair, value in ((("A", "B"), ab), (("A", "C"), ac), (("B", "C"), bc)):
            names = {"A": table.raters[0], "B": table.raters[1], "C": "Consensus"}
            row = pairs[frozenset(names[each] for each in pair)].row(name.strip("`"))
            assert f"{row.kappa.value:.2f}" == value
            checked += 1
    assert checked == 27
    pooled = pairs[frozenset(table.raters[:2])].row("all codes (cells pooled)").kappa.value
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
    kappas = (pair.row("all codes (cells pooled)").kappa.value, pair.row("any code").kappa.value)
    assert tuple(round(kappa, 2) for kappa in kappas) == PRINTED[interview]
