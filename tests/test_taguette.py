import sqlite3
from html import escape

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from coder.cli import main
from coder.cli.importing.files import import_files
from runs.coding_store import codings, latest_codebook
from runs.exchange.positions.html_texts import HtmlText
from runs.study import Study
from runs.transcript_store import transcripts

TABLES = """
create table projects (id integer primary key, name text, description text);
create table documents (id integer primary key, name text, contents text, project_id integer);
create table tags (id integer primary key, project_id integer, path text, description text);
create table highlights (id integer primary key, document_id integer, start_offset integer, end_offset integer,
                         snippet text);
create table highlight_tags (highlight_id integer, tag_id integer);
insert into projects values (1, 'Work', 'About work.');
"""
SAID = ("P1: Ça va 😀 well.", "I never have time &", "P2: שלום it’s late.")


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path / "study.db", create=True)


def project(path, highlights, *more, html=None, between="\n"):
    """A project with one document of these paragraphs; a highlight is its words, with tags by number."""
    html = html or between.join(f"<p>{escape(each)}</p>" for each in SAID)
    joined = between.join(SAID)
    with sqlite3.connect(path) as db:
        db.executescript(TABLES)
        db.execute("insert into documents values (1, 'P01.odt', ?, 1)", [html])
        db.executemany("insert into tags values (?, 1, ?, ?)", [(1, "strain", "What it costs."), (2, "a.b", "")])
        for number, (words, tags) in enumerate(highlights, 1):
            start = len(joined[: joined.index(words)].encode())
            place = [number, 1, start, start + len(words.encode()), f"<p>{escape(words)}</p>"]
            db.execute("insert into highlights values (?, ?, ?, ?, ?)", place)
            db.executemany("insert into highlight_tags values (?, ?)", [(number, tag) for tag in tags])
        db.executescript("".join(more))
    db.close()
    return path


def test_positions_are_bytes_among_the_text_nodes_and_every_highlight_stands_where_it_stood(study, tmp_path):
    words = [("Ça va 😀", [1]), ("never have time", [1, 2]), ("it’s late", [2]), ("P2", [])]
    file = project(tmp_path / "work.sqlite3", words)
    (report,) = import_files(study, [file], rater="Nav")
    assert "4 codings, 4 verified" in report.summary
    assert [(each.code, each.quotation) for each in codings(study)[0].assignments] == [
        ("strain", "Ça va 😀"),
        ("strain", "never have time"),
        ("a.b", "never have time"),
        ("a.b", "it’s late"),
    ]
    assert transcripts(study)["P01.odt"].text == "\n".join(SAID)
    assert latest_codebook(study)[1].name == "Work"
    assert latest_codebook(study)[1]["strain"].definition == "What it costs."
    assert "not taken: 1 highlights without a tag" in report.details
    assert import_files(study, [file], rater="Nav")[0].new == 0


def test_it_asks_who_highlighted_because_taguette_does_not_keep_it_and_stores_nothing_before(study, tmp_path):
    file = project(tmp_path / "work.sqlite3", [("well", [1])])
    (refused,) = import_files(study, [file])
    assert refused.refused
    assert "--rater" in refused.summary
    assert not transcripts(study)
    (taken,) = import_files(study, [file], kind="transcripts")
    assert not taken.refused
    assert transcripts(study)


def test_a_preview_shows_all_though_it_is_not_said_yet_who_highlighted(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = project(tmp_path / "work.sqlite3", [("well", [1])])
    shown = CliRunner().invoke(main, ["import", "--preview", str(file)])
    assert shown.exit_code == 0, shown.output
    assert "1 codings, 1 verified" in shown.output
    assert "say it with --rater" in shown.output


def test_blocks_without_a_line_end_between_them_become_lines_and_shift_no_highlight(study, tmp_path):
    words = [("Ça va 😀 well.", [1]), ("I never", [1]), ("time &", [2]), ("P2: שלום", [2])]
    import_files(study, [project(tmp_path / "work.sqlite3", words, between="")], rater="Nav")
    assert transcripts(study)["P01.odt"].text == "\n".join(SAID)
    assert [each.quotation for each in codings(study)[0].assignments] == [each for each, _ in words]


@given(
    st.lists(st.text(st.sampled_from("ab é😀ש&<"), min_size=1, max_size=8), min_size=1, max_size=5),
    st.sampled_from(["", "\n"]),
    st.data(),
)
def test_every_span_of_the_nodes_is_the_same_words_in_the_text(blocks, between, data):
    html = HtmlText(between.join(f"<div>{escape(each)}<br></div>" for each in blocks))
    nodes = html.nodes.text
    assert html.text == "\n".join(blocks)
    start = data.draw(st.integers(0, len(nodes) - 1))
    end = data.draw(st.integers(start + 1, len(nodes)))
    first, last = html.span(start, end)
    assert html.text[first:last].replace("\n", "") == nodes[start:end].replace("\n", "")
    assert html.text[first] == nodes[start]


def test_a_highlight_whose_place_is_wrong_is_found_by_its_words_or_told(study, tmp_path):
    more = "update highlights set start_offset = 0, end_offset = 4 where id = 1;"
    file = project(tmp_path / "work.sqlite3", [("never have", [1]), ("well", [1]), ("late", [2])], more)
    (report,) = import_files(study, [file], rater="Nav")
    assert "2 verified, 1 re-anchored" in report.summary


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("insert into projects values (2, 'Other', '');", "2 projects"),
        ("drop table highlights; create view highlights as select 1;", "database"),
    ],
)
def test_what_is_not_one_project_is_refused(study, tmp_path, more, why):
    (report,) = import_files(study, [project(tmp_path / "work.sqlite3", [], more)], rater="Nav")
    assert report.refused
    assert why in report.summary
