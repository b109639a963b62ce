"""References of a code as NVivo exports them; the files here are synthetic, made after a description."""

import io

import pytest
from docx import Document

from coder.cli.importing.files import import_files
from runs import Transcript, Turn
from runs.coding_store import codings
from runs.exchange.registry import format_of
from runs.study import Study
from runs.transcript_store import add_transcript

NOW = "2026-11-26T09:00:00Z"
TEXT = "P1: I never have time.\n\nI: Why?\n\nP1: Work. And the “children”, you know."
TIME = """<Files\\\\Round 1\\\\P01.docx> - § 2 references coded [14.20% Coverage]

Reference 1 - 4.20% Coverage

I never have time.

Reference 2 - 10.00% Coverage

Work. And the "children", you know.

"""


@pytest.fixture
def study(tmp_path):
    study = Study(tmp_path / "study.db", create=True)
    turns = (Turn(position=1, speaker="P1", start=4, end=len(TEXT)),)
    add_transcript(study, Transcript(document="P01", text=TEXT, turns=turns, format="x"), now=NOW)
    return study


def latest(study):
    """The codes of the last coding."""
    return sorted((one.code, one.start, one.end) for one in list(codings(study))[-1].assignments)


def as_word(text):
    document = Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def as_html(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return "<html><body>{}</body></html>".format("".join(f"<p>{line}</p>" for line in escaped.split("\n"))).encode()


def imported(study, tmp_path, name, data, **options):
    (tmp_path / name).write_bytes(data)
    (report,) = import_files(study, [tmp_path / name], **options)
    return report


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("Time.txt", TIME.encode()),
        ("Time.txt", TIME.replace("\n", "\r\n").encode("utf-16")),
        ("Time.txt", TIME.replace("<Files", "Files").replace("docx>", "docx").encode()),
        ("Time.docx", as_word(TIME)),
        ("Time.html", as_html(TIME)),
        ("export.txt", f"Name: Codes\\\\Barriers\\\\Time\n\n{TIME}".encode()),
        ("export.docx", as_word(f"Time\n\n{TIME}")),
    ],
)
def test_each_reference_is_found_by_its_words_and_the_code_by_the_title_or_the_file(study, tmp_path, name, data):
    assert format_of(name, data).name == "NVivo report of a code"
    report = imported(study, tmp_path, name, data, rater="Ann")
    assert not report.refused, report.summary
    assert latest(study) == [("Time", 4, 22), ("Time", 37, len(TEXT))]
    assert "2 codings, 1 verified, 1 re-anchored" in report.summary
    assert imported(study, tmp_path, name, data, rater="Ann").new == 0


def test_it_asks_who_coded_and_stores_nothing_before(study, tmp_path):
    report = imported(study, tmp_path, "Time.txt", TIME.encode())
    assert report.refused
    assert "--rater" in report.summary
    assert not codings(study)
    preview = imported(study, tmp_path, "Time.txt", TIME.encode(), preview=True)
    assert "2 codings" in preview.summary


def test_reports_of_several_codes_add_up_and_one_that_is_exported_anew_replaces_its_own(study, tmp_path):
    imported(study, tmp_path, "Time.txt", TIME.encode(), rater="Ann")
    care = TIME.replace("I never have time.", "children").replace("§ 2", "§ 3")
    report = imported(study, tmp_path, "Care.txt", care.encode(), rater="Ann")
    assert [code for code, *_ in latest(study)] == ["Care", "Care", "Time", "Time"]
    assert any("1 references that it announces" in each for each in report.details)
    shorter = TIME[: TIME.index("Reference 2")]
    imported(study, tmp_path, "Time.txt", shorter.encode(), rater="Ann")
    assert [code for code, *_ in latest(study)] == ["Care", "Care", "Time"]
    assert imported(study, tmp_path, "Care.txt", care.encode(), rater="Ann").new == 0


def test_what_does_not_stand_in_the_transcript_and_files_that_are_not_there_are_told(study, tmp_path):
    other = TIME.replace("I never have time.", "I always have time.")
    elsewhere = TIME.replace("P01", "P02")
    report = imported(study, tmp_path, "Time.txt", (other + elsewhere).encode(), rater="Ann")
    assert "1 unmatched" in report.summary
    assert any("No transcript is called 'P02.docx'" in each for each in report.details)


def test_an_interview_that_speaks_of_percent_is_no_report():
    talk = b"P1: I read \\Files\\x - \xc2\xa7 1 of it.\n\nI: 10 % Coverage?\n"
    assert format_of("a.txt", talk).name == "transcript as text"
