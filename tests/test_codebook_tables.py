import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from codebook import Code, Codebook, CodebookError, Exemplars, FindingKind, read_codebook, tables
from codebook.tables import Row

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def shared_data() -> Path:
    if not SHARED.is_dir():
        pytest.skip(f"the real files are not at {SHARED}")
    return SHARED / "data"


def read(text: str, name: str = "Study codes.csv") -> Codebook:
    return read_codebook(name, text.encode()).codebook


def workbook(*sheets: Sequence[Sequence[object]]) -> bytes:
    book = Workbook(write_only=True)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def tree(book: Codebook) -> list[tuple[str, str | None, bool]]:
    return [(code.name, code.parent, code.codable) for code in book.codes]


def test_columns_are_found_by_their_synonyms_and_cells_split_into_entries() -> None:
    text = (
        "Code name;Brief definition;Full definition;When to use;When NOT to use;"
        "Example(s);Near miss (why not);Codable?\n"
        'guilt;Short.;Long.;"- one\n- two";three;"a|b\nc";d;yes\n'
    )
    book = read(text)
    assert book.name == "Study codes"
    assert book.codes == (
        Code(
            name="guilt",
            definition="Short.\nLong.",
            include=("one", "two"),
            exclude=("three",),
            exemplars=Exemplars(typical=("a", "b", "c"), near_miss=("d",)),
        ),
    )


@pytest.mark.parametrize(
    "header",
    [
        "Kategorie,Beschreibung,Kodierregeln,Ankerbeispiel",
        "catégorie,définition,critères d’inclusion,exemple",
        "CÓDIGO,Descripción,Criterios de inclusión,Ejemplos",
        "código,descrição,quando usar,exemplos",
        "Kod,Opis,Kryteria włączenia,Przykłady",
    ],
)
def test_headers_in_other_languages_are_understood(header: str) -> None:
    expected = Code(name="a", definition="d", include=("i",), exemplars=Exemplars(typical=("e",)))
    assert read(f"{header}\na,d,i,e\n").codes == (expected,)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiter_and_encoding_are_recognised(delimiter: str, encoding: str) -> None:
    data = f"code{delimiter}definition\nMüde{delimiter}x\n".encode(encoding)
    assert read_codebook("a.csv", data).codebook.codes == (Code(name="Müde", definition="x"),)


def test_a_guessed_encoding_is_reported() -> None:
    text = "code;definition\nMüdigkeit;Die Person beschreibt, dass sie übermüdet oder erschöpft ist.\n"
    reading = read_codebook("a.csv", text.encode("cp1252"))
    assert reading.codebook.codes[0].name == "Müdigkeit"
    assert [finding.kind for finding in reading.findings] == [FindingKind.ASSUMED]


def test_a_parent_column_may_hold_names_ids_or_categories_without_a_row() -> None:
    by_name = read("code,parent,definition\nburden,,x\nguilt,BURDEN,y\n")
    assert tree(by_name) == [("burden", None, True), ("guilt", "burden", True)]
    by_id = read("Id,Parent Id,Title\n1,,burden\n2,1,guilt\n")
    assert tree(by_id) == [("burden", None, True), ("guilt", "burden", True)]
    by_category = read("Category,Code\nburden,guilt\nburden,time\n")
    assert tree(by_category) == [("burden", None, False), ("guilt", "burden", True), ("time", "burden", True)]


def test_paths_in_the_code_cell_make_the_hierarchy() -> None:
    book = read("Code,Memo\nA,x\nA > B,y\nC\\D\\E,z\n")
    assert tree(book) == [
        ("A", None, True),
        ("B", "A", True),
        ("C", None, False),
        ("D", "C", False),
        ("E", "D", True),
    ]
    assert book["B"].definition == "y"


def test_codes_of_one_name_under_different_parents_go_by_their_paths() -> None:
    reading = read_codebook("a.csv", b"Code,Memo\nA,1\nA > Other,2\nB,3\nB > Other,4\n")
    assert tree(reading.codebook) == [
        ("A", None, True),
        ("A > Other", "A", True),
        ("B", None, True),
        ("B > Other", "B", True),
    ]
    assert [(finding.kind, finding.line) for finding in reading.findings][:1] == [(FindingKind.ASSUMED, 3)]


def test_level_columns_make_the_hierarchy_and_blank_levels_repeat() -> None:
    book = read("Level 1,Level 2,Definition\nA,,x\n,B,y\n,C,z\nD,E,w\n")
    assert tree(book) == [
        ("A", None, True),
        ("B", "A", True),
        ("C", "A", True),
        ("D", None, False),
        ("E", "D", True),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("code,definition\na,x\nA,y\n", "Line 3: Code 'A' has the name"),
        ("code,definition\na,x\n,y\n", "Line 3: The row has no code"),
        ("code,definition\na,x, y\n", "Line 2: The row has more cells than the header"),
        ("code,parent\na,b\nb,a\n", "Line 2: The parents run in a circle"),
        ("code,codable\na,perhaps\n", "Line 2: Whether the code is codable reads 'perhaps'"),
        ('code,definition\na,"x\n', "Unexpected end of data"),
        ("document,quotation\na,b\n", "no column in it is called `code`"),
        ("code,definition\n", "It has no codes"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_row(text: str, told: str) -> None:
    with pytest.raises(CodebookError, match=told):
        read(text)


def test_a_workbook_is_read_from_the_first_sheet_that_has_codes() -> None:
    notes = [["About this file"], ["by us"]]
    codes = [
        ["Codebook of the study"],
        [],
        ["Code", "Definition", "ID"],
        ["guilt", "d", 7],
        [],
        [2024, "e", None],
    ]
    reading = read_codebook("Care.xlsx", workbook(notes, codes))
    assert reading.codebook.name == "Care"
    assert [(code.name, code.definition) for code in reading.codebook.codes] == [
        ("guilt", "d"),
        ("2024", "e"),
    ]


def test_rows_of_a_workbook_keep_their_numbers() -> None:
    with pytest.raises(CodebookError, match="Line 6: Code 'guilt'"):
        read_codebook("a.xlsx", workbook([[], [], ["Code"], ["guilt"], [], ["guilt"]]))


def test_a_file_that_is_no_table_is_refused() -> None:
    with pytest.raises(CodebookError, match="no workbook"):
        read_codebook("a.xlsx", b"PK\x03\x04 and then nothing")


def test_columns_without_a_place_are_reported() -> None:
    reading = read_codebook("a.csv", b"code,definition,colour\na,d,red\n")
    assert [(finding.kind, finding.what) for finding in reading.findings] == [
        (FindingKind.LEFT_OUT, "A codebook has no place for the columns 'colour'.")
    ]


def test_a_real_maxqda_codebook_is_read_with_its_hierarchy(shared_data: Path) -> None:
    path = shared_data / "formats" / "maxqda_codebook_with_guid.xlsx"
    book = read_codebook(path.name, path.read_bytes()).codebook
    assert len(book.codes) == 326
    assert len(book.children(None)) == 19
    assert all(code.definition for code in book.codes)


def test_real_taguette_codebooks_are_read(shared_data: Path) -> None:
    counts = {
        path.name: len(read_codebook(path.name, path.read_bytes()).codebook.codes)
        for path in sorted((shared_data / "taguette_serdif").glob("codebook_*.csv"))
    }
    assert counts == {"codebook_20220223_0.csv": 120, "codebook_20220303_8.csv": 22}


def test_running_text_with_more_commas_than_a_sheet_has_columns_is_not_taken_for_a_header() -> None:
    talk = "P1: well, " + "and then, " * 16_384
    assert tables.heads(f"Code,Definition\n{talk}\n".encode()) == ((Row(1, ["Code", "Definition"]),),)
    assert tables.heads(talk.encode()) == ((),)
