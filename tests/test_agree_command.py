"""``intercoder agree`` on spreadsheets and on a study."""

import json

import pytest
from kept_study import intercoder
from test_judgement_files import CODES, SPANS

BOOK = """document,rater,start,end,code
x,Alex,0,7,1
x,Alex,7,13,2
x,Alex,30,32,5
x,Alex,32,37,6
x,Alex,37,44,6
x,Alex,44,60,7
x,Paul,0,7,1
x,Paul,7,13,3
x,Paul,13,21,5
x,Paul,32,44,6
x,Suzan,0,7,1
x,Suzan,7,13,4
x,Suzan,13,21,5
x,Suzan,32,37,6
x,Suzan,37,41,6
x,Suzan,41,44,6
"""
"""Krippendorff (2019), Content Analysis, 4th ed., fig. 12.11, p. 340."""
FOUR = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}
"""Krippendorff (2011), Computing Krippendorff's alpha-reliability, example C."""


def said(*words):
    ended = intercoder("agree", *words, "--json")
    assert ended.exit_code == 0, ended.output
    return json.loads(ended.stdout)


@pytest.fixture
def table(tmp_path):
    """Writes a table of this content."""

    def write(text, name="table.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.743421), ("ordinal", 0.8154), ("interval", 0.849107), ("ratio", 0.7974)]
)
def test_alpha_of_each_level_is_the_published_one(level, alpha, table):
    given = [(i, rater, value) for rater, line in FOUR.items() for i, value in enumerate(line.split())]
    rows = [f"{i},{rater},{value}\n" for i, rater, value in given if value != "."]
    report = said("--table", table("unit,rater,codes\n" + "".join(rows)), "--level", level)
    assert report["overall"]["krippendorff_alpha"]["value"] == pytest.approx(alpha, abs=5e-5)
    assert (report["raters"], report["units"], report["interviews"]) == (list("ABCD"), 12, 0)
    assert ("weighted_kappa" in report["overall"]) is True


def test_spans_give_the_figures_of_the_book(table):
    report = said("--table", table(BOOK), "--lengths", table("document,length\nx,60\n", "lengths.csv"))
    spans = report["spans"]
    found = [spans[name]["value"] for name in ("u_alpha", "u_alpha_binary", "cu_alpha")]
    assert found == pytest.approx([0.510, 0.413, 0.724], abs=7e-4)
    assert {code: each["ku_alpha"].get("value") for code, each in spans["by_code"].items()} == pytest.approx(
        {"1": 1, "2": 0, "3": 0, "4": 0, "5": 1, "6": 1, "7": None}
    )
    assert spans["by_code"]["7"]["ku_alpha"]["undefined"]
    assert report["units"] == 60


def test_each_coefficient_has_a_value_an_interval_or_the_reason_why_not(table):
    report = said("--table", table(CODES), "--code", "strain", "--code", "never")
    kept, never = report["codes"]
    assert {"value", "low", "high"} <= kept["krippendorff_alpha"].keys()
    nothing = {"value": None, "low": None, "high": None, "undefined": "Nobody gave the code."}
    assert never["krippendorff_alpha"] == nothing
    assert [report["schema_version"], report["units"], report["interviews"]] == [1, 3, 2]
    assert [(pair["a"], pair["b"]) for pair in report["pairs"]] == [("Ann", "Bo")]
    assert set(report["overall"]) >= {
        "krippendorff_alpha",
        "fleiss_kappa",
        "gwet_ac1",
        "percent_agreement",
        "multi_valued_alpha",
        "pooled_kappa",
        "macro_alpha",
    }


def test_a_reference_rater_gives_precision_and_recall(table):
    rows = [("1", "x", "x"), ("2", "x", ""), ("3", "", "x"), ("4", "x", "x"), ("5", "", "")]
    text = "unit,rater,codes\n" + "".join(f"{u},A,{a}\n{u},B,{b}\n" for u, a, b in rows)
    whole = said("--table", table(text), "--reference", "B")["against_reference"]
    assert [(row["rater"], row["code"], row["counts"]) for row in whole] == [
        ("A", "x", [2, 1, 1, 1]),
        ("A", "", [2, 1, 1, 1]),
    ]
    assert [whole[0][name]["value"] for name in ("precision", "recall", "f1")] == pytest.approx([2 / 3] * 3)
    assert intercoder("agree", "--table", table(text), "--reference", "Z").exit_code == 2


def test_a_model_is_told_from_people_in_a_table(table):
    text = "unit,rater,codes,interview\n" + "".join(
        f"{u},{r},{'x' if (u * n) % 3 else ''},{u % 6}\n" for u in range(60) for n, r in enumerate(("A", "B", "M"), 1)
    )
    report = said("--table", table(text), "--model", "M")
    assert [group["group"] for group in report["groups"]] == ["people-people", "people-model"]
    (difference,) = report["differences"]
    assert difference["krippendorff_alpha"]["value"] == pytest.approx(
        report["groups"][1]["krippendorff_alpha"]["value"] - report["groups"][0]["krippendorff_alpha"]["value"]
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--rater", "Zoe"], "no rater 'Zoe'"),
        (["--model", "Zoe"], "no rater 'Zoe'"),
        (["--level", "ratio"], "not a number of at least 0"),
        (["--level", "nominal", "--reference", "Ann"], "--reference does not go with a table of values"),
        (["--level", "nominal", "--bootstrap", 1], "--bootstrap does not go with a table of values"),
        (["--values", "strain;support"], "--values without --level does not go with a table of codes"),
        (["--gamma", 1], "--gamma does not go with a table of codes"),
        (["--parents"], "--parents goes with a study"),
        (["--unit", "sentence"], "--unit goes with a study"),
        (["--sample", 1], "--sample goes with a study"),
        (["--interview", "c"], "There is no interview 'c' in this table. Name one of these: a, b"),
        (["--rater", "Ann"], "Only 'Ann' is named"),
    ],
)
def test_what_does_not_fit_a_table_is_refused(words, said, table):
    ended = intercoder("agree", "--table", table(CODES), *words)
    assert (ended.exit_code, said in ended.output) == (2, True)


def test_options_of_tables_are_refused_for_a_study(tmp_path, table):
    for words in (["--level", "ordinal"], ["--values", "1;2"], ["--model", "m"], ["--lengths", table("", "l.csv")]):
        ended = intercoder("agree", *words, "--study", tmp_path / "study.db")
        assert (ended.exit_code, f"{words[0]} goes with --table" in ended.output) == (2, True)


def test_a_setting_for_studies_is_of_no_account_for_a_table(table, monkeypatch):
    monkeypatch.setenv("INTERCODER_UNIT", "sentence")
    assert said("--table", table(CODES))["unit"] == "unit"


@pytest.mark.parametrize("level", [(), ("--level", "nominal")])
def test_raters_and_interviews_of_a_table_can_be_chosen(level, table):
    rows = [(u, r, "x" if (u * n) % 3 else "y", "ab"[u % 2]) for u in range(12) for n, r in enumerate("ABC", 1)]

    def text(kept):
        return "unit,rater,codes,interview\n" + "".join(f"{u},{r},{c},{i}\n" for u, r, c, i in kept)

    whole, names = table(text(rows)), ("--rater", "C", "--rater", "A")
    chosen = said("--table", whole, *level, *names)
    assert (chosen["raters"], [(pair["a"], pair["b"]) for pair in chosen["pairs"]]) == (["C", "A"], [("C", "A")])
    kept = said("--table", table(text([row for row in rows if row[1] != "B"]), "two.csv"), *level)
    assert chosen["overall"] == kept["overall"]
    of_b = said("--table", whole, *level, "--interview", "b")
    assert (
        of_b["overall"]
        == said("--table", table(text([row for row in rows if row[3] == "b"]), "b.csv"), *level)["overall"]
    )
    assert (of_b["units"], of_b["interviews"]) == (6, 1)


def test_documents_of_a_table_of_spans_can_be_chosen(table):
    of_a = said("--table", table(SPANS), "--interview", "a")
    assert (of_a["units"], of_a["spans"]["characters"]) == (100, 100)
    ended = intercoder("agree", "--table", table(SPANS), "--interview", "c")
    assert (ended.exit_code, "There is no interview 'c'" in ended.output) == (2, True)


@pytest.mark.parametrize("word", ["NaN", "NA", "n/a", "#N/A", "null", "none"])
def test_a_word_for_a_missing_value_is_no_code_unless_it_is_named(word, table):
    path = table(f"unit,rater,codes\n1,A,x\n1,B,{word}\n2,A,\n2,B,x\n")
    ended = intercoder("agree", "--table", path)
    assert (ended.exit_code, f"Row 3 of 'table.csv' has '{word}'" in ended.output) == (2, True)
    named = said("--table", path, "--code", "x", "--code", word)
    assert [code["code"] for code in named["codes"]] == ["x", word]
    if word != "none":
        assert f"has '{word}'" in intercoder("agree", "--table", path, "--level", "nominal").output
    assert said("--table", path, "--level", "nominal", "--values", f"x;{word}")["units"] == 2


def test_one_rater_alone_is_told_what_to_do_about_a_table(table):
    ended = intercoder("agree", "--table", table("unit,rater,codes\n1,A,x\n2,A,\n"))
    assert ended.exit_code == 2
    assert "Only 'A' is in this table. Add the rows of another." in ended.output


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("a,Bo,nan,9,x,100", "has 'nan' as its start"),
        ("a,Bo,1,inf,x,100", "has 'inf' as its end"),
        ("a,Bo,5,3,x,100", "Row 3 of 'table.csv' has a span from 5 to 3"),
        ("a,Bo,5,101,x,100", "'a' has 100 characters"),
        ("a,Bo,5,9,NaN,100", "has a span without a code"),
        ("a,Bo,5,9,x,90", "another length"),
    ],
)
def test_a_row_that_is_no_span_is_named(row, told, table):
    path = table(f"document,rater,start,end,code,length\na,Ann,0,10,x,100\n{row}\n")
    ended = intercoder("agree", "--table", path)
    assert (ended.exit_code, told in ended.output) == (2, True), ended.output


def test_the_printed_report_names_what_was_judged(table):
    codes, spans = intercoder("agree", "--table", table(CODES)), intercoder("agree", "--table", table(SPANS))
    assert "3 units in 2 interviews, judged by Ann, Bo." in codes.output
    assert "Spans in 150 characters of 2 interviews" in spans.output
    assert "too narrow" in codes.output
    assert "without a row the rater has not seen the unit" in " ".join(codes.output.split())
    against = " ".join(intercoder("agree", "--table", table(CODES), "--reference", "Bo").output.split())
    assert "All codes together against Bo" in against
    assert "Ann 2 0.50 1.00 0.67" in against
    values = intercoder("agree", "--table", table("unit,rater,value\n1,A,x\n1,B,y\n"), "--level", "nominal")
    assert "Each value against all others" in values.output
