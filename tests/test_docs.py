import re
from pathlib import Path

from codebook import read_codebook
from evaluation.files.judgements import read_codes
from evaluation.files.one_hot import read_one_hot
from evaluation.files.spans import read_spans
from runs.exchange import read_codings

DOCS = Path(__file__).parents[1] / "docs"


def blocks(language):
    text = (DOCS / "files.md").read_text(encoding="utf-8")
    return [found.encode() for found in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)]


def test_the_codebook_in_the_docs_is_read_without_a_finding():
    (block,) = blocks("yaml")
    reading = read_codebook("codebook.yaml", block)
    assert [code.name for code in reading.codebook.codable] == [
        "time-squeeze",
        "exhaustion",
        "employer-helps",
        "employer-hinders",
    ]
    assert reading.findings == ()


def test_the_tables_of_codings_in_the_docs_are_read_without_a_problem():
    tables = [read_codings("codings.csv", block) for block in blocks("csv")]
    assert [len(table.rows) for table in tables] == [2, 1]
    assert not any(table.problems for table in tables)


def test_the_tables_of_judgements_in_the_docs_are_read():
    codes, one_hot, spans = blocks("text")
    table = read_codes("codes.csv", codes)
    assert (table.raters, table.codes, len(table)) == (("Anna", "Ben"), ("guilt", "time-squeeze"), 2)
    assert table.seen.all()
    by_code, _ = read_one_hot("units.csv", one_hot)
    assert (by_code.raters, by_code.codes) == (("Anna", "Ben"), ("time-squeeze", "guilt"))
    assert by_code.seen.tolist() == [[True, True], [True, False]]
    found = read_spans("spans.csv", spans)
    assert (len(found), found.lengths.tolist(), found.seen.all()) == (3, [1200, 900], True)


def test_every_test_that_the_docs_name_is_there():
    text = (DOCS / "reliability.md").read_text(encoding="utf-8")
    named = []
    for file, tests in re.findall(r"`tests/(test_\w+\.py)`: ((?:`test_\w+`(?:, )?)+)", text):
        source = (Path(__file__).parent / file).read_text(encoding="utf-8")
        named += [(file, test, f"def {test}(" in source) for test in re.findall(r"`(test_\w+)`", tests)]
    assert len(named) > 60
    assert [(file, test) for file, test, there in named if not there] == []
