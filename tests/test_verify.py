import json
import os
import random
import shutil
import sqlite3
from collections import Counter
from contextlib import closing

import pytest
from kept_study import SECRET, changed, content, intercoder, kept_study, overwritten, page_of
from run_process import ROOT

from coder.cli.importing.files import import_files
from runs.errors import StudyError
from runs.keeping.stored_rows import PAGE
from runs.keeping.verifying import verify
from runs.reviews.records import event_sha256
from runs.study import Study


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return kept_study(tmp_path_factory.mktemp("whole") / "study.db", bulk=3000)


@pytest.fixture
def study(whole, tmp_path):
    return shutil.copy(whole, tmp_path / "study.db")


def found(study):
    """What a check finds, each as table, first words, and ids."""
    return [(each.table, each.what, each.ids) for each in verify(study).findings]


def test_a_whole_study_is_called_whole_and_left_as_it_is(study):
    before = study.read_bytes()
    said = intercoder("verify", "--study", study)
    assert (said.exit_code, said.output) == (0, "3 transcripts, 60 codings, 60 replies checked: nothing is damaged.\n")
    assert study.read_bytes() == before
    told = json.loads(intercoder("verify", "--json", "--study", study).stdout)
    assert (told["whole"], told["findings"], told["checked"]["turns"]) == (True, [], 60)


def test_events_in_another_order_are_found(study):
    changed(
        study,
        "pragma foreign_keys = off",
        "update review_events set id = 100 where id = 1",
        "update review_events set id = 1 where id = 2",
        "update review_events set id = 2 where id = 100",
    )
    said = {what: ids for table, what, ids in found(study) if table == "review_events"}
    assert said == {
        "the event is not the one that was stored (its SHA-256 differs)": ("1", "2"),
        "it does not follow the event that was before it: one was changed, removed or moved": ("1", "2", "3"),
    }


def test_an_event_that_was_written_anew_with_a_digest_of_its_own_breaks_the_chain(study):
    with closing(sqlite3.connect(study)) as db:
        (row,) = db.execute(
            "select id, scope, case_id, kind, 'x', content, batch, target, request, at from review_events where id = 1"
        )
        db.execute("update review_events set reviewer = 'x', sha256 = ? where id = 1", [event_sha256(row)])
        db.commit()
    assert [(table, ids) for table, what, ids in found(study) if "does not follow" in what] == [
        ("review_events", ("1",))
    ]


def test_a_study_with_peoples_codings_and_no_run_is_whole(tmp_path):
    demo = ROOT / "coder" / "demo"
    with closing(Study(tmp_path / "study.db", create=True)) as study:
        import_files(study, [demo / "interview_1.txt", demo / "codebook.yaml", demo / "codings_rater_a.csv"])
    assert verify(tmp_path / "study.db").checked["codings"] > 0
    assert found(tmp_path / "study.db") == []


@pytest.mark.parametrize(
    ("statement", "table", "what", "ids"),
    [
        ("update transcripts set text = text || 'x' where id = 2", "transcripts", "the text is not", ("2",)),
        ("update transcripts set text = cast(x'ff' as text) where id = 1", "transcripts", "in text is damaged", ("1",)),
        ("update turns set end = 1000000 where position = 3", "turns", "the turn does not lie", ("1/3", "2/3", "3/3")),
        ("update codebooks set content = replace(content, 'is said', 'w')", "codebooks", "the codebook is not", ("1",)),
        ("update codebooks set content = '{'", "codebooks", "the codebook is not", ("1",)),
        ("update samples set content = replace(content, '8', '9')", "samples", "the sample is not", ("1",)),
        ("update exchanges set reply = 'x' where id = 7", "exchanges", "the reply is not", ("7",)),
        ("update exchanges set reply = null where id = 7", "exchanges", "the reply is gone", ("7",)),
        ("update exchanges set request = '{' where id = 9", "exchanges", "in request is damaged", ("9",)),
        ("update request_parts set content = ''", "request_parts", "the part of a request", None),
        ("update runs set settings = 'x'", "runs", "in settings is damaged", ("1",)),
        ("update codings set reason = 'x' where id = 5", "codings", "its fingerprint differs", ("5",)),
        ("update codings set status = 'odd' where id = 5", "codings", "its fingerprint differs", ("5",)),
        ("update codings set end = 99999 where id = 5", "codings", "the coding does not lie", ("5",)),
        ("update raters set kind = 'robot' where id = 1", "raters", "of no kind", ("1",)),
        ("update exchanges set state = 'lost' where id = 7", "exchanges", "in no state", ("7",)),
        ("update raters set name = 'n'", "codings", "its fingerprint differs", None),
        ("update assignments set probability = 0.5 where coding_id = 6", "codings", "its fingerprint differs", ("6",)),
        ("delete from assignments where coding_id = 6 and position = 1", "codings", "its fingerprint differs", ("6",)),
        ("update assignments set quotation = '' where coding_id = 5", "codings", "a quotation is not what", ("5",)),
        ("update assignments set end = 99999 where coding_id = 5", "codings", "a quotation does not lie", ("5",)),
        ("update assignments set start = 0 where coding_id = 6", "codings", "a quotation is not what", ("6",)),
        ("delete from transcripts where id = 3", "turns", "transcripts that it belongs to is not there", None),
        ("delete from codings where id = 5", "assignments", "codings that it belongs to is not there", ("5/0",)),
        ("update reviews set content = replace(content, '7', '8') || ' '", "reviews", "the review is not", ("1",)),
        ("update cases set passage = 'x' where id = 2", "cases", "the case is not the one", ("2",)),
        ("update cases set content = content || ' ' where id = 2", "cases", "the case is not the one", ("2",)),
        ("update cases set start = start + 1, end = end + 1 where id = 2", "cases", "its passage is not", ("2",)),
        ("update cases set end = 99999 where id = 2", "cases", "its passage is not", ("2",)),
        ("update cases set state = 'open' where id = 1", "cases", "it does not stand as", ("1",)),
        ("update cases set flagged = 1 where id = 2", "cases", "it does not stand as", ("2",)),
        ("update cases set state_event = 2 where id = 1", "cases", "it does not stand as", ("1",)),
        (
            "update case_codes set given_by = 2 where case_id = 1",
            "case_codes",
            "what is said of the code",
            ("1/strain",),
        ),
        ("update case_codes set code = 'else' where case_id = 1", "case_codes", "what is said of the", ("1/else",)),
        ("update review_events set reviewer = 'x' where id = 1", "review_events", "the event is not the one", ("1",)),
        ("update review_events set content = '{}' where id = 1", "review_events", "the event is not the one", ("1",)),
        ("update review_events set at = '' where id = 2", "review_events", "the event is not the one", ("2",)),
        ("update review_events set sha256 = '' where id = 2", "review_events", "does not follow", ("2",)),
        ("update review_events set chain_sha256 = '' where id = 2", "review_events", "does not follow", ("2", "3")),
        ("delete from review_events where id = 1", "review_events", "it does not follow the event", ("2",)),
        ("delete from review_events where id = 3", "review_events", "events at the end are gone", ()),
        ("delete from review_events where id = 3", "cases", "it does not stand as", ("2",)),
        (
            "insert into review_events select 4, scope, case_id, kind, reviewer, content, batch, target, 'new', at,"
            " sha256, chain_sha256 from review_events where id = 1",
            "review_events",
            "the event is not the one",
            ("4",),
        ),
        ("drop table review_events", "review_events", "the table or a column of it is missing", ()),
        ("drop table lease", "lease", "the table or a column of it is missing", ()),
    ],
)
def test_what_was_changed_is_named_with_its_table_and_ids(study, statement, table, what, ids):
    changed(study, statement)
    there = [(named, said, which) for named, said, which in found(study) if named == table and what in said]
    assert len(there) == 1
    assert ids in (None, there[0][2])
    said = intercoder("verify", "--study", study)
    assert (said.exit_code, SECRET in said.output) == (6, False)
    assert f"{table} " in said.output or f"{table}:" in said.output


def test_of_many_damaged_rows_the_first_are_named_and_all_are_counted(study):
    changed(study, "update exchanges set reply = 'x'")
    (finding,) = verify(study).findings
    assert (len(finding.ids), finding.count) == (20, 60)
    assert "18, 19, 20 and 40 more: the reply" in str(finding)


def test_an_index_that_lost_its_rows_is_found(study):
    at, size = page_of(study, "exchanges_by_request")
    overwritten(study, at, b"\x0a" + bytes(4) + size.to_bytes(2, "big") + b"\0")
    assert any(table == "exchanges" and "indexes are damaged" in what for table, what, _ in found(study))


def test_rows_on_a_page_that_cannot_be_read_are_named_and_those_behind_it_are_checked(tmp_path):
    study = kept_study(tmp_path / "study.db", transcripts=4, turns=100)
    assert len(content(study)["exchanges"]) > PAGE
    changed(study, "update exchanges set reply = 'x' where id in (3, 399)")
    at, _ = page_of(study, "exchanges", number=5)
    overwritten(study, at, os.urandom(1) + b"\xff" * 99)
    said = [(what, ids) for table, what, ids in found(study) if table == "exchanges"]
    assert any(what.startswith("rows cannot be read, after") for what, _ in said)
    assert any(what.startswith("the reply is not") and {"3", "399"} <= set(ids) for what, ids in said)


def protected(rows):
    """What a checksum holds: all but turns, requests, names and times."""
    whole = ("transcripts", "assignments", "codebooks", "request_parts", "review_events")
    left = {name: Counter(rows[name]) for name in whole}
    left["cases"] = Counter(row[7:10] for row in rows["cases"])
    return left | {"replies": Counter((row[0], row[6]) for row in rows["exchanges"])}


@pytest.mark.parametrize("seed", range(60))
def test_d9_random_bytes_anywhere_are_found_or_have_done_no_harm(seed, whole, study, monkeypatch):
    monkeypatch.chdir(study.parent)
    chance = random.Random(seed)
    at = chance.randrange(100) if seed % 4 == 0 else chance.randrange(study.stat().st_size)
    overwritten(study, at, chance.randbytes(chance.choice((1, 16, 160, 4096))))
    said = intercoder("verify", "--study", study)
    assert said.exit_code in (0, 6), said.output
    if said.exit_code == 0:
        assert protected(content(study)) == protected(content(whole))
    for command in ("runs", "agree", "disagreements", "export csv out.csv", "runs show 1"):
        assert intercoder(*command.split(), "--study", shutil.copy(study, study.parent / "copy.db")).exit_code != 1


def test_d9_text_that_is_overwritten_in_place_is_found_although_sqlite_sees_nothing(study):
    raw = study.read_bytes()
    for at in (
        raw.index(f"less.\n\nP0: In week 1 it was {SECRET}".encode()),
        raw.index(f'"answer": "{SECRET}'.encode()),
    ):
        overwritten(study, at, b"XX")
    with closing(Study(study)) as opened:
        assert opened.connection.execute("pragma integrity_check").fetchone() == ("ok",)
    assert {table for table, _, _ in found(study)} >= {"transcripts", "exchanges"}


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.9, 0.999])
def test_d9_a_truncated_file_is_told_in_a_sentence(share, study, monkeypatch):
    monkeypatch.chdir(study.parent)
    os.truncate(study, int(study.stat().st_size * share))
    for command in ("verify", "runs", "agree", "export csv out.csv"):
        said = intercoder(*command.split(), "--study", shutil.copy(study, study.parent / "copy.db"))
        assert said.exit_code == 6 or (command == "runs" and share == 0.999)


@pytest.mark.parametrize("size", [0, 1, 100, 5000])
def test_d9_what_is_no_database_is_refused(size, tmp_path):
    other = tmp_path / "notes.db"
    other.write_bytes(random.Random(size).randbytes(size))
    for command in ("verify", "runs", "code --model m --base-url http://127.0.0.1:9/v1"):
        said = intercoder(*command.split(), "--study", other)
        assert said.exit_code == 6
        assert "is empty" in said.output if not size else "another kind of file" in said.output
    assert other.stat().st_size == size


def test_d9_the_wal_of_another_file_is_not_mixed_in(study, tmp_path):
    other = kept_study(tmp_path / "other.db", transcripts=1)
    with closing(Study(other)) as opened:
        opened.connection.execute("pragma journal_mode = wal")
        opened.connection.execute("update transcripts set text = 'x'")
        shutil.copy(tmp_path / "other.db-wal", tmp_path / "study.db-wal")
    before = study.read_bytes()
    for command in ("verify", "runs", "export csv out.csv", "import x.txt"):
        (tmp_path / "x.txt").write_text("A: b", encoding="utf-8")
        words = [str(tmp_path / word) if word.endswith("txt") else word for word in command.split()]
        said = intercoder(*words, "--study", study)
        assert (said.exit_code, "does not belong to the study" in said.output) == (6, True)
    assert study.read_bytes() == before
    (tmp_path / "study.db-wal").unlink()
    assert intercoder("verify", "--study", study).exit_code == 0


def test_a_folder_or_nothing_in_the_place_of_a_study_is_refused(tmp_path):
    assert intercoder("verify", "--study", tmp_path).exit_code == 2
    with pytest.raises(StudyError, match="is a folder"):
        verify(tmp_path)
    said = intercoder("verify", "--study", tmp_path / "none.db")
    assert (said.exit_code, "There is no study file" in said.output) == (6, True)
    assert not (tmp_path / "none.db").exists()


def test_a_study_of_the_first_version_is_checked_as_far_as_it_has_checksums(tmp_path):
    from older_study import older_study

    study = older_study(tmp_path / "study.db", steps=1)
    before = study.read_bytes()
    said = intercoder("verify", "--study", study)
    assert said.exit_code == 0, said.output
    assert "4 replies of an early version have no checksum" in said.output
    assert study.read_bytes() == before
