"""Projects and codebooks of other programs, as they came from them."""

import warnings
from pathlib import Path

import pytest
from lxml import etree
from refi_packages import SPECS, project_schema, qde_in

from coder.cli.importing.files import import_files
from runs.coding_store import codings, latest_codebook, raters
from runs.exchange.format import WriteOptions
from runs.exchange.registry import form_named
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


@pytest.mark.parametrize(("ends", "offsets"), [("lf", "codepoints"), ("crlf", "utf16")])
def test_all_753_codings_of_a_qualcoder_project_are_the_same_after_out_as_a_project_and_in_again(
    shared, study, tmp_path, ends, offsets
):
    (report,) = import_files(study, [shared / "qualcoder_mannheimer_data.qda"])
    assert "753 codings, 753 verified, 0 re-anchored" in report.summary
    assert len(latest_codebook(study)[1].codes) == 231
    assert len(latest_codebook(study)[1].codable) == 230
    file = tmp_path / "out.qdpx"
    assert form_named("qdpx").write(study, file, WriteOptions(ends, offsets), "2026-11-26T09:00:00Z").rows == 753
    project_schema().assertValid(etree.fromstring(qde_in(file)))
    back = Study(tmp_path / "back.db", create=True)
    (again,) = import_files(back, [file])
    assert "753 codings, 753 verified, 0 re-anchored" in again.summary
    assert sorted(assignments(back)) == sorted(assignments(study))
    assert latest_codebook(back)[1].fingerprints == latest_codebook(study)[1].fingerprints
    assert {name: each.text for name, each in transcripts(back).items()} == {
        name: each.text for name, each in transcripts(study).items()
    }
    assert import_files(study, [file])[0].new == 0


def test_both_schemas_of_the_specification_hold_for_what_is_written(shared, study, tmp_path):
    import_files(study, [shared / "qualcoder_mannheimer_data.qda"])
    for form in ("qdpx", "qdc"):
        form_named(form).write(study, tmp_path / f"a.{form}", WriteOptions(), "2026-11-26T09:00:00Z")
    schema = etree.XMLSchema(etree.parse(str(SPECS / "REFI_Project_v1.0_openqda.xsd")))
    schema.assertValid(etree.fromstring(qde_in(tmp_path / "a.qdpx")))
    schema = etree.XMLSchema(etree.parse(str(SPECS / "REFI_Codebook_v1.0_openqda.xsd")))
    schema.assertValid(etree.parse(str(tmp_path / "a.qdc")))


def test_all_highlights_of_a_taguette_project_stand_where_taguette_has_them(shared, study):
    (file,) = (shared.parent / "taguette_serdif").glob("*.sqlite3")
    (report,) = import_files(study, [file], rater="Coder")
    assert "1930 codings, 1930 verified, 0 re-anchored" in report.summary
    assert any("1794 of 1794 selections" in each for each in report.details)
    assert (len(transcripts(study)), len(latest_codebook(study)[1].codes)) == (17, 22)


def test_another_reader_finds_all_codings_of_a_real_project_that_was_written(shared, study, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyrefiqda import RefiProject
    import_files(study, [shared / "qualcoder_mannheimer_data.qda"])
    form_named("qdpx").write(study, tmp_path / "a.qdpx", WriteOptions(), "2026-11-26T09:00:00Z")
    project = RefiProject.load(tmp_path / "a.qdpx", extract_dir=tmp_path / "unpacked")
    found = [
        (source.name, selection.start_position, selection.end_position)
        for source in project.sources.text_source
        for selection in source.plain_text_selection
        for _ in selection.coding
    ]
    assert sorted(found) == sorted((document, start, end) for document, _, _, start, end, _ in assignments(study))
    assert len(found) == 753
