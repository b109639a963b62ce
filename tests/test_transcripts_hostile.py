"""Word files and large texts that were made to do harm, or would take a computer's memory."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from test_transcripts_word import document_of, repacked
from transcript_talk import read, talk

from coder.cli.importing.files import import_files
from runs.study import Study
from runs.transcript_store import transcripts
from runs.transcripts import UnreadableTranscript, read_transcript

SOUND = document_of(["I: How are you?", "P1: Fine.", "I: Good."])
W = b'<?xml version="1.0"?>%s<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
END = b"</w:body></w:document>"


def with_body(body: bytes, head: bytes = b"") -> bytes:
    return repacked(SOUND, lambda name, part: W % head + body + END if name == "word/document.xml" else part)


def with_parts(count: int) -> bytes:
    buffer = io.BytesIO(SOUND)
    with zipfile.ZipFile(buffer, "a") as package:
        for number in range(count):
            package.writestr(f"word/more/{number}.xml", b"")
    return buffer.getvalue()


def encrypted() -> bytes:
    """The bit that says so, set for each member in both of its headers."""
    data = bytearray(SOUND)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def packed(name: str, data: bytes) -> bytes:
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, data)
    return buffer.getvalue()


LAUGHS = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 50 + b'">]>'
FILE = b'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
HOSTILE = {
    "broken": (lambda: SOUND[: len(SOUND) // 2], "broken"),
    "encrypted": (encrypted, "encrypted"),
    "only a package in a package": (lambda: packed("inner.docx", SOUND), "not a Word document"),
    "100,000 parts": (lambda: with_parts(100_000), "parts"),
    "zip bomb": (lambda: with_body(b"<w:p>" + b" " * 20_000_000 + b"</w:p>"), "zip bomb"),
    "billion laughs": (lambda: with_body(b"<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", LAUGHS), "entities"),
    "a file of the machine": (lambda: with_body(b"<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", FILE), "entities"),
    "a million deep": (lambda: with_body(b"<a>" * 1_000_000), "damaged"),
    "a million deep and closed": (lambda: with_body(b"<a>" * 1_000_000 + b"</a>" * 1_000_000), "damaged"),
    "leads out": (lambda: repacked_name("word/theme/theme1.xml", "../../evil.xml"), "leads out"),
}


def repacked_name(old: str, new: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(SOUND)) as package, zipfile.ZipFile(buffer := io.BytesIO(), "w") as changed:
        for name in package.namelist():
            changed.writestr(new if name == old else name, package.read(name))
    return buffer.getvalue()


@pytest.mark.parametrize("kind", HOSTILE)
def test_t11_t12_hostile_word_files_are_refused_with_the_reason_and_leave_nothing(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    make, reason = HOSTILE[kind]
    file = tmp_path / "in" / "a.docx"
    file.parent.mkdir()
    file.write_bytes(make())
    study = Study(tmp_path / "in" / "study.db", create=True)
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    monkeypatch.setenv("TMPDIR", str(empty))
    (report,) = import_files(study, [file])
    assert report.refused
    assert reason in report.summary
    assert not transcripts(study)
    assert list(empty.iterdir()) == []
    assert {each.name for each in tmp_path.iterdir()} == {"in", "empty"}


def test_t11_macros_and_packages_inside_are_never_opened():
    buffer = io.BytesIO(SOUND)
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")
        package.writestr("word/embeddings/inner.docx", b"PK\x03\x04 no package")
    assert talk(read("a.docm", buffer.getvalue()))[1] == ("P1", "Fine.")


def test_t11_a_zip64_package_is_read():
    with zipfile.ZipFile(io.BytesIO(SOUND)) as old, zipfile.ZipFile(buffer := io.BytesIO(), "w") as new:
        for name in old.namelist():
            with new.open(name, "w", force_zip64=True) as member:
                member.write(old.read(name))
    assert talk(read("a.docx", buffer.getvalue()))[1] == ("P1", "Fine.")


@pytest.mark.parametrize(
    ("name", "opening", "unit"),
    [
        ("a.txt", b"", b"I: Hello.\n\nP: Yes.\n"),
        ("a.vtt", b"WEBVTT\n\n", b"00:01.000 --> 00:02.000\nAnn: Yes.\n\n"),
        ("a.srt", b"", b"1\n00:00:01,000 --> 00:00:02,000\nAnn: Yes.\n\n"),
        ("a.json", b'{"segments": [', b'{"start": 1, "text": "Yes."},'),
        ("a.rtf", rb"{\rtf1 ", b"word "),
        ("a.html", b"<html><body>", b"<p>word"),
    ],
)
def test_t7_a_file_larger_than_any_interview_is_refused_before_it_is_taken_apart(
    name: str, opening: bytes, unit: bytes
):
    size = 125_000_000 if name == "a.txt" else 35_000_000
    with pytest.raises(UnreadableTranscript, match="more than any interview"):
        read(name, opening + unit * (size // len(unit)))


def test_what_stands_beside_the_text_of_a_word_file_is_counted():
    document = Document()
    run = document.add_paragraph("I: Hello?").runs[0]
    document.add_comment(run, text="REMARK", author="Ann")
    document.add_paragraph("P1: Yes.")
    document.sections[0].header.paragraphs[0].text = "CONFIDENTIAL"
    document.save(buffer := io.BytesIO())
    reading = read_transcript("a.docx", buffer.getvalue())
    assert "REMARK" not in reading.transcript.text
    assert "CONFIDENTIAL" not in reading.transcript.text
    assert {each.why: each.count for each in reading.left_out} == {"comments": 1, "page headers and footers": 1}
