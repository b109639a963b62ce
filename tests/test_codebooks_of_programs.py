"""Codebooks in the columns of other programs: real files where they are named so, else composed."""

from pathlib import Path

import pytest

from codebook import CodebookError, read_codebook
from runs.exchange.registry import format_of

SHARED = Path(__file__).resolve().parents[2] / "shared/data"


def tree(text):
    return [(code.name, code.parent, code.codable) for code in read_codebook("codes.csv", text.encode()).codebook.codes]


DEDOOSE = "Id,Parent Id,Depth,Title,Description\n"


def test_a_code_tree_of_dedoose_is_put_together_by_ids_and_names_that_stand_twice_have_their_path():
    text = f"{DEDOOSE}1,,0,Barriers,a\n2,1,1,Time,b\n3,,0,Other,c\n4,3,1,Time,d\n5,4,2,Deep,e\n"
    assert tree(text) == [
        ("Barriers", None, True),
        ("Barriers > Time", "Barriers", True),
        ("Other", None, True),
        ("Other > Time", "Other", True),
        ("Deep", "Other > Time", True),
    ]


def test_ids_are_not_taken_for_codes_that_are_called_like_them():
    assert tree(f"{DEDOOSE}1,,0,2,a\n2,1,1,1,b\n") == [("2", None, True), ("1", "2", True)]


def test_a_circle_of_ids_is_refused_with_the_rows_that_form_it():
    with pytest.raises(CodebookError, match=r"circle: A > C > B > A\. They stand on lines 2, 3, 5\."):
        tree(f"{DEDOOSE}1,3,0,A,a\n2,1,1,B,b\n4,,0,D,d\n3,2,0,C,c\n")
    with pytest.raises(CodebookError, match="circle: A > A"):
        tree(f"{DEDOOSE}1,1,0,A,a\n2,,0,B,b\n")


def test_a_codebook_of_nvivo_is_nested_by_indentation_under_its_title():
    header = "Codes\nName,Description,Files,References\n"
    codes = "Barriers,a,3,9\n  Time,b,2,5\n    Deep,c,1,1\n  Money,d,2,4\nOther,e,1,1\n"
    assert tree(header + codes) == [
        ("Barriers", None, True),
        ("Time", "Barriers", True),
        ("Deep", "Time", True),
        ("Money", "Barriers", True),
        ("Other", None, True),
    ]


def test_white_space_before_a_name_says_nothing_in_other_tables():
    assert tree("code,definition\none,a\n  two,b\n") == [("one", None, True), ("two", None, True)]


def test_a_codebook_of_atlas_ti_has_paths_with_colons():
    text = "Code,Comment,Code Group 1,Grounded\nCoke,a,G,3\nCoke::diet Coke,b,G,1\nTea: green,c,,1\n"
    assert tree(text) == [("Coke", None, True), ("diet Coke", "Coke", True), ("Tea: green", None, True)]


@pytest.mark.parametrize(
    ("name", "codes", "under"),
    [
        ("formats/maxqda_codebook_with_guid.xlsx", 326, 307),
        ("taguette_serdif/codebook_20220223_0.csv", 120, 0),
        ("taguette_serdif/codebook_20220303_8.csv", 22, 0),
        ("taguette_serdif/tags.csv", 22, 0),
    ],
)
def test_real_codebooks_of_maxqda_and_taguette_come_in_whole(name, codes, under):
    if not SHARED.is_dir():
        pytest.skip(f"shared data is absent: {SHARED}")
    book = read_codebook(Path(name).name, (SHARED / name).read_bytes()).codebook
    assert (len(book.codable), sum(code.parent is not None for code in book.codes)) == (codes, under)


def test_a_real_codebook_is_known_whatever_it_is_called():
    if not SHARED.is_dir():
        pytest.skip(f"shared data is absent: {SHARED}")
    data = (SHARED / "formats/maxqda_codebook_with_guid.xlsx").read_bytes()
    assert format_of("export", data).name == "codebook"
