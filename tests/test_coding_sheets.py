"""Blind sheets: what stands on them, and how they come back."""

import csv
import io

import openpyxl
import pytest

from codebook import Code, Codebook
from runs import Grounding, Segment, Unit
from runs.exchange import TableShape, place_codings, read_codings
from runs.exchange.rows.coding_sheets import COLUMNS, sheet_rows, write_sheet_csv, write_sheet_xlsx
from runs.segments import segment
from runs.transcripts import read_transcript

TEXT = """Interviewer: How is it?

P1: =SUM(A1:A9) is what I do. Every day.

Interviewer: And then?

P1: @home there is never a gap. \x07 Never.

P1: Never.

Interviewer: Thank you.
"""
TRANSCRIPT = read_transcript("t.txt", TEXT.encode()).transcript
BOOK = Codebook(
    name="b",
    codes=(
        Code(name="strain", definition="=1+1 is too much.", include=("Work clashes.",), group="g"),
        Code(name="ease", definition="It is easy.", group="g"),
    ),
)
CODES = frozenset({"strain", "ease"})


def rows_of(unit=Unit.TURN, context=1):
    units = segment(TRANSCRIPT, unit, speakers=frozenset({"P1"}))
    return units, tuple(sheet_rows(units, {"t": TRANSCRIPT}, context=context))


def workbook(tmp_path, rows, book=BOOK):
    path = tmp_path / "sheet.xlsx"
    write_sheet_xlsx(rows, book, path, name="sheet.xlsx")
    return path


def filled(path, given):
    """The workbook's bytes after somebody wrote into cells: by row of the units, a dict of columns."""
    book = openpyxl.load_workbook(path)
    sheet = book["units"]
    for number, cells in given.items():
        for column, value in cells.items():
            sheet.cell(number + 2, COLUMNS.index(column) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def back(data, codes=CODES, name="sheet.xlsx"):
    return place_codings(read_codings(name, data, rater="Anna"), {"t": TRANSCRIPT}, codes=codes)


def given_in(placement):
    return {(c.start, c.end): {a.code for a in c.assignments} for c in placement.codings}


def test_the_context_is_whole_turns_with_their_labels_and_ends_where_the_unit_begins():
    units, rows = rows_of()
    assert [row.text for row in rows] == [TEXT[unit.start : unit.end] for unit in units]
    assert rows[0].before == "Interviewer: How is it?\n\nP1:"
    assert rows[0].after == "Interviewer: And then?"
    assert rows[-1].after == "Interviewer: Thank you."
    assert rows_of(context=0)[1][0].before == "P1:"
    assert rows_of(context=50)[1][1].before.startswith("Interviewer: How is it?")
    sentences = rows_of(Unit.SENTENCE, context=0)[1]
    assert (sentences[1].before, sentences[1].text) == ("P1: =SUM(A1:A9) is what I do.", "Every day.")


def test_a_workbook_holds_the_units_the_codebook_and_what_to_do_and_nothing_is_computed(tmp_path):
    path = workbook(tmp_path, rows_of()[1])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["how to code", "units", "codebook"]
    told = " ".join(str(cell.value) for cell in book["how to code"]["A"])
    assert "counts as not looked at" in told
    assert "import --as codings --rater NAME sheet.xlsx" in told
    units = list(book["units"].iter_rows(values_only=True))
    assert units[0] == COLUMNS
    assert units[1][:3] == ("t", 2, "P1")
    assert units[1][COLUMNS.index("what was said")] == "=SUM(A1:A9) is what I do. Every day."
    assert {row[COLUMNS.index(name)] for row in units[1:] for name in ("codes", "done")} == {None}
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert all(book["units"].column_dimensions[letter].hidden for letter in "IJKL")
    shown = list(book["codebook"].iter_rows(values_only=True))
    assert shown[1][0] == "strain"
    assert (shown[1][2], shown[1][7]) == ("=1+1 is too much.", "ease")


def test_csv_cells_that_could_be_formulas_are_text_and_the_codebook_lies_beside(tmp_path):
    write_sheet_csv(rows_of()[1], BOOK, tmp_path / "s.csv", tmp_path / "s-codebook.csv")
    cells = list(csv.reader(io.StringIO((tmp_path / "s.csv").read_text(encoding="utf-8-sig"))))
    assert tuple(cells[0]) == COLUMNS
    assert not [cell for row in cells for cell in row if cell.startswith(("=", "@", "+", "-"))]
    assert "'=1+1 is too much." in (tmp_path / "s-codebook.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("unit", [Unit.TURN, Unit.SENTENCE, Unit.PARAGRAPH, Unit.WINDOW])
def test_every_kind_of_unit_comes_back_at_its_place_whatever_became_of_its_text(unit, tmp_path):
    units, rows = rows_of(unit)
    marks = {number: {"codes": "Strain; ease", "what was said": "changed"} for number in range(len(units))}
    table = read_codings("sheet.xlsx", filled(workbook(tmp_path, rows), marks), rater="Anna")
    assert (table.shape, table.says_what_is_done) == (TableShape.SPANS, True)
    placement = place_codings(table, {"t": TRANSCRIPT}, codes=CODES)
    assert given_in(placement) == {(each.start, each.end): CODES for each in units}
    for coding in placement.codings:
        for assignment in coding.assignments:
            assert assignment.grounding is Grounding.UNIT
            assert assignment.quotation == TEXT[coding.start : coding.end]
    assert placement.problems == ()


def test_an_untouched_row_is_not_seen_and_a_marked_one_has_no_code(tmp_path):
    units, rows = rows_of(Unit.SENTENCE)
    marks = [{"codes": "strain"}, {"done": "x"}, {"codes": "None"}, {}, {"done": "no"}, {"codes": "ease", "done": True}]
    data = filled(workbook(tmp_path, rows), dict(enumerate(marks[: len(units)])))
    placement = back(data)
    places = [(each.start, each.end) for each in units]
    assert len(places) == 5
    assert given_in(placement) == {places[0]: {"strain"}, places[1]: set(), places[2]: set()}
    (problem,) = placement.problems
    assert (problem.rows, problem.kept) == ((5, 6), False)
    assert "2 rows: taken as not looked at" in problem.why
    assert placement.rows == 5


def test_a_sheet_that_nobody_touched_gives_no_coding(tmp_path):
    placement = back(workbook(tmp_path, rows_of()[1]).read_bytes())
    assert placement.codings == ()
    assert len(placement.problems) == 1


def test_a_csv_sheet_comes_back_as_the_workbook_does(tmp_path):
    units, rows = rows_of()
    write_sheet_csv(rows, BOOK, tmp_path / "s.csv", tmp_path / "s-codebook.csv")
    cells = list(csv.reader(io.StringIO((tmp_path / "s.csv").read_text(encoding="utf-8-sig"))))
    cells[1][COLUMNS.index("codes")], cells[2][COLUMNS.index("done")] = "ease", "x"
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(cells)
    placement = back(out.getvalue().encode(), name="s.csv")
    places = [(each.start, each.end) for each in units]
    assert given_in(placement) == {places[0]: {"ease"}, places[1]: set()}


def test_where_the_codebook_has_a_code_called_none_the_word_is_that_code(tmp_path):
    book = Codebook(name="b", codes=(Code(name="None", definition="Nothing is said."),))
    path = workbook(tmp_path, rows_of()[1], book)
    told = " ".join(str(cell.value) for cell in openpyxl.load_workbook(path)["how to code"]["A"])
    assert "write the word none" not in told
    placement = back(filled(path, {0: {"codes": "none"}}), frozenset({"None"}))
    assert [a.code for a in placement.codings[0].assignments] == ["None"]


def test_a_table_without_a_column_done_is_read_as_before():
    data = b"document,turn,rater,codes\nt,2,Anna,\nt,4,Anna,none\n"
    placement = back(data, name="t.csv")
    assert [len(coding.assignments) for coding in placement.codings] == [0, 1]


def test_a_text_that_excel_cannot_hold_is_counted_and_its_row_comes_back_all_the_same(tmp_path):
    long = read_transcript("t.txt", f"P1: {'a ' * 20_000}end.\n\nP1: b.\n".encode()).transcript
    units = [Segment(document="t", start=4, end=len(long.text) - 10, turn=1, speaker="P1")]
    report = write_sheet_xlsx(
        sheet_rows(units, {"t": long}, context=1), BOOK, tmp_path / "sheet.xlsx", name="sheet.xlsx"
    )
    assert (report.rows, report.cut_cells) == (1, 1)
    data = filled(tmp_path / "sheet.xlsx", {0: {"codes": "strain"}})
    placement = place_codings(read_codings("sheet.xlsx", data, rater="A"), {"t": long}, codes=CODES)
    assert given_in(placement) == {(4, len(long.text) - 10): {"strain"}}


def test_the_context_is_kept_short_and_the_part_next_to_the_unit_is_shown():
    words = " ".join(str(number) for number in range(3000))
    long = read_transcript("t.txt", f"I: {words}\n\nP1: yes.\n\nI: {words}\n".encode()).transcript
    unit = segment(long, Unit.TURN, speakers=frozenset({"P1"}))
    (row,) = sheet_rows(unit, {"t": long}, context=1)
    assert (len(row.before), row.before[0], row.before[-14:]) == (3001, "\u2026", "2998 2999\n\nP1:")
    assert (row.after[:6], row.after[-1]) == ("I: 0 1", "\u2026")
