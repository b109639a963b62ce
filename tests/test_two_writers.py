"""Several processes and one study: one run at a time, and beside it anybody may write without waiting for it to end."""

import asyncio
import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from faulty_endpoint import FaultyEndpoint
from run_process import (
    JOURNALS,
    code_words,
    copied,
    doubled,
    ending,
    environment,
    finished,
    kept,
    result_table,
    started,
    uninterrupted,
)

from coder.models import model_of
from coder.plan import Plan
from coder.session import carry_out
from coder.shortlist import embedder
from coder.work import work
from runs import Coding, RaterKind
from runs.coding_store import add_codings, codings, raters
from runs.files.connections import connected, read_only, require_file
from runs.study import Study

AT_ONCE = 4
WRITINGS = 2000
WRITING = """
import sys
from pathlib import Path
from runs import Coding
from runs.coding_store import add_codings
from runs.study import Study
study = Study(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for i in range(int(sys.argv[2])):
    made = Coding(document=f"t{i % 5}", rater="Ann", start=i, end=i + 1)
    assert add_codings(study, [made], {}, now="") == 1
print("done")
"""


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The prepared study, and what an uninterrupted run of it makes."""
    return uninterrupted(tmp_path_factory.mktemp("plain"), turns=100)


def person_writing(study, first):
    """A process that writes so many small transactions to a study once it is told to."""
    line = [sys.executable, "-c", first + WRITING, str(study), str(WRITINGS)]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return subprocess.Popen(line, env=environment(), text=True, **pipes)


def test_a_second_run_ends_at_once_names_the_first_and_sends_nothing(plain, tmp_path):
    study = copied(plain[0], tmp_path)
    with FaultyEndpoint() as endpoint, FaultyEndpoint() as other:
        endpoint.hold(after=10)
        with ending(started(code_words(study, endpoint.url, AT_ONCE))) as running:
            assert endpoint.wait_for(10 + AT_ONCE)
            for url in (endpoint.url, other.url):
                second = finished(code_words(study, url, AT_ONCE))
                assert second.returncode == 6, second.stderr
                assert f"process {running.pid} on " in second.stderr
                assert "(coding with m, since " in second.stderr
                assert "then run again" in second.stderr
            assert running.poll() is None
            assert (endpoint.requests, other.requests) == (10 + AT_ONCE, 0)
            endpoint.release()
            _, told = running.communicate(timeout=60)
        assert running.returncode == 0, told
    assert result_table(study) == plain[1]
    assert doubled(study) == 0


def test_after_a_killed_run_the_next_takes_over_without_a_manual_step(plain, tmp_path):
    study = copied(plain[0], tmp_path)
    with FaultyEndpoint() as endpoint:
        endpoint.hold(after=10)
        with ending(started(code_words(study, endpoint.url, AT_ONCE))) as running:
            assert endpoint.wait_for(10 + AT_ONCE)
            running.kill()
        endpoint.release()
        ended = finished(code_words(study, endpoint.url, AT_ONCE))
        assert ended.returncode == 0, ended.stderr
        assert endpoint.sent_again <= AT_ONCE
    assert result_table(study) == plain[1]
    assert doubled(study) == 0


def test_a_process_that_is_stopped_keeps_its_lease_and_has_it_when_it_goes_on(plain, tmp_path):
    study = copied(plain[0], tmp_path)
    with FaultyEndpoint() as endpoint:
        endpoint.hold(after=10)
        with ending(started(code_words(study, endpoint.url, AT_ONCE))) as running:
            assert endpoint.wait_for(10 + AT_ONCE)
            running.send_signal(signal.SIGSTOP)
            second = finished(code_words(study, endpoint.url, AT_ONCE))
            assert second.returncode == 6, second.stderr
            running.send_signal(signal.SIGCONT)
            endpoint.release()
            _, told = running.communicate(timeout=60)
        assert running.returncode == 0, told
        assert endpoint.sent_again == 0
    assert result_table(study) == plain[1]


@pytest.mark.parametrize("journal", JOURNALS)
def test_a_person_writes_while_a_run_goes_on_and_nobody_is_told_that_the_study_is_locked(journal, plain, tmp_path):
    study, first = copied(plain[0], tmp_path), JOURNALS[journal]
    with FaultyEndpoint(latency=0.05) as endpoint, ending(person_writing(study, first)) as person:
        assert person.stdout.readline() == "ready\n"
        endpoint.hold(after=5)
        with ending(started(code_words(study, endpoint.url, AT_ONCE), first=first)) as running:
            assert endpoint.wait_for(5 + AT_ONCE)
            person.stdin.write("go\n")
            person.stdin.flush()
            endpoint.release()
            _, told = running.communicate(timeout=100)
        said, wrong = person.communicate(timeout=100)
    assert (running.returncode, person.returncode) == (0, 0), (told, wrong)
    assert said == "done\n"
    with closing(Study(study)) as opened:
        made = codings(opened)
    assert sum(each.rater == "Ann" for each in made) == WRITINGS
    assert sum(each.rater == "m" for each in made) == len(plain[1])
    assert kept(study) == {"received": endpoint.requests}
    assert endpoint.sent_again == 0


def test_threads_that_open_a_study_in_wal_mode_at_once_all_know_it_for_one(plain, tmp_path):
    study = copied(plain[0], tmp_path)
    with closing(sqlite3.connect(study)) as db:
        db.execute("pragma journal_mode = wal")
        db.execute("create table more (a)")
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: require_file(study), range(4000)))


def test_an_export_that_is_read_slowly_keeps_nobody_from_writing(plain, tmp_path):
    study, pipe = copied(plain[0], tmp_path), tmp_path / "pipe"
    made = [Coding(document="t1", rater="Ann", start=0, end=1 + i, reason="x" * 1000) for i in range(200)]
    with closing(Study(study)) as opened:
        add_codings(opened, made, {}, now="")
    os.mkfifo(pipe)
    with ending(started(["export", "csv", pipe, "--study", study])) as exporting, pipe.open() as reader:
        assert "document,rater," in reader.readline()
        with closing(connected(study, timeout=5)) as other:
            other.execute("begin immediate")
            other.execute("update raters set name = 'Bo'")
            other.execute("commit")
        assert exporting.poll() is None
        assert len(list(csv.reader(reader))) == len(made)
        _, told = exporting.communicate(timeout=60)
    assert exporting.returncode == 0, told


def test_work_that_another_process_did_meanwhile_is_not_done_again(plain, tmp_path):
    study = copied(plain[0], tmp_path)
    with FaultyEndpoint() as endpoint, closing(Study(study)) as opened:
        found = work(opened, Plan(model_of("m", endpoint.url, key="k")), embed=embedder)
        assert (found.run, found.waiting) == (None, len(plain[1]))
        said = finished([*code_words(study, endpoint.url), "--json"]).stdout
        sent = endpoint.requests
        done = asyncio.run(carry_out(found))
        assert endpoint.requests == sent
        assert (done.run, done.rater, done.asked, done.left) == (json.loads(said)["run"], "m", 0, 0)
        assert {name: each.kind for name, each in raters(opened).items()} == {"m": RaterKind.MODEL}
        assert len(codings(opened)) == len(plain[1])


LOCKING = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('begin immediate')"


@pytest.mark.parametrize("wal", [False, True])
def test_looking_at_a_study_gives_up_no_lock_that_the_same_process_has_on_it(wal, plain, tmp_path):
    study = copied(plain[0], tmp_path)
    with closing(Study(study)) as opened:
        if wal:
            opened.connection.execute("pragma journal_mode = wal")
        with opened.writing() as db:
            db.execute("update runs set model = model")
            require_file(study)
            read_only(study).close()
            other = subprocess.run([sys.executable, "-c", LOCKING, study], capture_output=True, text=True, check=False)
    assert "database is locked" in other.stderr
