"""T10: codebooks that go in circles, name a code twice, or have names that mean something to programs."""

import csv
import json
from contextlib import closing

import pytest
from openpyxl import load_workbook
from test_command_contract import intercoder

from runs import Assignment, Coding, Grounding, RaterKind
from runs.coding_store import add_codings, latest_codebook
from runs.study import Study

NAMES = (
    "__proto__",
    "constructor",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "None",
    "true",
    "../../etc",
    "%s",
)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def table(path, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("a", "b"), ("b", "c"), ("c", "a")], ("Line 2: The parents run in a circle: a > b > c > a.",)),
        ([("a", "a")], ("Line 2: The parents run in a circle: a > a.",)),
        ([("a", ""), ("A", "")], ("Line 3: Code 'A' has the name of code number 1, whatever its case.",)),
        ([("Straße", ""), ("STRASSE", "")], ("Line 3: Code 'STRASSE' has the name of code number 1",)),
        ([("a", "b"), ("b", "a"), ("d", ""), ("D", "")], ("Line 2:", "Line 5:")),
    ],
)
def test_a_codebook_that_cannot_be_meant_is_refused_with_the_lines(tmp_path, rows, told):
    ended = intercoder("import", table(tmp_path / "book.csv", [("code", "parent"), *rows]), code=2)
    assert all(each in ended.output for each in told), ended.output


def test_a_thousand_codes_without_definitions_are_a_codebook(tmp_path):
    file = table(tmp_path / "book.csv", [("code", "definition"), *((f"code {number}", "") for number in range(1000))])
    assert "1000 codes" in intercoder("import", file).output


def test_names_that_mean_something_to_programs_are_names_everywhere(tmp_path):
    intercoder("import", table(tmp_path / "book.csv", [("code", "definition"), *((name, "") for name in NAMES)]))
    (tmp_path / "t.txt").write_text("P: One thing.\n\nP: Another thing.\n", encoding="utf-8")
    intercoder("import", tmp_path / "t.txt")
    with closing(Study(tmp_path / "study.db")) as study:
        assert {code.name for code in latest_codebook(study)[1].codes} == set(NAMES)
        given = tuple(
            Assignment(code=name, quotation="One thing.", start=3, end=13, grounding=Grounding.UNIT) for name in NAMES
        )
        raters = {"Ann": RaterKind.PERSON, "Bo": RaterKind.PERSON}
        made = [
            Coding(document="t", rater=rater, start=start, end=end, assignments=given if start == 3 else ())
            for rater in raters
            for start, end in ((3, 13), (18, 32))
        ]
        add_codings(study, made, raters, now="")
    found = json.loads(intercoder("agree", "--json", "--html", "report.html").output)
    assert {code["code"] for code in found["codes"]} == set(NAMES)
    assert "<script>alert(1)" not in (tmp_path / "report.html").read_text(encoding="utf-8")
    intercoder("export", "xlsx", "codings.xlsx")
    cells = [cell for row in load_workbook("codings.xlsx").active.iter_rows() for cell in row]
    assert set(NAMES) <= {str(cell.value) for cell in cells}
    assert {cell.data_type for cell in cells if cell.value in NAMES} == {"s"}
