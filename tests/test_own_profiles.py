import re
from pathlib import Path

import pytest

from codebook import InputError
from coder.cli.importing.layouts import layout_asked_for
from runs.exchange.codings_table import CodingsError
from runs.exchange.tables.codings_reading import read_codings
from runs.exchange.tables.profile_reading import ProfileError, read_profile

DOCS = Path(__file__).parents[1] / "docs/profiles.md"


def example(language):
    (found,) = re.findall(rf"```{language}\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    return found.encode()


def test_the_profile_in_the_docs_reads_the_table_in_the_docs():
    assert len(example("yaml").splitlines()) <= 10
    profile = read_profile("ours.yaml", example("yaml"))
    found = read_codings("table.csv", example("text"), profile=profile)
    (row,) = found.rows
    assert (row.document, row.rater, row.paragraph) == ("interview_1", "Anna", 12)
    assert row.codes == ("Zeit", "Geld > Miete")
    assert row.quotation == "There is never a gap to put it in."
    assert not found.problems


BASE = "name: x\ncolumns:\n  document: A\n  code: B\n  quotation: C\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "It is not a list of keys"),
        ("name: x\n", "Line 1: It has no `columns`"),
        (BASE.replace("code:", "kode:"), r"Line 4: The key 'kode' of `columns` is unknown. Did you mean `code`"),
        (BASE + "seperators: [x]\n", "Line 6: .*Did you mean `separators`"),
        (BASE + "rows: words\n", "Line 6: `rows` is 'words'"),
        (BASE + "rows: turns\n", "no column numbers the `turn`"),
        (BASE + "one_hot: Code\n", "Line 6: `one_hot` has 0 asterisks"),
        (BASE + "required: [turn]\n", "Line 6: `turn` under `required`"),
        (BASE.replace("  quotation: C\n", ""), "Line 3: No column says where the codes are"),
        (BASE.replace("  document: A\n", ""), "No column names the `document`"),
        (BASE + "  code: D\n", "Line 6: .*stands here twice"),
        ("name: x\ncolumns: [a\n", "This is not YAML"),
        ("a: &b 1\nc: *b\n", "Line 2: An alias"),
        (BASE + "positions: {width: 3, document: no}\n", "Line 6: `document` of `positions`"),
    ],
)
def test_what_is_wrong_in_a_profile_is_told_with_its_line(text, told):
    with pytest.raises(ProfileError, match=told):
        read_profile("ours.yaml", text.encode())


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(ProfileError) as caught:
        read_profile("ours.yaml", (BASE + "rows: words\none_hot: Code\n").encode())
    assert len(caught.value.problems) == 2


def test_a_table_that_lacks_a_column_of_the_profile_is_refused_with_the_headers_that_it_has():
    profile = read_profile("ours.yaml", BASE.encode())
    with pytest.raises(CodingsError, match=r"lacks the column 'B' \(code\); it has 'A', 'Q', 'C'"):
        read_codings("t.csv", b"A,Q,C\nd,x,y\n", profile=profile, rater="R")


def test_a_column_that_two_fields_name_is_not_said_to_be_missing():
    profile = read_profile("ours.yaml", BASE.replace("quotation: C", "quotation: B").encode())
    with pytest.raises(CodingsError, match=r"the column 'B' is `quotation` and another field too"):
        read_codings("t.csv", b"A,B\nd,x\n", profile=profile, rater="R")


def test_codes_between_bars_are_several_and_a_bar_without_quotes_is_told_to_need_them():
    lines = BASE.replace("code: B", "codes: B")
    profile = read_profile("ours.yaml", (lines + 'separators: ["|"]\n').encode())
    table = read_codings("t.csv", b"A,B,C\nd,x | y|z,said\n", profile=profile, rater="R")
    assert [row.codes for row in table.rows] == [("x", "y", "z")]
    with pytest.raises(ProfileError, match=r'begins with a sign, such as `"\|"`'):
        read_profile("ours.yaml", (lines + "separators: [|]\n").encode())


def test_a_profile_may_name_the_rater_and_cells_of_html_and_columns_of_codes():
    text = BASE.replace("  code: B\n", "") + "rater: Anna\nhtml: quotation\none_hot: 'is *'\n"
    profile = read_profile("ours.yaml", text.encode())
    (row,) = read_codings("t.csv", b"A,C,is good,is bad\nd,<p>It &amp; me</p>,yes,no\n", profile=profile).rows
    assert (row.rater, row.quotation, row.codes) == ("Anna", "It & me", ("good",))


def test_a_profile_is_one_of_ours_by_name_or_a_file(tmp_path):
    file = tmp_path / "ours.yaml"
    file.write_text(BASE, encoding="utf-8")
    assert layout_asked_for(str(file), ()).name == "x"
    assert layout_asked_for("maxqda-segments", ()).name == "MAXQDA table of coded segments"
    with pytest.raises(InputError, match="taguette_highlights"):
        layout_asked_for("no such", ())
