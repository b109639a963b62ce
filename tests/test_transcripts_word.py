import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentType
from docx.oxml import parse_xml

from runs.transcripts import Reading, UnreadableTranscript, read_transcript

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document: DocumentType) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def document_of(paragraphs: list[str]) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def with_xml(*paragraphs: str) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.element.body.insert(-1, parse_xml(f"<w:p {W}>{paragraph}</w:p>"))
    return saved(document)


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


def talk(reading: Reading) -> list[tuple[str, str]]:
    transcript = reading.transcript
    return [(turn.speaker, transcript.text[turn.start : turn.end]) for turn in transcript.turns]


def test_paragraphs_with_labels_are_turns_and_the_text_is_rendered():
    paragraphs = ["Interview 2", "I: Hello?", "P2: Yes.", "And more.", "I: Good."]
    reading = read_transcript("a.docx", document_of(paragraphs))

    assert talk(reading) == [("I", "Hello?"), ("P2", "Yes.\n\nAnd more."), ("I", "Good.")]
    assert reading.transcript.text == "I: Hello?\n\nP2: Yes.\n\nAnd more.\n\nI: Good."
    assert reading.transcript.format == "Word, labelled text"
    assert [each.why for each in reading.left_out] == ["title"]


def test_line_breaks_tabs_and_no_break_hyphens_survive():
    run = "<w:r><w:t>P1:</w:t><w:tab/><w:t>one</w:t><w:br/><w:t>e</w:t><w:noBreakHyphen/><w:t>mail</w:t></w:r>"

    assert talk(read_transcript("a.docx", with_xml(run))) == [("P1", "one\ne\u2011mail")]


def test_tracked_insertions_are_kept_and_deletions_are_not():
    run = (
        '<w:r><w:t xml:space="preserve">P1: I </w:t></w:r>'
        '<w:ins w:id="1"><w:r><w:t>really</w:t></w:r></w:ins>'
        '<w:del w:id="2"><w:r><w:delText>never</w:delText></w:r></w:del><w:r><w:t> agree</w:t></w:r>'
    )
    reading = read_transcript("a.docx", with_xml(run))

    assert [said.split() for _, said in talk(reading)] == [["I", "really", "agree"]]
    assert reading.warnings == ("Tracked changes found: 1 insertions kept, 1 deletions left out.",)


def test_moved_text_stands_only_where_it_was_moved_to():
    away = '<w:moveFrom w:id="1" w:author="a"><w:r><w:t>MOVED</w:t></w:r></w:moveFrom>'
    here = '<w:r><w:t>P1: yes</w:t></w:r><w:moveTo w:id="2" w:author="a"><w:r><w:t>MOVED</w:t></w:r></w:moveTo>'

    assert talk(read_transcript("a.docx", with_xml(away, here))) == [("P1", "yesMOVED")]


def test_the_numbers_of_list_items_are_no_speech():
    numbered = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr></w:pPr>'
    items = [f"{numbered}<w:r><w:t>{text}</w:t></w:r>" for text in ("I: Hello?", "P1: Yes.")]

    assert talk(read_transcript("a.docx", with_xml(*items))) == [("I", "Hello?"), ("P1", "Yes.")]


@pytest.mark.parametrize(
    "rows",
    [
        [("Time", "Speaker", "Text"), ("00:01", "I", "How are you?"), ("00:03", "P1", "Fine.")],
        [("Text", "Sprecher", "Zeit"), ("How are you?", "I:", "00:01"), ("Fine.", "P1:", "00:03")],
        [("00:01", "I", "How are you?"), ("00:03", "P1", "Fine."), ("00:04", "P1", "Thanks.")],
    ],
)
def test_a_table_of_time_speaker_and_text_is_read_by_its_columns(rows: list[tuple[str, str, str]]):
    document = Document()
    table = document.add_table(rows=0, cols=3)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    reading = read_transcript("a.docx", saved(document))

    assert talk(reading)[:2] == [("I", "How are you?"), ("P1", "Fine.")]
    assert [turn.start_ms for turn in reading.transcript.turns][:2] == [1000, 3000]


def test_teams_with_a_whole_turn_in_one_paragraph():
    paragraphs = [
        "Meeting with Ann-20260815_200732-Meeting Recording",
        "15 August 2026, 06:07pm",
        "Ann Lee started transcription",
        "Ann Lee   0:04\nAnd it says recording.\nSecond line.",
        "Ben Ode   1:02:05\nRight.",
        "Ann Lee stopped transcription",
    ]
    reading = read_transcript("a.docx", document_of(paragraphs))

    assert talk(reading) == [("Ann Lee", "And it says recording.\nSecond line."), ("Ben Ode", "Right.")]
    assert [turn.start_ms for turn in reading.transcript.turns] == [4000, 3_725_000]
    assert {each.why: each.count for each in reading.left_out} == {"title": 2, "meeting notice": 2}


def test_teams_with_times_speakers_and_text_in_paragraphs_of_their_own():
    paragraphs = ["0:0:5.100 --> 0:0:8.250", "Ann Lee", "Hello.", "0:0:9.0 --> 0:0:9.9", "Ben Ode", "Hi."] * 2
    reading = read_transcript("a.docx", document_of(paragraphs))

    assert talk(reading)[:2] == [("Ann Lee", "Hello."), ("Ben Ode", "Hi.")]
    assert reading.transcript.turns[0].start_ms == 5100


def test_teams_with_speaker_time_and_text_on_one_line():
    reading = read_transcript("a.docx", document_of(["Ann Lee   00:05   Hello.", "Ben Ode   00:09   Hi."]))

    assert talk(reading) == [("Ann Lee", "Hello."), ("Ben Ode", "Hi.")]


def test_the_summary_that_google_meet_writes_is_never_speech():
    paragraphs = [
        "📝 Notes",
        "Aug 15, 2026",
        "Invited ann@example.org Ann Lee",
        "Summary",
        "Ann said: she was glad. Ben Ode: agreed.",
        "You should review Gemini's notes to make sure they're accurate.",
        "📖 Transcript",
        "00:00:11",
        "Ann Lee: Okay. Talking.",
        "Ben Ode: Yes.",
        "00:05:00",
        "Ann Lee: Thank you.",
        "Die Transkription endete nach 00:05:39",
        "This editable transcript was computer generated and might contain errors.",
    ]
    reading = read_transcript("a.docx", document_of(paragraphs))

    assert talk(reading) == [("Ann Lee", "Okay. Talking."), ("Ben Ode", "Yes."), ("Ann Lee", "Thank you.")]
    assert [turn.start_ms for turn in reading.transcript.turns] == [11_000, 11_000, 300_000]
    assert reading.left_out[0].why == "summary and notices"


def test_comments_are_counted_and_left_out():
    document = Document()
    paragraph = document.add_paragraph("P1: I felt alone.")
    document.add_comment(paragraph.runs, text="isolation", author="Ann")
    reading = read_transcript("a.docx", saved(document))

    assert talk(reading) == [("P1", "I felt alone.")]
    assert [(each.why, each.count) for each in reading.left_out] == [("comments", 1)]


def test_a_word_document_without_text_is_refused():
    with pytest.raises(UnreadableTranscript, match="without text"):
        read_transcript("a.docx", saved(Document()))


def test_xml_entities_are_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    data = repacked(document_of(["P1: x"]), lambda name, part: bomb + part if name == "word/document.xml" else part)

    with pytest.raises(UnreadableTranscript, match="entities"):
        read_transcript("a.docx", data)


def test_a_zip_bomb_is_refused_by_its_unpacked_size():
    def grow(name: str, part: bytes) -> bytes:
        return part + b" " * 201_000_000 if name == "word/styles.xml" else part

    with pytest.raises(UnreadableTranscript, match="200 MB"):
        read_transcript("a.docx", repacked(document_of(["P1: x"]), grow))


def test_a_package_with_too_many_parts_is_refused():
    buffer = io.BytesIO(document_of(["P1: x"]))
    with zipfile.ZipFile(buffer, "a") as package:
        for number in range(5001):
            package.writestr(f"x/{number}", b"")

    with pytest.raises(UnreadableTranscript, match="parts"):
        read_transcript("a.docx", buffer.getvalue())


def test_a_broken_package_is_refused():
    with pytest.raises(UnreadableTranscript, match="broken"):
        read_transcript("a.docx", document_of(["P1: x"])[:-400])


def test_damaged_xml_is_refused():
    data = repacked(document_of(["P1: x"]), lambda name, part: part[:-30] if "document" in name else part)

    with pytest.raises(UnreadableTranscript, match="damaged"):
        read_transcript("a.docx", data)


def test_a_spreadsheet_is_not_taken_for_a_word_document():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("xl/workbook.xml", "<x/>")

    with pytest.raises(UnreadableTranscript, match="not a Word document"):
        read_transcript("a.docx", buffer.getvalue())


@pytest.mark.parametrize("specimen", ["teams", "gmeet"])
def test_observed_specimens_of_meeting_services_read_as_expected(specimen: str):
    folder = Path(__file__).resolve().parents[2] / "shared/data/formats/transcripts"
    path = folder / f"{specimen}_docx_specimen_bristlenose.json"
    if not path.is_file():
        pytest.skip(f"shared data is absent: {path}")
    observed = json.loads(path.read_text("utf-8"))
    reading = read_transcript("meeting.docx", document_of(observed["paragraphs"]))

    [turn] = reading.transcript.turns
    assert turn.speaker == observed["expected"]["speaker_label"]
    assert turn.start_ms == observed["expected"]["start_time"] * 1000
