"""Labels of doccano; the files here are synthetic, made after its documentation."""

import io
import json
import zipfile

import pytest
import regex

from coder.cli.importing.files import import_files
from runs.coding_store import codings
from runs.exchange.registry import format_of
from runs.study import Study
from runs.transcript_store import transcripts

TEXT = "P1: Zoe\u0308 👨‍👩‍👧 felt alone.\nI: Oh?\nP1: Yes, alone."


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path / "study.db", create=True)


def lines(*examples):
    return "".join(json.dumps(each) + "\n" for each in examples).encode()


def package(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(f"{name}.jsonl", data)
    return buffer.getvalue()


def imported(study, tmp_path, name, data, **options):
    (tmp_path / name).write_bytes(data)
    (report,) = import_files(study, [tmp_path / name], **options)
    assert not report.refused, report.summary
    return report


def given(study):
    return sorted(
        (each.rater, one.code, one.quotation, one.start) for each in codings(study) for one in each.assignments
    )


def counted(words, *, graphemes):
    start = TEXT.index(words)
    length = (lambda each: len(regex.findall(r"\X", each))) if graphemes else len
    return length(TEXT[:start]), length(TEXT[: start + len(words)])


@pytest.mark.parametrize("graphemes", [True, False])
def test_positions_are_read_in_the_unit_in_which_labels_end_with_words(study, tmp_path, graphemes):
    both = [[*counted(words, graphemes=graphemes), "sad"] for words in ("felt alone", "Yes")]
    data = lines({"id": 3, "text": TEXT, "label": both, "filename": "P01.txt"})
    report = imported(study, tmp_path, "anna.jsonl", data, rater="Anna")
    assert given(study) == [("Anna", "sad", words, TEXT.index(words)) for words in ("Yes", "felt alone")]
    assert transcripts(study)["P01"].text == TEXT
    unit = "grapheme clusters" if graphemes else "code points"
    (told,) = [each for each in report.details if "Positions were read" in each]
    assert f"read as {unit}, for 2 of 2 labels" in told
    assert imported(study, tmp_path, "anna.jsonl", data, rater="Anna").new == 0


def test_each_file_of_a_package_is_a_rater_and_one_text_is_one_transcript(study, tmp_path):
    entity = {"id": 1, "label": "sad", "start_offset": 0, "end_offset": 2}
    one = {"id": 3, "text": TEXT, "entities": [entity], "relations": [{"id": 1}]}
    other = {"id": 3, "text": TEXT, "label": ["positive"], "Comments": ["?"]}
    data = package(all=lines(one, other), anna=lines(one), ben=lines(other))
    report = imported(study, tmp_path, "export.zip", data)
    assert list(transcripts(study)) == ["document 3"]
    assert given(study) == [("anna", "sad", "P1", 0), ("ben", "positive", TEXT, 0)]
    assert {"not taken: 1 relations", "not taken: 1 comments"} <= set(report.details)
    assert imported(study, tmp_path, "export.zip", data).new == 0


def test_a_text_without_a_label_is_no_judgement_and_told(study, tmp_path):
    report = imported(study, tmp_path, "a.jsonl", lines({"id": 1, "text": TEXT, "label": []}), rater="Anna")
    assert list(transcripts(study)) == ["document 1"]
    assert not codings(study)
    assert any("texts without a label" in each for each in report.details)


def test_it_asks_who_labelled_and_a_preview_shows_all(study, tmp_path):
    data = lines({"id": 1, "text": TEXT, "label": [[0, 2, "a"]]})
    (tmp_path / "a.jsonl").write_bytes(data)
    (report,) = import_files(study, [tmp_path / "a.jsonl"])
    assert report.refused
    assert "--rater" in report.summary
    assert "1 codings" in imported(study, tmp_path, "a.jsonl", data, preview=True).summary


def test_positions_beyond_the_text_and_lines_that_are_none_are_told(study, tmp_path):
    data = lines({"id": 1, "text": "P1: Well.", "label": [[0, 99, "a"], [1, "b"], [0, 2, "c"]]}, {"id": 2})
    report = imported(study, tmp_path, "a.jsonl", data, rater="Anna")
    assert "2 codings" in report.summary
    assert "1 unmatched" in report.summary
    told = "\n".join(report.details)
    assert "1 lines without a text" in told
    assert "1 labels that are neither" in told


@pytest.mark.parametrize("line", [b'{"text": "a", "label": ' + b"[" * 100_000, b'{"text": "a", "lab'])
def test_broken_and_nested_lines_are_refused(study, tmp_path, line):
    (tmp_path / "a.jsonl").write_bytes(lines({"id": 1, "text": "P1: Well.", "label": []}) + line)
    (report,) = import_files(study, [tmp_path / "a.jsonl"], rater="Anna")
    assert report.refused
    assert not transcripts(study)


def test_a_zip_bomb_is_refused(study, tmp_path):
    bomb = package(anna=lines({"id": 1, "text": "a", "label": []}) + b" " * 20_000_000)
    assert format_of("a.zip", bomb).name == "transcript as text"
    (tmp_path / "a.zip").write_bytes(bomb)
    assert import_files(study, [tmp_path / "a.zip"])[0].refused
