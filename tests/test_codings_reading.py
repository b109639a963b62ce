import io

import pytest
from openpyxl import Workbook

from runs.exchange.codings_table import CodingRow, CodingsError, CodingsTable, ProblemKind, TableShape
from runs.exchange.tables.codings_reading import read_codings


def read(text: str, rater: str | None = None) -> CodingsTable:
    return read_codings("codings.csv", text.encode(), rater=rater)


@pytest.mark.parametrize(
    ("header", "shape"),
    [
        ("document,rater,start,end,code", TableShape.SPANS),
        ("document,rater,quotation,code", TableShape.SPANS),
        ("File;Coder;Excerpt;Tag;Notes", TableShape.SPANS),
        ("interview\tannotator\tquote\tlabel", TableShape.SPANS),
        ("Nazwa dokumentu,Kod,Początek,Koniec,Fragment,Autor", TableShape.SPANS),
        ("Dokumentname,Kodierer,Textstelle,Kode", TableShape.SPANS),
        ("document,rater,turn,quotation,code", TableShape.SPANS),
        ("document,turn,rater,codes", TableShape.UNITS),
        ("document,turn,rater,codes,text", TableShape.UNITS),
        ("document,unit_id,code,coder", TableShape.UNITS),
        ("transcript,Utterance No.,author,Code(s)", TableShape.UNITS),
    ],
)
def test_the_shape_is_told_by_the_header(header: str, shape: TableShape) -> None:
    assert read(header).shape is shape


@pytest.mark.parametrize("header", ["document,rater,code", "rater,quotation,code", "document,rater,quotation", ""])
def test_a_header_of_neither_shape_is_refused(header: str) -> None:
    with pytest.raises(CodingsError, match="that of neither shape"):
        read(header)


def test_rows_of_spans_are_read_with_their_numbers() -> None:
    table = read("Codings of A\n\ndocument;start;end;quote;tag;coder;why;note\nint 1;3;9;a b;guilt;PO;x;because\n")
    assert [*table.rows] == [
        CodingRow(4, "int 1", "PO", ("guilt",), quotation="a b", start=3, end=9, rationale="because")
    ]
    assert table.unread_columns == ("why",)


def test_codes_of_a_unit_are_separated_by_semicolons_and_none_means_looked() -> None:
    table = read("document,turn,rater,codes\na,1,PO,one; two;one;\na,2,PO,\n")
    assert [row.codes for row in table.rows] == [("one", "two"), ()]
    assert not table.several_rows_a_unit


def test_a_column_of_single_codes_is_not_split() -> None:
    table = read('document,turn,rater,code\na,1,PO,"one; two"\n')
    assert table.rows[0].codes == ("one; two",)
    assert table.several_rows_a_unit


def test_who_coded_must_be_said_by_a_column_or_by_the_caller() -> None:
    with pytest.raises(CodingsError, match="who coded"):
        read("document,quotation,code\na,b,c\n")
    assert read("document,quotation,code\na,b,c\n", rater="PO").rows[0].rater == "PO"
    filled = read("document,rater,quotation,code\na,RA,b,c\na,,b,c\n", rater="PO")
    assert [row.rater for row in filled.rows] == ["RA", "PO"]


@pytest.mark.parametrize(
    ("row", "kind", "kept"),
    [
        (",PO,b,c,,", ProblemKind.INCOMPLETE, False),
        ("a,,b,c,,", ProblemKind.INCOMPLETE, False),
        ("a,PO,b,,,", ProblemKind.INCOMPLETE, False),
        ("a,PO,b,c,,,more", ProblemKind.INCOMPLETE, False),
        ("a,PO,b,c,x,", ProblemKind.UNREADABLE_NUMBER, True),
        ("a,PO,b,c,,-1", ProblemKind.UNREADABLE_NUMBER, True),
    ],
)
def test_a_row_that_cannot_be_read_is_reported(row: str, kind: ProblemKind, kept: bool) -> None:
    table = read(f"document,rater,quotation,code,start,turn\n{row}\n")
    assert [(problem.kind, problem.rows, problem.kept) for problem in table.problems] == [(kind, (2,), kept)]
    assert len(table.rows) == kept


def test_a_row_that_says_an_answer_failed_is_no_judgement() -> None:
    table = read("document,rater,quotation,code,status\na,m,,,failed\na,m,,,none\n")
    assert [problem.kind for problem in table.problems] == [ProblemKind.NO_JUDGEMENT]
    assert [row.codes for row in table.rows] == [()]


def test_cells_made_inert_are_read_as_they_were() -> None:
    table = read("document,rater,quotation,code\n'-1.txt,PO,x,'@home\n")
    assert (table.rows[0].document, table.rows[0].codes) == ("-1.txt", ("@home",))


def test_a_workbook_is_read_like_csv() -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("codings")
    for row in [["document", "turn", "rater", "codes"], ["a", 12, "PO", "one;two"], ["a", 13, "PO", None]]:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    table = read_codings("codings.xlsx", stream.getvalue())
    assert [(row.number, row.turn, row.codes) for row in table.rows] == [(2, 12, ("one", "two")), (3, 13, ())]


def test_a_broken_quotation_mark_is_refused_with_its_row() -> None:
    with pytest.raises(CodingsError, match=r"Row 3.*quotation marks"):
        read('document,rater,quotation,code\na,PO,b,c\na,PO,"b" d,c\n')


def test_a_guessed_encoding_is_told() -> None:
    data = "document;rater;quotation;code\na;PO;Ich war müde und habe mich oft geärgert;Müdigkeit\n".encode("cp1252")
    table = read_codings("a.csv", data)
    assert table.guessed_encoding == "cp1252"
    assert table.rows[0].codes == ("Müdigkeit",)
