"""The report as Markdown."""

import re

import pytest
from drawn_reports import of_hostile_names, synthetic
from hypothesis import given
from hypothesis import strategies as st

from evaluation.reports.contents import sections_of
from evaluation.reports.markdown import escaped, markdown_report
from evaluation.reports.shown import percent


@pytest.fixture(scope="module")
def report():
    return synthetic(reference="Anna")


@pytest.fixture(scope="module")
def hostile():
    return of_hostile_names()


def test_names_cannot_leave_their_place_in_markdown(hostile):
    text = markdown_report(hostile)
    assert not re.search(r"[<>]", text.replace("\n>\n", "\n").replace("\n> ", "\n"))
    assert "://" not in text
    for lines in re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE):
        fields = {len(re.findall(r"(?<!\\)\|", line)) for line in lines.splitlines()}
        assert len(fields) == 1
    assert r"a \| b \`c\` \*d\* \_e\_ \[f\](http&#58;//example.org) &lt;!--" in text


@given(st.text(max_size=30))
def test_what_markdown_escapes_is_one_line_without_a_sign_that_marks_up(text):
    line = escaped(text)
    assert "\n" not in line
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_|\[\]{}~$]|[<>]", line)


def test_markdown_has_the_sentences_and_tables_of_the_page(report):
    text = markdown_report(report)
    for section in sections_of(report):
        assert f"## {escaped(section.title)}" in text
        assert all(escaped(sentence) in text for sentence in section.told)
        for table in section.tables:
            assert f"**{escaped(table.caption)}**" in text
    hope = report.code("hope")
    assert f"| hope | {hope.n} | {percent(hope.prevalence)} | {percent(hope.percent_agreement)} |" in text
    assert "| undefined: Neither rater gave the code where it counts. |" in text


def test_a_square_table_that_nobody_could_read_is_left_out_of_markdown_with_a_word():
    many = tuple(f"code {number}" for number in range(25))
    text = markdown_report(synthetic(codes=many))
    assert text.count("A table of 25 columns; see the report as a page or as JSON.") == 2
