"""D8: a study in a file or folder that may not be written; the user of these tests has no right to override that."""

import ctypes
import os
import shutil
import signal
import subprocess
from contextlib import closing

import pytest
from faulty_endpoint import FaultyEndpoint
from kept_study import intercoder, kept_study
from older_study import older_study
from run_process import code_words, command, environment, kept, prepared

from runs.study import Study

OVERRIDES = (1, 2)
"""The rights of Linux by which root writes and reads whatever the file's mode says."""
BOUNDING_SET_DROP = 24


def without_overrides():
    """In a process about to begin: it may do what the modes of files say, also when it is root's."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if os.getuid() == 0:
        for right in OVERRIDES:
            if ctypes.CDLL(None).prctl(BOUNDING_SET_DROP, right, 0, 0, 0):
                os._exit(99)


def bound(*words):
    """How the command ended that is bound by the modes of files."""
    ended = subprocess.run(
        command(*words), env=environment(), preexec_fn=without_overrides, capture_output=True, text=True, timeout=120
    )
    if ended.returncode == 99:
        pytest.skip("root's rights cannot be given up here")
    assert "Traceback" not in ended.stderr
    assert "should not" not in ended.stderr
    return ended


@pytest.fixture
def folder(tmp_path):
    """A folder that can be cleared away whatever its mode has become."""
    inner = tmp_path / "folder"
    inner.mkdir()
    yield inner
    inner.chmod(0o700)


def closed(study, what):
    """The study, or its folder, so that it may be read only."""
    if what == "file":
        study.chmod(0o400)
    else:
        study.parent.chmod(0o500)
    return study


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_may_not_be_written_can_be_looked_at(what, folder, tmp_path):
    study = kept_study(folder / "study.db")
    (folder / "study.db-journal").unlink(missing_ok=True)
    before = intercoder("runs", "--study", study).output
    closed(study, what)
    assert bound("runs", "--study", study).stdout == before
    for words in (
        ["verify"],
        ["runs", "show", 1],
        ["runs", "watch", "--once"],
        ["export", "csv", tmp_path / "out.csv"],
    ):
        ended = bound(*words, "--study", study)
        assert ended.returncode == 0, ended.stderr
    assert bound("agree", "--study", study).returncode == 2
    assert bound("backup", tmp_path / "copy.db", "--study", study).returncode == 0


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_run_on_what_may_not_be_written_ends_with_6_before_anything_is_sent(what, folder, tmp_path):
    study = closed(prepared(folder / "study.db"), what)
    (tmp_path / "more.txt").write_text("A: b\n", encoding="utf-8")
    with FaultyEndpoint() as endpoint:
        for words in (code_words(study, endpoint.url), ["import", tmp_path / "more.txt", "--study", study]):
            ended = bound(*words)
            assert ended.returncode == 6, ended.stderr
            assert "may not be written" in ended.stderr
            assert "backup" in ended.stderr
        assert endpoint.requests == 0


@pytest.mark.parametrize("what", ["file", "folder"])
def test_an_older_study_that_may_not_be_written_says_that_it_must_be_brought_up_to_date(what, folder):
    study = older_study(folder / "study.db", steps=1)
    before = study.read_bytes()
    closed(study, what)
    ended = bound("runs", "--study", study)
    assert (ended.returncode, "brought up to date" in ended.stderr) == (6, True)
    assert bound("verify", "--study", study).returncode == 0
    assert study.read_bytes() == before


def test_a_study_that_may_not_even_be_read_is_told_in_a_sentence(folder, tmp_path):
    study = kept_study(folder / "study.db")
    study.chmod(0)
    for words in (["verify"], ["runs"], ["backup", tmp_path / "copy.db"], ["init"]):
        ended = bound(*words, "--study", study)
        assert (ended.returncode, "is not readable" in ended.stderr) == (2, True)


def test_a_study_in_wal_mode_can_be_looked_at_in_a_folder_that_may_not_be_written(folder):
    study = kept_study(folder / "study.db")
    with closing(Study(study)) as opened:
        opened.connection.execute("pragma journal_mode = wal")
    closed(study, "folder")
    for word in ("verify", "runs"):
        ended = bound(word, "--study", study)
        assert ended.returncode == 0, ended.stderr


def test_what_a_killed_writer_left_half_made_is_undone_or_told(folder, tmp_path):
    study = kept_study(folder / "study.db")
    with closing(Study(study)) as opened:
        opened.connection.execute("pragma cache_size = 1")

        def copy_in_the_middle():
            with opened.writing() as db:
                db.execute("update exchanges set seconds = 2, request = request || request")
                shutil.copy(folder / "study.db-journal", tmp_path / "study.db-journal")
                raise InterruptedError(shutil.copy(study, tmp_path / "study.db"))

        with pytest.raises(InterruptedError) as middle:
            copy_in_the_middle()
        (half,) = middle.value.args
    tmp_path.chmod(0o500)
    try:
        ended = bound("verify", "--study", half)
        assert ended.returncode == 6
        assert "cut off left a change half made" in ended.stderr
    finally:
        tmp_path.chmod(0o700)
    assert bound("verify", "--study", half).returncode == 0
    assert kept(half)["received"] == 60
