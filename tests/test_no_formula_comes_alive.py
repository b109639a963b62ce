"""Words that a spreadsheet program would take for formulas, in every name and text: none is ever computed."""

import csv
import io
import re
import zipfile
from contextlib import closing

import pytest
from openpyxl import load_workbook
from recorded_study import NOW

from codebook import Code, Codebook
from coder.cli.exporting import export_form
from evaluation.files.one_hot import read_one_hot
from runs import Assignment, Coding, Grounding, Rater, RaterKind, Transcript, Turn
from runs.coding_store import add_codebook, add_codings, rater_number
from runs.exchange.format import WriteOptions
from runs.exchange.inert_cells import revived
from runs.exchange.placing.placement import place_codings
from runs.exchange.registry import all_formats
from runs.exchange.rows.coding_sheets import sheet_rows, write_sheet_csv, write_sheet_xlsx
from runs.exchange.tables.codings_reading import read_codings
from runs.ledger.entries import begin_run
from runs.segments import segment
from runs.study import Study
from runs.transcript_store import add_transcript

BEGINNINGS = (
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
    "'=",
    "=cmd|' /C calc'!A0",
)
ALIVE = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
SPREADSHEETS = sorted(each.form for each in all_formats() if each.write and each.endings in {".csv", ".xlsx"})


class Hostile:
    """A study of one interview in which every name and text begins like a formula."""

    def __init__(self, folder, beginning):
        self.word = f"{beginning}1+1"
        bare = self.word.strip()
        self.person, self.model, self.speaker = f"{bare} person", f"{bare} model", f"{bare} speaker"
        self.study = Study(folder / "study.db", create=True)
        self.book = Codebook(name=bare, codes=(Code(name=bare, definition=self.word, include=(self.word,)),))
        add_codebook(self.study, self.book, now=NOW)
        text = f"{self.word} said\n{self.word} again"
        border = len(f"{self.word} said")
        places = ((0, border), (border + 1, len(text)))
        turns = tuple(
            Turn(position=number, speaker=self.speaker, start=start, end=end)
            for number, (start, end) in enumerate(places, 1)
        )
        self.transcript = Transcript(document=f"{bare} talk", text=text, turns=turns, format=self.word)
        add_transcript(self.study, self.transcript, now=NOW)
        rater = rater_number(self.study, Rater(name=self.model, kind=RaterKind.MODEL))
        run = begin_run(self.study, key="k", rater=rater, codebook=1, model=self.model, settings="{}", now=NOW)
        self.codings = [self._coding(self.person, None), self._coding(self.model, run)]
        add_codings(self.study, self.codings, {self.model: RaterKind.MODEL}, now=NOW)

    def _coding(self, rater, run):
        start, end = self.transcript.turns[0].start, self.transcript.turns[0].end
        given = Assignment(
            code=self.book.codes[0].name,
            quotation=self.transcript.text[start:end],
            start=start,
            end=end,
            grounding=Grounding.EXACT,
            rationale=self.word,
        )
        return Coding(
            document=self.transcript.document, rater=rater, start=start, end=end, run=run, assignments=(given,)
        )


@pytest.fixture(params=BEGINNINGS, ids=repr)
def hostile(request, tmp_path):
    made = Hostile(tmp_path, request.param)
    with closing(made.study):
        yield made


def check_inert(file):
    """All texts of a file, after it was opened and found to hold no formula."""
    return cells_of_workbook(file) if file.suffix == ".xlsx" else cells_of_csv(file)


def cells_of_csv(file):
    found = set()
    for row in csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")):
        assert not [cell for cell in row if ALIVE.match(cell) and not re.fullmatch(r"-?\d+(\.\d+)?", cell)]
        found |= {revived(cell) for cell in row}
    return found


def cells_of_workbook(file):
    with zipfile.ZipFile(file) as package:
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/")]
        assert "xl/calcChain.xml" not in package.namelist()
    assert sheets
    assert not [sheet for sheet in sheets if re.search(rb"<(\w+:)?f[\s>/]", sheet)]
    cells = [cell for sheet in load_workbook(file) for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    return {str(cell.value) for cell in cells}


def lines(text):
    """The text with the line ends that XML knows."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("form", SPREADSHEETS)
def test_an_export_holds_every_word_and_no_formula(hostile, tmp_path, form):
    file = tmp_path / f"out.{'xlsx' if form == 'xlsx' else 'csv'}"
    export_form(hostile.study, form, file, None, WriteOptions())
    found = {lines(cell) for cell in check_inert(file)}
    names = {hostile.person, hostile.model, hostile.speaker, hostile.transcript.document}
    assert names <= found
    if form != "onehot":
        assert {lines(hostile.word), lines(f"{hostile.word} said"), hostile.book.codes[0].name} <= found


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_blind_sheet_and_its_codebook_hold_every_word_and_no_formula(hostile, tmp_path, form):
    texts = {hostile.transcript.document: hostile.transcript}
    rows = list(sheet_rows(segment(hostile.transcript, "turn"), texts, context=1))
    file, beside = tmp_path / f"sheet.{form}", tmp_path / "sheet-codebook.csv"
    if form == "xlsx":
        write_sheet_xlsx(rows, hostile.book, file, name=file.name)
        found = check_inert(file)
    else:
        write_sheet_csv(rows, hostile.book, file, beside)
        found = check_inert(file) | check_inert(beside)
    found = {lines(cell) for cell in found}
    assert {hostile.transcript.document, hostile.speaker, hostile.book.codes[0].name, lines(hostile.word)} <= found


def test_a_csv_reads_back_as_the_very_codings(hostile, tmp_path):
    file = tmp_path / "out.csv"
    export_form(hostile.study, "csv", file, None, WriteOptions())
    table = read_codings(file.name, file.read_bytes())
    placement = place_codings(table, {hostile.transcript.document: hostile.transcript}, codes=None)
    back = [
        (each.rater, each.document, [(one.code, one.start, one.end) for one in each.assignments])
        for each in placement.codings
    ]
    assert back == [
        (each.rater, each.document, [(one.code, one.start, one.end) for one in each.assignments])
        for each in hostile.codings
    ]


def test_a_table_of_0_and_1_reads_back_with_its_names(hostile, tmp_path):
    file = tmp_path / "out.csv"
    export_form(hostile.study, "onehot", file, None, WriteOptions())
    table, kinds = read_one_hot(file.name, file.read_bytes())
    assert set(table.raters) == {hostile.person, hostile.model}
    assert (table.interviews, table.codes) == ((hostile.transcript.document,), (hostile.book.codes[0].name,))
    assert kinds[hostile.model] is RaterKind.MODEL


def test_the_spreadsheets_are_known():
    assert {"csv", "xlsx", "onehot"} <= set(SPREADSHEETS)
