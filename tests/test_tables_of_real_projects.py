"""Codings of real projects of Taguette and QualCoder, as tables in the columns that these programs write."""

import csv
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from coder.cli.importing.files import import_files
from coder.cli.importing.layouts import layout_asked_for
from runs.coding_store import codings
from runs.exchange import read_codings
from runs.exchange.positions.html_texts import HtmlText
from runs.study import Study

SHARED = Path(__file__).resolve().parents[2] / "shared/data"
OWN = """name: highlights with their HTML
columns: {document: document, codes: tags, quotation: snippet_html}
separators: ["|"]
html: quotation
rater: Coder
"""


@pytest.fixture
def taguette():
    if not SHARED.is_dir():
        pytest.skip(f"shared data is absent: {SHARED}")
    return SHARED / "taguette_serdif"


def project_in(file, folder, name, part=None):
    study = Study(folder / name, create=True)
    for each in (part,) if part else ("transcripts", "codebook"):
        (report,) = import_files(study, [file], kind=each, rater="Coder")
        assert not report.refused, report.summary
    return study


def given(study):
    """What was given where, without the white space around it, which cells of a table do not have."""
    return Counter(
        (each.document, one.code, one.start + len(one.quotation) - len(one.quotation.lstrip()), one.quotation.strip())
        for each in codings(study)
        for one in each.assignments
        if one.start is not None
    )


def counts(report):
    (told,) = [each for each in report.summary.split("; ") if "verified" in each]
    return {word: int(number) for number, word in (each.split(" ", 1) for each in told.split(", "))}


def highlights(project):
    with sqlite3.connect(f"file:{project}?mode=ro", uri=True) as database:
        return database.execute(
            "select h.id, d.name, t.path, h.snippet from highlights h join documents d on d.id = h.document_id"
            " join highlight_tags ht on ht.highlight_id = h.id join tags t on t.id = ht.tag_id order by h.id"
        ).fetchall()


def test_a_table_of_highlights_gives_the_codings_of_the_project_wherever_a_passage_stands_once(taguette, tmp_path):
    """The table is made from the project, in Taguette's columns; no table that Taguette wrote was at hand."""
    (project,) = taguette.glob("*.sqlite3")
    whole = Study(tmp_path / "whole.db", create=True)
    import_files(whole, [project], rater="Coder")
    study = project_in(project, tmp_path, "table.db")
    table = tmp_path / "highlights.csv"
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "document", "tag", "content"])
        writer.writerows((at, name, tag, HtmlText(snippet).text) for at, name, tag, snippet in highlights(project))
    (report,) = import_files(study, [table], rater="Coder")
    told = counts(report)
    assert (sum(told.values()), told["unmatched"]) == (1930, 0)
    assert told["verified"] + told["re-anchored"] > 1700
    assert given(study) <= given(whole)
    assert given(study).total() == told["verified"] + told["re-anchored"]


def test_a_real_table_with_html_comes_in_by_a_profile_of_ones_own(taguette, tmp_path):
    (project,) = taguette.glob("*.sqlite3")
    whole = Study(tmp_path / "whole.db", create=True)
    import_files(whole, [project], rater="Coder")
    study = project_in(project, tmp_path, "table.db")
    profile = tmp_path / "ours.yaml"
    profile.write_text(OWN, encoding="utf-8")
    layout = layout_asked_for(str(profile), ())
    (report,) = import_files(study, [taguette / "highlights.csv"], layout=layout)
    told = counts(report)
    assert (sum(told.values()), told["unmatched"]) == (1793, 0)
    assert given(study) <= given(whole)
    assert any("row 1 " in each or "no code" in each for each in report.details)


def test_a_report_of_qualcoder_gives_the_codings_of_the_project_wherever_a_passage_stands_once(taguette, tmp_path):
    """The report is made from the project, in QualCoder's columns; no report that QualCoder wrote was at hand."""
    project = taguette.parent / "formats/qualcoder_mannheimer_data.qda"
    whole = Study(tmp_path / "whole.db", create=True)
    import_files(whole, [project])
    study = project_in(project, tmp_path, "report.db")
    with sqlite3.connect(f"file:{project}?mode=ro", uri=True) as database:
        rows = database.execute(
            "select s.name, c.owner, c.seltext, c.ctid, n.name, c.memo from code_text c"
            " join source s on s.id = c.fid join code_name n on n.cid = c.cid"
        ).fetchall()
    report_file = tmp_path / "report.csv"
    with report_file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(["File", "Coder", "Coded", "Id", "Codename", "Coded_Memo", "Category"])
        writer.writerows((name, who, words, f"ctid:{at}", code, memo, "") for name, who, words, at, code, memo in rows)
    assert len(read_codings(report_file.name, report_file.read_bytes()).rows) == 753
    (report,) = import_files(study, [report_file])
    told = counts(report)
    assert (sum(told.values()), told["unmatched"]) == (753, 0)
    assert given(study) <= given(whole)
    assert given(study).total() > 700
