"""Projects and codebooks of other programs, as they came from them."""

from pathlib import Path

import pytest

from coder.cli.importing import import_files
from runs.coding_store import codings, latest_codebook, raters
from runs.study import Study
from runs.transcript_store import transcripts

SHARED = Path(__file__).resolve().parents[2] / "shared/data"


@pytest.fixture
def shared():
    if not SHARED.is_dir():
        pytest.skip(f"shared data is absent: {SHARED}")
    return SHARED / "formats"


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path / "study.db", create=True)


def assignments(study):
    return [
        (each.document, each.rater, one.code, one.start, one.end, one.quotation)
        for each in codings(study)
        for one in each.assignments
    ]


def test_a_project_of_two_coders_comes_in_with_both_and_says_what_it_leaves(shared, study):
    (report,) = import_files(study, [shared / "qdapy_sample.qdpx"])
    assert list(transcripts(study)) == ["Interview 01", "Interview 02"]
    assert set(raters(study)) == {"Ann", "Bob"}
    assert sorted((rater, code) for _, rater, code, *_ in assignments(study)) == [
        ("Ann", "Ressourcen"),
        ("Ann", "beruflich"),
        ("Ann", "beruflich"),
        ("Ann", "privat"),
        ("Bob", "Ressourcen"),
        ("Bob", "privat"),
    ]
    assert latest_codebook(study)[1]["beruflich"].parent == "Belastung"
    for what in ("1 cases", "1 pictures", "1 PDF sources", "1 notes", "1 selections without a code"):
        assert any(f"not taken: {what}" in each for each in report.details)


def test_a_project_without_a_scheme_in_its_paths_comes_in_with_all_its_codings(shared, study):
    (report,) = import_files(study, [shared / "qc_demo.qdpx"])
    assert len(transcripts(study)) == 2
    assert "205 codings" in report.summary
    (again,) = import_files(study, [shared / "qc_demo.qdpx"])
    assert again.new == 0


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("taguette_codebook_from_tests.qdc", ("interesting",)),
        (
            "portableqda_REFI-QDA-1-5.qdc",
            ("Topics", "Economy", "Health care", "Values", "Conservatives", "Liberals"),
        ),
    ],
)
def test_codebooks_of_other_programs_come_in_though_they_break_the_schema(shared, study, name, names):
    (report,) = import_files(study, [shared / name])
    assert not report.refused, report.summary
    book = latest_codebook(study)[1]
    assert book.names == names
    assert not book["Topics"].codable if "Topics" in book else book["interesting"].codable
