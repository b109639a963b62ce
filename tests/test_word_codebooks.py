"""Codebooks in Word. All documents are synthetic: written here with python-docx, after descriptions alone."""

import io
import zipfile

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from codebook import Code, CodebookError, Exemplars, InputError
from runs.exchange.registry import format_of

HEADER = ("Code", "Definition", "Include", "Exclude", "Example")


def table(document, *rows):
    made = document.add_table(0, len(rows[0]))
    for row in rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = text
    return made


def saved(document):
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def imported(document, name="book.docx"):
    data = saved(document)
    form = format_of(name, data)
    assert form.name == "codebook in Word"
    return form.read(name, data, None)


def codes(document):
    return imported(document).codebook.codebook.codes


def tree(document):
    return [(code.name, code.parent) for code in codes(document)]


def told(document):
    return " ".join(finding.what for finding in imported(document).codebook.findings)


def test_a_table_with_a_row_for_each_code_is_a_codebook_and_paragraphs_in_a_cell_are_entries():
    document = Document()
    table(document, HEADER, ("guilt", "Feels guilty.", "shame\nregret", "anger", "I should have called."))
    assert codes(document) == (
        Code(
            name="guilt",
            definition="Feels guilty.",
            include=("shame", "regret"),
            exclude=("anger",),
            exemplars=Exemplars(typical=("I should have called.",)),
        ),
    )


@pytest.mark.parametrize("header", [("Kategorie", "Beschreibung"), ("Código", "Descripción"), ("Kod", "Opis")])
def test_headers_are_those_of_spreadsheets_in_any_of_their_languages(header):
    document = Document()
    table(document, header, ("a", "d"))
    assert codes(document) == (Code(name="a", definition="d"),)


def test_tables_of_nvivo_for_each_folder_are_one_codebook_nested_by_indentation():
    document = Document()
    header = ("Name", "Description", "Files", "References")
    document.add_heading("Codes", 1)
    first = table(document, header, ("Barriers", "a", "3", "9"), ("Time", "b", "2", "5"), ("Money", "c", "1", "4"))
    first.cell(2, 0).paragraphs[0].paragraph_format.left_indent = Pt(12)
    first.cell(3, 0).paragraphs[0].paragraph_format.left_indent = Pt(12)
    table(document, header, ("Other", "d", "1", "1"), ("   Deep", "e", "1", "1"))
    found = [("Barriers", None), ("Time", "Barriers"), ("Money", "Barriers"), ("Other", None), ("Deep", "Other")]
    assert tree(document) == found


def test_other_tables_are_no_codes_and_are_named():
    document = Document()
    table(document, ("Version", "Date"), ("1", "May"))
    table(document, HEADER[:2], ("guilt", "d"))
    assert [code.name for code in codes(document)] == ["guilt"]
    assert "table 1 ('Version', 'Date')" in told(document)


def test_repeated_headers_empty_rows_and_a_title_above_the_header_are_no_codes():
    document = Document()
    rows = (("Codebook of the study", ""), HEADER[:2], ("a", "x"), ("", ""), HEADER[:2], ("b", "y"))
    made = table(document, *rows)
    made.cell(0, 0).merge(made.cell(0, 1))
    assert [(code.name, code.definition) for code in codes(document)] == [("a", "x"), ("b", "y")]


def test_a_code_merged_over_rows_has_what_stands_in_all_of_them():
    document = Document()
    made = table(document, ("Code", "Definition", "Example"), ("a", "x", "one"), ("", "", "two"))
    made.cell(1, 0).merge(made.cell(2, 0))
    made.cell(1, 1).merge(made.cell(2, 1))
    assert [code.exemplars.typical for code in codes(document)] == [("one", "two")]
    assert codes(document)[0].definition == "x"


def test_a_title_that_spans_a_table_between_codes_is_named_and_no_code():
    document = Document()
    made = table(document, HEADER[:3], ("Part one", "", ""), ("a", "x", "y"))
    made.cell(1, 0).merge(made.cell(1, 2))
    assert [code.name for code in codes(document)] == ["a"]
    assert "table 1, row 2 ('Part one'" in told(document)


def test_tables_with_a_label_in_each_row_are_a_code_each():
    document = Document()
    for name in ("a", "b"):
        table(document, ("Code:", name), ("Definition:", f"of {name}"), ("Example:", "said"))
    assert [(code.name, code.definition) for code in codes(document)] == [("a", "of a"), ("b", "of b")]


def headed():
    document = Document()
    document.add_paragraph("Codebook", style="Title")
    document.add_heading("Introduction", 1)
    document.add_paragraph("How we coded.")
    document.add_heading("Barriers", 1)
    document.add_heading("Time", 2)
    document.add_paragraph("No time to seek care.")
    document.add_paragraph("When not to use: waiting at the clinic")
    document.add_paragraph("Inclusion criteria:")
    document.add_paragraph("work", style="List Bullet")
    document.add_paragraph("children", style="List Bullet")
    document.add_heading("Money", 2)
    paragraph = document.add_paragraph()
    paragraph.add_run("Definition").bold = True
    paragraph.add_run(" Cannot pay.")
    document.add_heading("References", 1)
    document.add_paragraph("Somebody 1998.")
    return document


def test_headings_with_labelled_paragraphs_are_codes_nested_by_level():
    assert tree(headed()) == [("Barriers", None), ("Time", "Barriers"), ("Money", "Barriers")]
    barriers, time, money = codes(headed())
    assert not barriers.codable
    assert (time.definition, time.include) == ("No time to seek care.", ("work", "children"))
    assert time.exclude == ("waiting at the clinic",)
    assert money.definition == "Cannot pay."


def test_headings_without_a_label_below_are_named_and_no_codes():
    assert "heading 'Introduction'" in told(headed())
    assert "heading 'References'" in told(headed())


def test_headings_are_known_by_outline_level_whatever_their_style_is_called():
    document = Document()
    style = document.styles.add_style("Überschrift eigen", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("guilt", style=style)
    document.add_paragraph("Definition: d")
    assert codes(document) == (Code(name="guilt", definition="d"),)


def test_insertions_are_kept_deletions_left_out_and_both_are_told():
    document = Document()
    made = table(document, HEADER[:2], ("a", "kept"))
    paragraph = made.cell(1, 1).paragraphs[0]._p
    for kind, tag, text in (("w:ins", "w:t", " new"), ("w:del", "w:delText", " old")):
        change, run, words = OxmlElement(kind), OxmlElement("w:r"), OxmlElement(tag)
        words.text = text
        words.set(qn("xml:space"), "preserve")
        run.append(words)
        change.append(run)
        paragraph.append(change)
    assert codes(document)[0].definition == "kept new"
    assert imported(document).notes == ("Tracked changes found: 1 insertions kept, 1 deletions left out.",)


def test_a_name_that_stands_twice_is_refused_with_its_place():
    document = Document()
    table(document, HEADER[:2], ("a", "x"))
    table(document, HEADER[:2], ("b", "y"), ("A", "z"))
    with pytest.raises(CodebookError, match="Table 2, row 3: "):
        imported(document)


def test_a_row_without_a_code_is_refused_with_its_place():
    document = Document()
    table(document, HEADER[:2], ("a", "x"), ("", "y"))
    with pytest.raises(CodebookError, match=r"Table 1, row 3: The row has no code\."):
        imported(document)


def test_transcripts_are_no_codebooks():
    document = Document()
    for turn in ("Anna: I had no time.", "Ben: Why?", "Anna: Work.", "Ben: I see."):
        document.add_paragraph(turn)
    assert format_of("a.docx", saved(document)).name == "transcript in Word"
    document = Document()
    table(document, ("Speaker", "Text"), ("Anna", "No time."), ("Ben", "Why?"))
    assert format_of("a.docx", saved(document)).name == "transcript in Word"


def test_an_interview_with_codes_is_refused_and_both_are_named_unless_one_is_asked_for():
    document = Document()
    for turn in ("Anna: I had no time.", "Ben: Why?", "Anna: Work.", "Ben: I see."):
        document.add_paragraph(turn)
    table(document, HEADER[:2], ("a", "x"))
    data = saved(document)
    with pytest.raises(
        InputError, match=r"codebook in Word, or a transcript in Word|transcript in Word, or a codebook"
    ):
        format_of("a.docx", data)
    assert format_of("a.docx", data, "codebook").name == "codebook in Word"


def spoken_under_a_heading(label):
    document = Document()
    document.add_heading("Interview 1", 1)
    for turn in ("Anna: I had no time.", "Ben: Why?", "Anna: Work.", "Ben: I see.", f"{label}: the recorder was off"):
        document.add_paragraph(turn)
    return saved(document)


def test_an_interview_below_a_heading_is_no_codebook_for_a_note_in_it():
    assert format_of("a.docx", spoken_under_a_heading("Note")).name == "transcript in Word"


def test_speakers_below_a_heading_with_a_label_could_be_either():
    with pytest.raises(InputError, match="--as codebook"):
        format_of("a.docx", spoken_under_a_heading("Example"))


def test_a_codebook_with_comments_is_refused_and_both_are_named():
    document = Document()
    made = table(document, HEADER[:2], ("a", "x"))
    document.add_comment(made.cell(1, 0).paragraphs[0].runs, text="why?", author="Ann")
    with pytest.raises(InputError, match="--as codebook"):
        format_of("a.docx", saved(document))


def test_a_word_document_without_codes_is_refused_as_a_codebook():
    document = Document()
    document.add_paragraph("Nothing.")
    data = saved(document)
    with pytest.raises(CodebookError, match="no table with a column of codes"):
        format_of("a.docx", data, "codebook").read("a.docx", data, None)


def test_entities_are_refused():
    document = Document()
    table(document, HEADER[:2], ("a", "x"))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(document))) as old, zipfile.ZipFile(stream, "w") as new:
        for each in old.namelist():
            part = old.read(each)
            if each == "word/document.xml":
                part = part.replace(b"<w:document ", b'<!DOCTYPE a [<!ENTITY b "c">]><w:document ', 1)
            new.writestr(each, part)
    data = stream.getvalue()
    with pytest.raises(InputError, match="entities"):
        format_of("a.docx", data, "codebook").read("a.docx", data, None)


words = st.text("abcdefghijklmnopqrstuvwxyzäéß", min_size=1, max_size=9)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(words, words, words), min_size=1, max_size=5, unique_by=lambda row: row[0].casefold()))
def test_a_codebook_written_as_a_table_comes_back_with_the_same_codes(rows):
    rows = [(f"c {name}", f"d {definition}", f"i {include}") for name, definition, include in rows]
    document = Document()
    table(document, HEADER[:3], *rows)
    assert [(code.name, code.definition, *code.include) for code in codes(document)] == rows
