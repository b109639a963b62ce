"""Codebooks in Word; all of them are composed with python-docx, and none came from a program or a research team."""

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from hypothesis import given, settings
from hypothesis import strategies as st

from codebook import Code, CodebookError, Exemplars, InputError
from coder.cli.importing.files import import_files
from runs.coding_store import codebook_in_use
from runs.exchange.registry import format_of
from runs.study import Study


def saved(document):
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_table(*rows, document=None):
    document = document or Document()
    table = document.add_table(rows=0, cols=max(map(len, rows)))
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=False):
            cell.text = text
        if len(row) == 1:
            cells[0].merge(cells[-1])
    return document


def outlined(*paragraphs):
    """A document of headings, given as (level, text), and paragraphs."""
    document = Document()
    for each in paragraphs:
        if isinstance(each, tuple):
            document.add_heading(each[1], each[0])
        else:
            document.add_paragraph(each)
    return document


def read(document, name="Study codes.docx", part=None):
    data = document if isinstance(document, bytes) else saved(document)
    form = format_of(name, data, part)
    assert form.name == "codebook in Word", form.name
    return form.read(name, data, None).codebook


def codes(document, **asked):
    return read(document, **asked).codebook.codes


def tree(document, **asked):
    return [(code.name, code.parent, code.codable) for code in codes(document, **asked)]


def told(document, **asked):
    return [finding.what for finding in read(document, **asked).findings]


def test_a_table_with_a_row_for_each_code_is_read_in_the_columns_of_spreadsheets():
    rows = [("Kategorie", "Definition", "Einschluss", "Ausschluss", "Ankerbeispiele")]
    rows += [("Zeit", "Keine Zeit.", "Arbeit\nPflege", "Wartezeit", "• „Ich komme nicht dazu.“\n• „Nie.“")]
    document = with_table(*rows, ("", "", "", "", ""), ("Geld", "Zu teuer.", "", "", ""))
    assert codes(document) == (
        Code(
            name="Zeit",
            definition="Keine Zeit.",
            include=("Arbeit", "Pflege"),
            exclude=("Wartezeit",),
            exemplars=Exemplars(typical=("„Ich komme nicht dazu.“", "„Nie.“")),
        ),
        Code(name="Geld", definition="Zu teuer."),
    )
    assert read(document).codebook.name == "Study codes"


def test_tables_of_nvivo_are_one_codebook_with_codes_under_each_other_by_their_indentation():
    document = Document()
    for heading, rows in {
        "Codes\\Barriers": [("Barriers", "What keeps away.", 0), ("Time", "No time.", 0.5), ("Work", "Shifts.", 1)],
        "Codes\\Help": [("Help", "Who helped.", 0), ("Family", "Kin.", 0.5)],
    }.items():
        document.add_heading(heading, 1)
        table = document.add_table(rows=1, cols=4)
        for cell, text in zip(table.rows[0].cells, ("Name", "Description", "Files", "References"), strict=True):
            cell.text = text
        for name, description, indent in rows:
            cells = table.add_row().cells
            cells[0].text, cells[1].text, cells[2].text, cells[3].text = name, description, "3", "12"
            cells[0].paragraphs[0].paragraph_format.left_indent = Cm(indent)
    assert tree(document) == [
        ("Barriers", None, True),
        ("Time", "Barriers", True),
        ("Work", "Time", True),
        ("Help", None, True),
        ("Family", "Help", True),
    ]
    assert codes(document)[2].definition == "Shifts."


def test_a_header_that_is_repeated_and_titles_above_it_are_no_codes():
    header = ("Code", "Definition")
    document = with_table(("Codebook of wave 2",), header, ("a", "A."), header, ("b", "B."))
    assert tree(document) == [("a", None, True), ("b", None, True)]


def test_a_row_that_spans_the_table_stands_above_the_codes_that_follow():
    document = with_table(("Code", "Definition"), ("Barriers",), ("Time", "No time."), ("Help",), ("Kin", "Family."))
    assert tree(document) == [
        ("Barriers", None, False),
        ("Time", "Barriers", True),
        ("Help", None, False),
        ("Kin", "Help", True),
    ]


def test_a_category_whose_cell_is_merged_over_rows_is_that_of_each_of_them():
    document = with_table(("Category", "Code", "Definition"), ("Barriers", "Time", "x"), ("", "Cost", "y"))
    table = document.tables[0]
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Barriers"
    assert tree(document) == [("Barriers", None, False), ("Time", "Barriers", True), ("Cost", "Barriers", True)]


def test_a_code_whose_cell_is_merged_over_rows_has_what_stands_beside_each_of_them():
    document = with_table(
        ("Code", "Definition", "Example"), ("Time", "No time.", "one"), ("", "", "two"), ("Cost", "Dear.")
    )
    table = document.tables[0]
    for column, text in enumerate(("Time", "No time.")):
        table.cell(1, column).merge(table.cell(2, column)).text = text
    assert [(code.name, code.definition, code.exemplars.typical) for code in codes(document)] == [
        ("Time", "No time.", ("one", "two")),
        ("Cost", "Dear.", ()),
    ]


def test_tables_of_something_else_are_passed_over_and_told():
    document = with_table(("Version", "Date", "Change"), ("1", "May", "First"))
    document.add_paragraph("Codes of the study")
    with_table(("Code", "Definition"), ("a", "A."), document=document)
    assert tree(document) == [("a", None, True)]
    (passed,) = (each for each in told(document) if "passed over" in each)
    assert passed.startswith("Table 1, row 1: ")
    assert "'Version', 'Date', 'Change'" in passed


def test_a_table_for_each_code_has_a_label_in_each_row():
    document = Document()
    for name in ("Time", "Cost"):
        with_table(("Code:", name), ("Definition", f"{name} it is."), ("Example", "one\ntwo"), document=document)
        document.add_paragraph()
    assert [(code.name, code.definition, code.exemplars.typical) for code in codes(document)] == [
        ("Time", "Time it is.", ("one", "two")),
        ("Cost", "Cost it is.", ("one", "two")),
    ]


def test_a_heading_for_each_code_has_labelled_paragraphs_below():
    document = outlined(
        (1, "Codebook"),
        (1, "Introduction"),
        "Code each turn once.",
        (2, "Barriers"),
        "What keeps people away.",
        (3, "Time"),
        "Definition: Lack of time.",
        "When to use: work hours",
        "caring duties",
        "When not to use: waiting at the clinic",
        (3, "Cost"),
        "Money.",
        (1, "References"),
        "MacQueen et al., 1998.",
    )
    assert tree(document) == [("Barriers", None, False), ("Time", "Barriers", True), ("Cost", "Barriers", True)]
    time = codes(document)[1]
    assert (time.definition, time.include) == ("Lack of time.", ("work hours", "caring duties"))
    assert time.exclude == ("waiting at the clinic",)
    assert codes(document)[2].definition == "Money."
    passed = next(each for each in told(document) if each.startswith("Passed over"))
    assert all(name in passed for name in ("'Introduction'", "'References'"))
    assert any(each.startswith("Heading 'Barriers': 'Barriers' stands above other codes") for each in told(document))


def test_labels_may_be_headings_or_bold_or_stand_alone_above_a_list():
    document = outlined((2, "Time"), (3, "Definition"), "No time.", (2, "Cost"))
    bold = document.add_paragraph()
    bold.add_run("Definition").bold = True
    bold.add_run(" Too dear.")
    document.add_paragraph("Examples")
    for said in ("It cost a lot.", "We had no money."):
        document.add_paragraph(said, style="List Bullet")
    found = codes(document)
    assert [(code.name, code.definition) for code in found] == [("Time", "No time."), ("Cost", "Too dear.")]
    assert found[1].exemplars.typical == ("It cost a lot.", "We had no money.")


def test_codes_without_headings_begin_with_a_label_of_their_own():
    document = outlined("Code: Time", "Definition: No time.", "Code: Cost", "Definition: Dear.\nExample: It cost.")
    assert [(code.name, code.definition) for code in codes(document)] == [("Time", "No time."), ("Cost", "Dear.")]
    assert codes(document)[1].exemplars.typical == ("It cost.",)


def test_headings_are_known_by_the_outline_level_of_styles_that_are_based_on_each_other():
    document = outlined()
    base = document.styles.add_style("Kode", 1)
    base.base_style = document.styles["Heading 2"]
    document.styles.add_style("Kode eng", 1).base_style = base
    for name in ("Zeit", "Geld"):
        document.add_paragraph(name, style="Kode eng")
        document.add_paragraph(f"Definition: {name}.")
    assert tree(document) == [("Zeit", None, True), ("Geld", None, True)]


def test_where_nothing_is_labelled_each_heading_with_text_is_a_code_once_that_is_asked_for():
    document = outlined((1, "Barriers"), (2, "Time"), "No time.", (2, "Cost"), "Dear.", (1, "References"), "x")
    data = saved(document)
    assert format_of("a.docx", data).name == "transcript in Word"
    expected = [("Barriers", None, False), ("Time", "Barriers", True), ("Cost", "Barriers", True)]
    assert tree(document, part="codebook") == expected


def test_insertions_are_kept_and_deletions_left_out_and_it_is_told():
    document = with_table(("Code", "Definition"), ("Time", "No time"))
    paragraph = document.tables[0].cell(1, 1).paragraphs[0]._p
    for kind, mark, words in (("w:ins", "w:t", " at all"), ("w:del", "w:delText", " whatever")):
        change, run, text = (OxmlElement(name) for name in (kind, "w:r", mark))
        change.set(qn("w:author"), "Synthetic")
        text.text = words
        text.set(qn("xml:space"), "preserve")
        run.append(text)
        change.append(run)
        paragraph.append(change)
    assert codes(document)[0].definition == "No time at all"
    assert any("1 insertions kept, 1 deletions left out" in each for each in told(document))


def test_names_that_are_given_twice_are_refused_with_their_place():
    with pytest.raises(CodebookError, match="Table 1, row 3: Code 'TIME' has the name of code number 1"):
        read(with_table(("Code", "Definition"), ("Time", "x"), ("TIME", "y")))


def test_a_document_without_codes_is_refused_when_it_is_said_to_be_a_codebook():
    with pytest.raises(CodebookError, match="no heading has text below"):
        read(outlined("Just talk."), part="codebook")


def test_a_transcript_in_word_is_not_taken_for_a_codebook():
    talk = with_table(("Time", "Speaker", "Text"), ("0:01", "I", "Well?"), ("0:02", "P", "Yes."))
    for document in (talk, outlined((1, "Interview 3"), "I: Definition: what is it?", "P: Time.")):
        assert format_of("a.docx", saved(document)).name == "transcript in Word"


TALK = ("Anna: I had no time.", "Ben: Why?", "Anna: Work.", "Ben: I see.")


@pytest.mark.parametrize("heading", [(), ((1, "Interview 3"),)])
def test_an_interview_with_a_codebook_below_may_be_either_and_can_be_said(heading):
    document = with_table(("Code", "Definition"), ("Time", "No time"), document=outlined(*heading, *TALK))
    with pytest.raises(InputError, match=r"codebook in Word.*--as"):
        format_of("a.docx", saved(document))
    assert tree(document, part="codebook") == [("Time", None, True)]
    assert format_of("a.docx", saved(document), "transcripts").name == "transcript in Word"


def test_notes_that_begin_like_labels_do_not_make_a_codebook_of_an_interview():
    document = outlined((1, "Interview 3"), *TALK, "Note: the recorder was off", "Example: a form")
    assert format_of("a.docx", saved(document)).name == "transcript in Word"


def test_speakers_and_labels_of_codes_below_one_heading_may_be_either():
    document = outlined((1, "Interview 3"), *TALK, "Definition: no time", "Example: a form")
    with pytest.raises(InputError, match=r"codebook in Word.*--as"):
        format_of("a.docx", saved(document))


def test_a_codebook_with_comments_may_be_either_and_can_be_said():
    document = with_table(("Code", "Definition"), ("Time", "No time"))
    document.add_comment(
        document.tables[0].cell(1, 1).paragraphs[0].runs, text="Too short?", author="Ann", initials="A"
    )
    with pytest.raises(InputError, match=r"codebook in Word.*--as"):
        format_of("a.docx", saved(document))
    assert tree(document, part="codebook") == [("Time", None, True)]


def replaced(data, name, content):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
    return stream.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><w>&b;</w>'


@pytest.mark.parametrize(
    ("content", "why"),
    [(BOMB, "entities"), (b"<w:document", "broken"), (b"<w>" * 300 + b"</w>" * 300, "nested")],
)
def test_t12_hostile_documents_are_refused_with_the_reason(tmp_path, content, why):
    data = replaced(saved(with_table(("Code", "Definition"), ("a", "A."))), "word/document.xml", content)
    (tmp_path / "codes.docx").write_bytes(data)
    study = Study(tmp_path / "study.db", create=True)
    (report,) = import_files(study, [tmp_path / "codes.docx"], kind="codebook")
    assert report.refused
    assert why in report.summary
    assert codebook_in_use(study) is None


def test_it_comes_into_a_study_once(tmp_path):
    document = with_table(("Code", "Definition"), ("Time", "No time."), ("Cost", "Dear."))
    (tmp_path / "My codes.docx").write_bytes(saved(document))
    study = Study(tmp_path / "study.db", create=True)
    first, again = (import_files(study, [tmp_path / "My codes.docx"])[0] for _ in range(2))
    assert (first.kind, first.new, again.new) == ("codebook", 1, 0)
    assert first.summary == "My codes: 2 codes"


NAMES = st.lists(st.from_regex(r"[A-Z][a-zéß]{2,9}( [a-z]{3,6})?", fullmatch=True), min_size=2, max_size=5, unique=True)
WORDS = st.from_regex(r"[A-Z][a-zöł“”–😀]{3,12}( [a-zöł,–😀]{3,9}){0,4}\.", fullmatch=True)


@settings(max_examples=25, deadline=None)
@given(st.data(), NAMES, st.booleans())
def test_a_codebook_that_is_written_as_a_table_or_under_headings_comes_back_as_it_was(data, names, as_table):
    made = [
        Code(
            name=name,
            definition=data.draw(WORDS),
            include=tuple(data.draw(st.lists(WORDS, max_size=2))),
            exclude=tuple(data.draw(st.lists(WORDS, max_size=2))),
        )
        for name in names
        if name.casefold() not in {"code", "codes", "notes"}
    ]
    if as_table:
        rows = [(code.name, code.definition, "\n".join(code.include), "\n".join(code.exclude)) for code in made]
        document = with_table(("Code", "Definition", "Include", "Exclude"), *rows)
    else:
        document = Document()
        for code in made:
            document.add_heading(code.name, 2)
            document.add_paragraph(f"Definition: {code.definition}")
            for label, said in (("Include", code.include), ("Exclude", code.exclude)):
                document.add_paragraph(label)
                for each in said:
                    document.add_paragraph(each)
    assert list(codes(document, part="codebook")) == made
