import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from codebook import Code, Codebook
from runs import Assignment, Coding, CodingStatus, Grounding, Rater, RaterKind, Transcript, Turn
from runs.exchange.codings_table import ProblemKind
from runs.exchange.inert_cells import inert, revived
from runs.exchange.placing.placement import place_codings
from runs.exchange.rows import xlsx_export
from runs.exchange.rows.export_rows import ExportRow, RunOrigin, export_rows
from runs.exchange.rows.text_export import COLUMNS, write_csv, write_jsonl
from runs.exchange.rows.xlsx_cells import cut_to_cell
from runs.exchange.rows.xlsx_export import write_xlsx
from runs.exchange.tables.codings_reading import read_codings

TEXT = "I: How so?\nP: =1+1, “no”.\nI: Ok.\n"
TURNS = (
    Turn(position=1, speaker="I", start=3, end=10),
    Turn(position=2, speaker="P", start=14, end=25),
    Turn(position=3, speaker="I", start=29, end=32),
)
CARE = {"care": Transcript(document="care", text=TEXT, turns=TURNS, format="labelled text")}


def assignment(start: int | None, end: int | None, code: str = "a", rationale: str = "") -> Assignment:
    if start is None:
        return Assignment(code=code, quotation="gone", start=None, end=None, grounding=Grounding.UNGROUNDED)
    return Assignment(
        code=code,
        quotation=TEXT[start:end],
        start=start,
        end=end,
        grounding=Grounding.EXACT,
        rationale=rationale,
    )


PERSON = Coding(
    document="care",
    rater="PO",
    start=0,
    end=len(TEXT),
    assignments=(assignment(14, 25), assignment(5, 20, "b"), assignment(None, None, "c")),
)
MODEL = [
    Coding(document="care", rater="m", start=14, end=25, run=7, assignments=(assignment(None, None),)),
    Coding(document="care", rater="m", start=3, end=10, run=7),
    *(
        Coding(document="care", rater="m", start=29, end=32, run=7, status=status)
        for status in (CodingStatus.FAILED, CodingStatus.REFUSED, CodingStatus.TRUNCATED)
    ),
]


_ALL = {"judged_start": 0, "judged_end": len(TEXT)}


def row(**fields: object) -> ExportRow:
    filled = {
        "document": "care",
        "rater": "PO",
        "rater_kind": RaterKind.PERSON,
        "status": "coded",
        **_ALL,
        **fields,
    }
    return ExportRow.model_validate(filled)


def test_there_is_a_row_for_each_assignment_with_its_turn_and_speaker() -> None:
    rows = list(export_rows([PERSON], CARE))
    assert [(one.code, one.start, one.turn, one.speaker, one.status, one.grounding) for one in rows] == [
        ("a", 14, 2, "P", "coded", "exact"),
        ("b", 5, 1, "I", "coded", "exact"),
        ("c", None, None, "", "coded", "ungrounded"),
    ]
    assert {one.rater_kind for one in rows} == {RaterKind.PERSON}


def test_there_is_a_row_for_each_judgement_without_assignments_and_it_says_why() -> None:
    rows = list(export_rows(MODEL, CARE))
    assert [(one.status, one.start, one.end, one.turn, one.speaker, one.code) for one in rows] == [
        ("coded", None, None, 2, "P", "a"),
        ("none", 3, 10, 1, "I", ""),
        ("failed", 29, 32, 3, "I", ""),
        ("refused", 29, 32, 3, "I", ""),
        ("truncated", 29, 32, 3, "I", ""),
    ]


def test_a_person_who_found_nothing_in_a_whole_document_has_one_row_without_turn() -> None:
    (only,) = export_rows([replace(PERSON, assignments=())], CARE)
    assert (only.status, only.start, only.end, only.turn) == ("none", 0, len(TEXT), None)


def test_rows_tell_the_rater_and_the_run_they_come_from() -> None:
    origin = RunOrigin(model="gpt", codebook="Care 2", created_at="2026-01-01T00:00:00Z")
    settled = Rater(name="m", kind=RaterKind.CONSENSUS)
    (first, *_) = export_rows(MODEL, CARE, raters={"m": settled}, runs={7: origin})
    assert (first.rater_kind, first.run, first.model, first.codebook, first.created_at) == (
        RaterKind.CONSENSUS,
        7,
        "gpt",
        "Care 2",
        "2026-01-01T00:00:00Z",
    )
    assert next(iter(export_rows(MODEL, CARE))).rater_kind is RaterKind.MODEL


def test_rows_tell_where_a_code_stands_when_it_was_said_and_of_which_text() -> None:
    book = Codebook(name="Care", codes=(Code(name="Top"), Code(name="A", parent="Top")))
    timed = {
        "care": CARE["care"].model_copy(update={"turns": (TURNS[0], replace(TURNS[1], start_ms=61_500), TURNS[2])})
    }
    rows = list(export_rows([PERSON, MODEL[1]], timed, book=book))
    assert [(one.code, one.code_path, one.start_ms) for one in rows] == [
        ("a", "Top > A", 61_500),
        ("b", "b", None),
        ("c", "c", None),
        ("", "", None),
    ]
    assert {one.text_sha256 for one in rows} == {CARE["care"].text_sha256}


def csv_text(*rows: ExportRow) -> str:
    stream = io.StringIO(newline="")
    assert write_csv(rows, stream) == len(rows)
    return stream.getvalue()


def test_csv_has_a_bom_crlf_and_quotes_that_any_reader_understands() -> None:
    text = csv_text(row(quotation='a "b",\nc', rationale="x;y"))
    assert text.startswith("\ufeffdocument,rater,rater_kind,run,start,end,turn,speaker,code,quotation,rationale,")
    assert text.endswith("\r\n")
    header, only = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert tuple(header) == COLUMNS
    assert only[COLUMNS.index("quotation")] == 'a "b",\nc'


@pytest.mark.parametrize(
    "dangerous",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "'=1", "''@"],
)
def test_what_begins_like_a_formula_is_made_inert_in_csv(dangerous: str) -> None:
    text = csv_text(row(quotation=dangerous, code=dangerous, rationale=dangerous, document=dangerous))
    (only,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert {only[field] for field in ("quotation", "code", "rationale", "document")} == {f"'{dangerous}"}


@given(st.text(st.one_of(st.sampled_from("'=+-@\t\r\n＝"), st.characters())))
def test_inert_cells_are_revived_as_they_were(text: str) -> None:
    assert revived(inert(text)) == text
    assert inert(text)[:1] not in set("=+-@\t\r\n＝＋－＠")


def test_jsonl_is_one_object_a_line_with_nothing_changed() -> None:
    stream = io.StringIO(newline="")
    assert write_jsonl([row(quotation="=1\n\u2028😀"), row(run=3)], stream) == 2
    first, second = (json.loads(line) for line in stream.getvalue().split("\n")[:-1])
    assert first["quotation"] == "=1\n\u2028😀"
    assert tuple(first) == COLUMNS
    assert (first["run"], second["run"], first["start"]) == (None, 3, None)


def opened(path: Path) -> list[dict[str, object]]:
    """The rows of the first sheet, on which two independent readers agree."""
    header, *rows = [[cell or "" for cell in found] for found in load_workbook(path).worksheets[0].values]
    by_calamine = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert [[cell or "" for cell in found] for found in by_calamine] == [header, *rows]
    return [dict(zip(header, found, strict=True)) for found in rows]


AWKWARD = [
    "=1+1",
    "＝1",
    "-x",
    "#N/A",
    "TRUE",
    "0012",
    " spaced ",
    "two\nlines",
    "😀 é \u00a0\u05d0",
    "'=x",
    "<&>",
    "<r><t>x</t></r>",
    "</t></is></c><f>1+1</f>",
]


@pytest.mark.parametrize("text", AWKWARD)
def test_texts_stay_texts_in_a_workbook(tmp_path: Path, text: str) -> None:
    path = tmp_path / "codings.xlsx"
    report = write_xlsx([row(quotation=text, start=1, end=2)], path)
    assert (report.rows, report.replaced_characters, report.cut_cells) == (1, 0, 0)
    (only,) = opened(path)
    assert (only["quotation"], only["start"], only["end"]) == (text, 1, 2)
    assert all(cell.data_type != "f" for cells in load_workbook(path).worksheets[0] for cell in cells)


def test_rows_beyond_the_limit_of_a_sheet_go_on_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_export, "_ROWS_IN_A_SHEET", 3)
    for count, sheets in ((0, [0]), (3, [3]), (4, [3, 1]), (7, [3, 3, 1])):
        path = tmp_path / f"{count}.xlsx"
        assert write_xlsx((row(start=number, end=number + 1) for number in range(count)), path).rows == count
        book = load_workbook(path)
        assert [sheet.max_row - 1 for sheet in book.worksheets] == sheets
        assert {sheet.freeze_panes for sheet in book.worksheets} == {"A2"}
        starts = [found[COLUMNS.index("start")] for sheet in book.worksheets for found in list(sheet.values)[1:]]
        assert starts == list(range(count))


def test_a_text_like_an_escape_of_the_format_is_shown_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "codings.xlsx"
    write_xlsx([row(quotation="_x000D_ _x0041_")], path)
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert rows[1][COLUMNS.index("quotation")] == "_x000D_ _x0041_"


def test_characters_that_a_workbook_cannot_hold_are_replaced_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "codings.xlsx"
    report = write_xlsx([row(quotation="a\x00b\x1fc\uffff\r\nd")], path)
    assert report.replaced_characters == 3
    assert opened(path)[0]["quotation"] == "a\ufffdb\ufffdc\ufffd\nd"


@pytest.mark.parametrize("letter", ["a", "😀"])
def test_a_cell_too_long_for_a_workbook_is_cut_with_a_mark_and_counted(tmp_path: Path, letter: str) -> None:
    path = tmp_path / "codings.xlsx"
    report = write_xlsx([row(quotation=letter * 40_000), row(quotation="short")], path)
    assert report.cut_cells == 1
    cell = str(opened(path)[0]["quotation"])
    kept, mark = cell.split("… ")
    assert set(kept) == {letter}
    assert mark == f"[cut: {40_000 - len(kept)} characters]"
    assert 32_700 < len(cell.encode("utf-16-le")) // 2 <= 32_767


@given(st.text(st.sampled_from("a😀_x0041"), min_size=1, max_size=40), st.integers(800, 1200))
def test_a_cut_text_always_fits_and_says_how_much_is_missing(part: str, times: int) -> None:
    text = part * times
    cut = cut_to_cell(text)
    assert len(cut.encode("utf-16-le")) // 2 <= 32_767
    if cut != text:
        kept, mark = cut.rsplit("… [cut: ", 1)
        assert text.startswith(kept)
        assert len(kept) + int(mark.removesuffix(" characters]")) == len(text)


def test_an_exported_csv_reads_back_as_the_same_codings() -> None:
    whole_turn = replace(assignment(14, 25), grounding=Grounding.UNIT)
    person = [
        PERSON,
        Coding(document="care", rater="RA", start=14, end=25, assignments=(whole_turn,)),
        Coding(document="care", rater="RA", start=29, end=32),
        Coding(document="care", rater="RB", start=0, end=len(TEXT)),
    ]
    table = read_codings("codings.csv", csv_text(*export_rows(person, CARE)).encode())
    placement = place_codings(table, CARE, codes=None)
    assert list(placement.codings) == person


def test_an_exported_failure_reads_back_as_no_judgement() -> None:
    table = read_codings("codings.csv", csv_text(*export_rows(MODEL[2:], CARE)).encode())
    placement = place_codings(table, CARE, codes=None)
    assert placement.codings == ()
    assert {problem.kind for problem in placement.problems} == {ProblemKind.NO_JUDGEMENT}
