"""D10: a study of an older version becomes one of this version, whole or not at all; a newer one is left alone."""

import random
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest
from kept_study import changed, content, intercoder
from older_study import CODING, TEXT, older_study
from run_process import ROOT, ending, environment

from runs import RaterKind
from runs.coding_store import add_codings, codings
from runs.errors import DamagedStudyError, StudyError
from runs.files.migrating import all_steps, is_up_to_date
from runs.files.schema import SCHEMA
from runs.keeping.verifying import verify
from runs.ledger.entries import run_summaries
from runs.sharing.reading import StudyView
from runs.study import Study
from runs.transcript_store import transcripts

OLDER = range(1, len(all_steps()))
OPENING = "import sys; from pathlib import Path; from runs.study import Study; Study(Path(sys.argv[1])).close()"


def steps_in(path):
    """The schema steps that a file has behind it."""
    with closing(sqlite3.connect(path)) as db:
        return [name for (name,) in db.execute(f"select name from {SCHEMA.migrations_table} order by id")]


def schema_of(path):
    """The tables and indexes of a file."""
    with closing(sqlite3.connect(path)) as db:
        return set(db.execute("select type, name, sql from sqlite_master"))


def older_copies(path):
    """The copies of the older file that lie beside it."""
    return sorted(path.parent.glob(f"{path.stem}.before-*"))


@pytest.mark.parametrize("steps", OLDER)
def test_an_older_study_is_brought_up_to_date_and_lies_beside_as_it_was(steps, tmp_path):
    study = older_study(tmp_path / "study.db", steps)
    before = content(study)
    with closing(Study(study)) as opened:
        assert opened.older_copy == tmp_path / f"study.before-{all_steps()[steps]}.db"
        assert list(transcripts(opened)) == [TEXT.document]
        assert codings(opened) == (CODING,)
        assert add_codings(opened, [CODING], {"m": RaterKind.MODEL}, now="") == 0
        assert run_summaries(opened)[0].requests == {"received": 4}
    new = tmp_path / "new.db"
    Study(new, create=True).close()
    assert schema_of(study) == schema_of(new)
    assert steps_in(opened.older_copy) == all_steps()[:steps]
    assert content(opened.older_copy) == before
    assert verify(study).whole
    assert verify(opened.older_copy).whole


def test_a_new_study_and_one_of_this_version_are_not_copied(tmp_path):
    for create in (True, False):
        with closing(Study(tmp_path / "study.db", create=create)) as opened:
            assert opened.older_copy is None
    assert older_copies(tmp_path / "study.db") == []


def test_the_command_says_where_the_older_study_lies(tmp_path):
    study = older_study(tmp_path / "study.db", 1)
    said = intercoder("runs", "--study", study)
    (copy,) = older_copies(study)
    assert (said.exit_code, f"it lies in {copy}" in said.stderr) == (0, True)
    assert intercoder("runs", "--study", study).stderr == ""


def test_an_earlier_copy_is_left_alone(tmp_path):
    study = older_study(tmp_path / "study.db", 1)
    first = tmp_path / f"study.before-{all_steps()[1]}.db"
    first.write_text("mine", encoding="utf-8")
    with closing(Study(study)) as opened:
        assert opened.older_copy == tmp_path / f"study.before-{all_steps()[1]}-2.db"
    assert first.read_text(encoding="utf-8") == "mine"


def test_a_damaged_older_study_is_left_as_it_is(tmp_path):
    study = changed(older_study(tmp_path / "study.db", 1), "update transcripts set text = 'x'")
    before = study.read_bytes()
    with pytest.raises(DamagedStudyError, match="transcripts 1: the text is not the one that was stored"):
        Study(study)
    assert study.read_bytes() == before
    assert older_copies(study) == []
    assert intercoder("runs", "--study", study).exit_code == 6


def test_a_step_that_fails_takes_those_before_it_back(tmp_path):
    study = changed(older_study(tmp_path / "study.db", 1), "create table allowed_hosts (host text)")
    schema = schema_of(study)
    with pytest.raises(StudyError):
        Study(study)
    assert schema_of(study) == schema
    assert steps_in(study) == all_steps()[:1]


def test_only_one_of_several_that_open_an_older_study_at_once_brings_it_up_to_date(tmp_path):
    study = older_study(tmp_path / "study.db", 1)
    opening = [subprocess.Popen([sys.executable, "-c", OPENING, study], env=environment(), cwd=ROOT) for _ in range(4)]
    assert [each.wait(60) for each in opening] == [0] * 4
    assert len(older_copies(study)) == 1
    assert steps_in(study) == all_steps()


def test_a_view_of_an_older_study_leaves_it_as_it_is(tmp_path):
    study = older_study(tmp_path / "study.db", 1)
    before = study.read_bytes()
    with pytest.raises(StudyError, match="older Intercoder"):
        StudyView(study)
    assert study.read_bytes() == before


def test_a_newer_study_is_refused_by_every_command_and_its_step_is_named(tmp_path):
    study = tmp_path / "study.db"
    Study(study, create=True).close()
    changed(study, f"insert into {SCHEMA.migrations_table} values (99, 'intercoder', 'm099_later', '')")
    before = study.read_bytes()
    for words in (["runs"], ["verify"], ["backup", tmp_path / "copy.db"], ["import", __file__], ["init"]):
        said = intercoder(*words, "--study", study)
        assert (said.exit_code, "m099_later" in said.output, "newer" in said.output) == (6, True, True)
    assert study.read_bytes() == before
    assert not (tmp_path / "copy.db").exists()


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A study of the first version, so large that bringing it up to date takes a while, and how long that takes."""
    study = older_study(tmp_path_factory.mktemp("large") / "large.db", 1, exchanges=100_000)
    copy = study.with_name("copy.db")
    copy.write_bytes(study.read_bytes())
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", OPENING, copy], env=environment(), cwd=ROOT, check=True)
    return study, time.monotonic() - began, content(study)


@pytest.mark.parametrize("seed", range(8))
def test_a_kill_at_any_moment_leaves_the_older_study_or_the_newer_one(seed, large, tmp_path):
    older, seconds, rows = large
    study, chance = tmp_path / "study.db", random.Random(seed)
    study.write_bytes(older.read_bytes())
    for _ in range(3):
        with ending(subprocess.Popen([sys.executable, "-c", OPENING, study], env=environment(), cwd=ROOT)) as opening:
            threading.Event().wait(chance.uniform(0.3, 1) * seconds)
            opening.kill()
        with closing(sqlite3.connect(study)) as db:
            assert db.execute("pragma quick_check").fetchone() == ("ok",)
        assert steps_in(study) in (all_steps()[:1], all_steps())
    with closing(Study(study)) as opened:
        assert is_up_to_date(opened.connection)
    for copy in older_copies(study):
        assert steps_in(copy) == all_steps()[:1]
        assert content(copy) == rows
    assert older_copies(study)
    now = content(study)
    assert [row[:10] for row in now["exchanges"]] == rows["exchanges"]
    assert {name: now[name] for name in ("transcripts", "turns", "codings")} == {
        name: rows[name] for name in ("transcripts", "turns", "codings")
    }
