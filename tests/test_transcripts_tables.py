"""Synthetic tables of turns and of survey answers."""

import csv
import io
import zipfile

import pytest
from openpyxl import Workbook
from transcript_talk import left_out, read, readings, talk, times

from codebook import InputError
from coder.cli.importing.files import import_files
from runs.exchange.registry import all_formats, format_of
from runs.study import Study
from runs.transcript_store import transcripts
from runs.transcripts import UnreadableTranscript


def table(*rows: tuple[str, ...], delimiter: str = ",") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode()


def workbook(**sheets: list[tuple[object, ...]]) -> bytes:
    book = Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(buffer := io.BytesIO())
    return buffer.getvalue()


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path / "a.db", create=True)


def brought_in(study, tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    (report,) = import_files(study, [tmp_path / name])
    return report


def test_a_row_is_a_turn_and_what_each_column_was_taken_for_is_told(study, tmp_path):
    data = table(("Time", "Speaker", "Text"), ("0:01", "I", "Hello?"), ("0:03", "P1", "Fine,\nthanks"), ("", "", ""))
    reading = read("a.csv", data)
    assert talk(reading) == [("I", "Hello?"), ("P1", "Fine,\nthanks")]
    assert times(reading) == [1000, 3000]
    report = brought_in(study, tmp_path, "a.csv", data)
    assert not report.refused
    assert any("'Text' is the text; 'Speaker' is the speaker; 'Time' is the time" in each for each in report.details)
    assert any("all rows are one transcript" in each for each in report.details)


def test_rows_of_one_document_are_a_transcript_each_and_come_in_once(study, tmp_path):
    data = table(
        ("interview", "speaker", "text"),
        ("A", "I", "One?"),
        ("B", "I", "Two?"),
        ("A", "P1", "Yes."),
        ("B", "P2", "No."),
        ("B", "P2", ""),
    )
    report = brought_in(study, tmp_path, "a.csv", data)
    assert "2 transcripts, 2 new" in report.summary
    assert {name: each.text for name, each in transcripts(study).items()} == {
        "A": "I: One?\n\nP1: Yes.",
        "B": "I: Two?\n\nP2: No.",
    }
    assert sum("rows without text, 1" in each for each in report.details) == 1
    (again,) = import_files(study, [tmp_path / "a.csv"])
    assert again.new == 0
    assert not again.refused


def test_a_document_whose_text_changed_is_refused_and_the_others_come_in(study, tmp_path):
    brought_in(
        study, tmp_path, "a.csv", table(("interview", "speaker", "text"), ("A", "I", "One?"), ("B", "I", "Two?"))
    )
    data = table(("interview", "speaker", "text"), ("A", "I", "Else?"), ("B", "I", "Two?"), ("C", "I", "Three?"))
    report = brought_in(study, tmp_path, "b.csv", data)
    assert report.refused
    assert "3 transcripts, 1 new, 1 refused" in report.summary
    assert any("another transcript named 'A'" in each for each in report.details)
    assert list(transcripts(study)) == ["A", "B", "C"]


def test_survey_answers_of_one_participant_are_a_transcript_with_the_questions():
    data = table(
        ("Participant ID", "Question", "Response"),
        ("r1", "Why?", "Because."),
        ("r2", "Why?", "No idea."),
        ("r1", "And then?", "Left."),
    )
    first, second = readings("survey.csv", data)
    assert first.transcript.document == "r1"
    assert talk(first) == [("Question", "Why?"), ("r1", "Because."), ("Question", "And then?"), ("r1", "Left.")]
    assert talk(second) == [("Question", "Why?"), ("r2", "No idea.")]


def test_survey_answers_with_numbers_of_rows_are_a_transcript_each():
    one, two = readings("survey.csv", table(("id", "Antwort"), ("1", "Gut."), ("2", "Na ja.")))
    assert [one.transcript.document, two.transcript.document] == ["1", "2"]
    assert talk(one) == [("", "Gut.")]


def test_sheets_of_turns_are_a_transcript_each_and_other_sheets_are_told(study, tmp_path):
    data = workbook(
        Anna=[("Sprecher", "Äußerung"), ("I", "Wie?"), ("B", "So.")],
        notes=[("a", "b"), ("c", "d")],
        Ben=[("Sprecher", "Äußerung"), ("I", "Was?"), ("B", "=1+1")],
    )
    report = brought_in(study, tmp_path, "book.xlsx", data)
    assert list(transcripts(study)) == ["book Anna", "book Ben"]
    assert any("1 sheets without such a header" in each for each in report.details)


@pytest.mark.parametrize(
    ("header", "speaker"),
    [
        (("Sprecherin", "Redebeitrag"), "Sprecherin"),
        (("locutrice", "énoncé"), "locutrice"),
        (("hablante", "enunciado"), "hablante"),
        (("falante", "fala"), "falante"),
        (("parlante", "testo"), "parlante"),
        (("mówca", "wypowiedź"), "mówca"),
        (("participant", "text"), "participant"),
        (("speaker_name", "UTTERANCE"), "speaker_name"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_headers_of_many_languages_are_known(header: tuple[str, ...], speaker: str, delimiter: str):
    assert talk(read("a.csv", table(header, ("I", "a, b; c"), ("P", "d"), delimiter=delimiter)))[0] == ("I", "a, b; c")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (("document", "rater", "quotation", "code"), "table of codings"),
        (("document", "turn", "speaker", "text", "rater", "codes"), "table of codings"),
        (("code", "definition", "example"), "codebook"),
        (("name", "description", "text"), "codebook"),
        (("document", "turn", "speaker", "text"), "table of turns"),
        (("respondent", "answer"), "table of turns"),
        (("code",), "codebook"),
    ],
)
def test_turns_codings_and_codebooks_are_told_apart_by_their_headers(header: tuple[str, ...], name: str):
    assert format_of("a.csv", table(header, tuple("abcdef"[: len(header)]))).name == name


@pytest.mark.parametrize("header", [("start", "end", "text"), ("id", "What helped?", "What was hard?"), ("a",)])
def test_a_table_of_which_nothing_is_known_is_refused_with_the_ways_to_say_it(header: tuple[str, ...]):
    data = table(header, tuple("xyz"[: len(header)]))
    for name in ("a.csv", "a.TSV", "a.xlsx"):
        with pytest.raises(InputError, match="is not known") as error:
            format_of(name, data)
        assert "--map" in str(error.value)
    assert format_of("a.csv", data, "codings").gives == ("codings",)
    assert format_of("a.csv", data, "codebook").name == "codebook"


def test_a_table_that_could_be_either_is_refused_and_can_be_said(study, tmp_path):
    data = table(("category", "speaker", "text"), ("x", "I", "Hello?"), ("y", "P", "Hi."))
    with pytest.raises(InputError, match="could be"):
        format_of("a.csv", data)
    assert format_of("a.csv", data, "transcripts").name == "table of turns"
    (tmp_path / "a.csv").write_bytes(data)
    (report,) = import_files(study, [tmp_path / "a.csv"], kind="transcripts")
    assert not report.refused


def test_times_whose_unit_nothing_tells_are_not_taken_and_it_is_said(study, tmp_path):
    data = table(("start", "speaker", "text"), ("12.5", "I", "Hello?"), ("90", "P", "Hi."))
    assert times(read("a.csv", data)) == [None, None]
    assert any("were not taken" in each for each in brought_in(study, tmp_path, "a.csv", data).details)


def test_a_guessed_encoding_is_told():
    reading = read("a.csv", "speaker;text\nI;Schön, größer für Müller?\nP;Ja, natürlich.\n".encode("cp1252"))
    assert talk(reading)[0] == ("I", "Schön, größer für Müller?")
    assert "cp1252" in reading.warnings[0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (table(("speaker", "text"), ("I", "")), "No row"),
        (b'speaker,text\nI,"never ends\n', "cannot be read"),
        (b"speaker,text\n" + b"I,x\n" * 13_000_000, "50 MB"),
    ],
    ids=["empty", "quotes", "large"],
)
def test_hostile_tables_are_refused_with_a_reason(data: bytes, reason: str):
    (form,) = (each for each in all_formats() if each.name == "table of turns")
    with pytest.raises(UnreadableTranscript, match=reason):
        form.read("a.csv", data, None)


def test_columns_that_are_nothing_of_a_turn_are_counted():
    assert (
        left_out(read("a.csv", table(("speaker", "text", "mood"), ("I", "Hello?", "good"))))[
            "columns that are neither text, speaker, time nor document"
        ]
        == 1
    )


def with_sheet(data: bytes, rows: bytes) -> bytes:
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(new := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as to,
    ):
        for name in old.namelist():
            part = old.read(name)
            to.writestr(name, part.replace(b"</sheetData>", rows + b"</sheetData>") if "sheet1" in name else part)
    return new.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (with_sheet(workbook(a=[("speaker", "text")]), b"<row><c><v>1</v></c></row>" * 1_000_000), "zip bomb"),
        (workbook(a=[("speaker", "text")]).replace(b"PK\x05\x06", b"PK\x00\x00"), "broken"),
    ],
    ids=["bomb", "broken"],
)
def test_s10_a_workbook_that_is_a_bomb_or_broken_is_refused_before_it_is_unpacked(data: bytes, reason: str):
    with pytest.raises(InputError, match=reason):
        format_of("a.xlsx", data)


def test_a_numbered_turn_that_rows_repeat_for_each_annotator_is_one_turn(study, tmp_path):
    said = [("1", "I", "Well?", "a"), ("1", "I", "Well?", "b"), ("2", "P", "Yes."), ("3", "P", "Yes.")]
    data = table(("utterance id", "speaker", "text", "annotator id"), *said)
    assert talk(read("a.csv", data)) == [("I", "Well?"), ("P", "Yes."), ("P", "Yes.")]
    report = brought_in(study, tmp_path, "a.csv", data)
    assert any("1 rows repeat the turn of the row above" in each for each in report.details)


def test_turns_that_are_not_numbered_may_say_the_same_again():
    data = table(("interview", "speaker", "text"), *[("1", "P", "Yes."), ("1", "P", "Yes.")])
    assert talk(read("a.csv", data)) == [("P", "Yes."), ("P", "Yes.")]
