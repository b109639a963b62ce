import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codebook import InputError
from coder.cli.importing.files import import_files
from runs.coding_store import codings, latest_codebook
from runs.exchange.registry import format_of
from runs.study import Study
from runs.transcript_store import transcripts

SAID = "P1: 😀 I never have time.\nP2: She does."
TABLES = """
create table project (databaseversion text);
create table source (id integer primary key, name text, fulltext text, mediapath text);
create table code_cat (catid integer primary key, name text, memo text, supercatid integer);
create table code_name (cid integer primary key, name text, memo text, catid integer, color text);
create table code_text (ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer, pos1 integer,
                        owner text, memo text);
create table code_av (avid integer primary key);
create table cases (caseid integer primary key);
"""
ROWS = f"""
insert into source values (1, 'P01', '{SAID}', null), (2, 'talk.mp3', null, '/talk.mp3');
insert into code_cat values (1, 'Strain', 'What it costs.', null), (2, 'Time', '', 1);
insert into code_name values (1, 'Time', 'Hours lack.', 2, '#fff'), (2, 'Help', '', null, '#fff');
insert into code_text values (1, 1, 1, 'I never have time', 6, 23, 'anna', 'Clear.'),
  (2, 2, 1, 'She', 29, 32, 'ben', '');
insert into code_av values (1);
insert into cases values (1), (2);
"""


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path / "study.db", create=True)


def project(path, *more, wal=False):
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as db:
        if wal:
            db.execute("pragma journal_mode = wal")
        db.executescript(TABLES + ROWS + "".join(more))
    db.close()
    return path


@pytest.mark.parametrize("wal", [False, True])
def test_texts_codes_and_the_codings_of_each_owner_come_in(study, tmp_path, wal):
    (report,) = import_files(study, [project(tmp_path / "work.qda", wal=wal)])
    assert not report.refused, report.summary
    assert transcripts(study)["P01"].text == SAID
    made = {(each.rater, one.code, one.quotation, one.rationale) for each in codings(study) for one in each.assignments}
    assert made == {("anna", "Time", "I never have time", "Clear."), ("ben", "Help", "She", "")}
    assert "2 codings, 2 verified" in report.summary
    for what in ("1 sources without a text", "1 codings of recordings", "2 cases"):
        assert f"not taken: {what}" in report.details


def test_a_category_that_only_mirrors_a_code_is_that_code(study, tmp_path):
    import_files(study, [project(tmp_path / "work.qda")])
    codes = latest_codebook(study)[1].codes
    assert [(code.name, code.parent, code.codable, code.definition) for code in codes] == [
        ("Strain", None, False, "What it costs."),
        ("Time", "Strain", True, "Hours lack."),
        ("Help", None, True, ""),
    ]


def test_the_folder_of_a_project_is_taken_for_it(study, tmp_path):
    folder = tmp_path / "My study.qda"
    folder.mkdir()
    project(folder / "data.qda")
    (report,) = import_files(study, [folder])
    assert not report.refused, report.summary
    assert latest_codebook(study)[1].name == "My study"
    (tmp_path / "empty.qda").mkdir()
    (refused,) = import_files(study, [tmp_path / "empty.qda"])
    assert refused.refused
    assert "data.qda" in refused.summary


def test_it_asks_who_coded_where_no_owner_is_named(study, tmp_path):
    file = project(tmp_path / "work.qda", "update code_text set owner = '' where ctid = 2;")
    (refused,) = import_files(study, [file])
    assert "--rater" in refused.summary
    import_files(study, [file], rater="Cleo")
    assert {each.rater for each in codings(study)} == {"anna", "Cleo"}


def test_a_passage_that_moved_is_re_anchored_and_importing_again_adds_nothing(study, tmp_path):
    file = project(tmp_path / "work.qda", "update code_text set pos0 = 0, pos1 = 17 where ctid = 1;")
    (report,) = import_files(study, [file])
    assert "1 verified, 1 re-anchored" in report.summary
    assert import_files(study, [file])[0].new == 0


def test_codes_under_codes_of_newer_versions_keep_their_place(study, tmp_path):
    more = "alter table code_name add column supercid integer; update code_name set supercid = 2 where cid = 1;"
    import_files(study, [project(tmp_path / "work.qda", more)])
    parents = {code.name: code.parent for code in latest_codebook(study)[1].codes}
    assert parents["Help > Time"] == "Help"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("update code_cat set supercatid = 2 where catid = 1;", "circle"),
        ("drop table code_text; create view code_text as select 1;", "no table|damaged"),
    ],
)
def test_s9_hostile_databases_are_refused_with_the_reason(study, tmp_path, more, why):
    (report,) = import_files(study, [project(tmp_path / "work.qda", more)])
    assert report.refused
    assert any(word in report.summary for word in why.split("|"))
    assert not transcripts(study)


def test_a_damaged_database_is_refused(study, tmp_path):
    file = project(tmp_path / "work.qda")
    data = bytearray(file.read_bytes())
    data[100:3000] = b"\xff" * 2900
    file.write_bytes(data)
    (report,) = import_files(study, [file])
    assert report.refused
    assert "damaged" in report.summary


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_database_is_read_or_refused_and_nothing_else(changes):
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(TABLES + ROWS)
        data = bytearray(db.serialize())
    for place, byte in changes:
        data[min(int(place * len(data)), len(data) - 1)] = byte
    try:
        format_of("a.qda", bytes(data)).read("a.qda", bytes(data), "Ann")
    except InputError:
        return
