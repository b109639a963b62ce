"""Spans of a group of codes that exclude each other, beside codes that may stand anywhere."""

import json
from contextlib import closing

import pytest
from drawn_spans import spans_of
from kept_study import intercoder

from codebook import Code, Codebook
from evaluation.reports.agreement_of_codes import agreement_of_codes
from evaluation.reports.agreement_of_spans import span_agreement
from evaluation.reports.html import html_report
from evaluation.reports.markdown import markdown_report
from evaluation.spans.characters import characters_of
from runs import Assignment, Coding, Grounding, RaterKind
from runs.coding_store import add_codebook, add_codings
from runs.study import Study
from runs.transcript_store import add_transcript
from runs.transcripts import read_transcript

NOW = "2026-01-01T00:00:00+00:00"
BOOK = (
    "0 1 0 7, 0 2 7 13, 0 5 30 32, 0 6 32 37, 0 6 37 44, 0 7 44 60, 1 1 0 7, 1 3 7 13, 1 5 13 21, 1 6 32 44, "
    "2 1 0 7, 2 4 7 13, 2 5 13 21, 2 6 32 37, 2 6 37 41, 2 6 41 44"
)
"""Rater, value, start, end. Source: Krippendorff (2019), Content Analysis, 4th ed., fig. 12.11, p. 340."""
FIGURE = [tuple(map(int, row.split())) for row in BOOK.split(", ")]
GROUP = [f"code {number}" for number in range(7)]


@pytest.fixture(scope="module")
def spans():
    """The book's figure, and a code outside of the group over much of it by all three."""
    rows = [(0, rater, value - 1, start, end) for rater, value, start, end in FIGURE]
    return spans_of([*rows, *((0, rater, 7, 3, 40) for rater in range(3))], lengths=[60], raters=3, codes=8)


def test_a_group_has_the_figures_of_the_book_whatever_stands_beside_it(spans):
    found = span_agreement(spans, {"what": GROUP})
    group = found.by_group["what"]
    figures = [group.u_alpha.value, group.u_alpha_binary.value, group.cu_alpha.value]
    assert figures == pytest.approx([0.510, 0.413, 0.724], abs=7e-4)
    assert [each.ku_alpha.value for each in group.by_code.values()] == [1, 0, 0, 0, 1, 1, None]
    assert group.by_code["code 4"].ku_coverage == pytest.approx(8 / 18)
    assert group.by_code["code 6"].ku_coverage == 0
    assert group.by_code["code 6"].ku_alpha.undefined
    assert "do not exclude each other" in found.u_alpha.undefined
    assert {each.ku_alpha for each in found.by_code.values()} == {None}


def test_the_pages_have_a_row_for_each_code_of_a_group(spans):
    kinds = dict.fromkeys(spans.raters, RaterKind.PERSON)
    report = agreement_of_codes(characters_of(spans), kinds, unit_rule="")
    report = report.model_copy(update={"spans": span_agreement(spans, {"what": GROUP})})
    told = markdown_report(report)
    assert "| code 4 | what | 1.00 (no interval)‡ | 44.4 % |" in told
    assert "- ‡ There are fewer than two interviews or units to leave out." in told
    assert "Codes of groups that exclude each other" in html_report(report)


def test_the_groups_of_the_codebook_are_those_of_the_command(tmp_path):
    text = "P: " + "x" * 57
    names = [f"code {value}" for value in range(1, 9)]
    codes = tuple(Code(name=name, definition="d", group=None if name == "code 8" else "what") for name in names)
    with closing(Study(tmp_path / "study.db", create=True)) as study:
        add_codebook(study, Codebook(name="b", codes=codes), now=NOW)
        transcript = read_transcript("t.txt", text.encode()).transcript
        add_transcript(study, transcript, now=NOW)
        kept = transcript.text
        given = {rater: [row[1:] for row in FIGURE if row[0] == rater] for rater in range(3)}
        made = [
            Coding(
                document="t", rater=f"R{rater}", start=0, end=len(kept),
                assignments=tuple(
                    Assignment(
                        code=f"code {value}", quotation=kept[start:end], start=start, end=end,
                        grounding=Grounding.EXACT,
                    )
                    for value, start, end in (*rows, (8, 3, 40))
                ),
            )
            for rater, rows in given.items()
        ]  # fmt: skip
        add_codings(study, made, {each.rater: RaterKind.PERSON for each in made}, now=NOW)
    ended = intercoder("agree", "--study", tmp_path / "study.db", "--json")
    group = json.loads(ended.stdout)["spans"]["by_group"]["what"]
    assert len(kept) == 60
    assert group["cu_alpha"]["value"] == pytest.approx(0.724, abs=7e-4)
    assert group["by_code"]["code 5"]["ku_alpha"]["value"] == 1
