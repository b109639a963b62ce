import asyncio
import signal
import subprocess
import sys
from contextlib import closing

import pytest
from scripted import study_with_a_run

from runs.errors import DamagedStudyError, StudyError
from runs.ledger.entries import Reply, begin_exchange, note_received
from runs.sharing.lease import lease
from runs.sharing.writer import Writer
from runs.study import Study

HOLDER = """
import sys, time
from pathlib import Path
from runs.sharing.lease import lease
from runs.study import Study
with lease(Study(Path(sys.argv[1])), "coding with a model", now="2026-01-01"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def study(tmp_path):
    opened = study_with_a_run(tmp_path / "study.db")
    yield opened
    opened.close()


def begun(study, key="k", now=""):
    return begin_exchange(study, 1, key, "own", {"a": "shared"}, usable=lambda body: body != "cut", now=now)


def test_what_many_write_at_once_is_all_there_and_each_gets_its_own_result(study):
    async def work(writer):
        return await asyncio.gather(*(writer.write(lambda s, k=str(i): begun(s, k)) for i in range(500)))

    with closing(Writer(study)) as writer:
        numbers = asyncio.run(work(writer))
    kept = dict(study.connection.execute("select request_key, id from exchanges").fetchall())
    assert kept == {str(i): number for i, number in enumerate(numbers)}
    assert study.connection.execute("select count(*) from request_parts").fetchone() == (1,)


def test_a_job_that_fails_does_not_take_the_others_with_it(study):
    def fail(study):
        begun(study, "lost")
        raise ZeroDivisionError

    async def work(writer):
        jobs = [lambda s: begun(s, "one"), fail, lambda s: begun(s, "two")]
        return await asyncio.gather(*(writer.write(job) for job in jobs), return_exceptions=True)

    with closing(Writer(study)) as writer:
        first, failed, second = asyncio.run(work(writer))
    assert isinstance(failed, ZeroDivisionError)
    kept = study.connection.execute("select id, request_key from exchanges order by id").fetchall()
    assert kept == [(first, "one"), (second, "two")]


def test_nothing_is_kept_that_comes_after_a_commit_that_failed(study):
    def lose(study):
        begun(study, "lost")
        study.connection.execute("rollback")
        raise ZeroDivisionError

    async def work(writer):
        await writer.write(lambda s: begun(s, "before"))
        jobs = [writer.write(job) for job in (lose, lambda s: begun(s, "after"))]
        ended = await asyncio.gather(*jobs, return_exceptions=True)
        return [*ended, *await asyncio.gather(writer.write(lambda s: begun(s, "later")), return_exceptions=True)]

    with closing(Writer(study)) as writer:
        assert [type(each) for each in asyncio.run(work(writer))] == [ZeroDivisionError] * 3
    assert study.connection.execute("select request_key from exchanges").fetchall() == [("before",)]


def test_a_reply_stands_for_an_equal_request_only_where_it_can_be_used(study):
    number = begun(study)
    note_received(study, number, "cut", http_status=200, seconds=1)
    again = begun(study)
    assert again != number
    note_received(study, again, "whole", http_status=200, seconds=1)
    assert begun(study) == Reply(exchange=again, body="whole")


def test_the_second_run_on_a_study_is_told_who_has_it_and_a_killed_one_has_it_no_longer(study):
    command = [sys.executable, "-c", HOLDER, str(study.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        named = pytest.raises(StudyError, match=rf"process {holder.pid} on .*coding with a model")
        with named as caught, lease(study, "x", now=""):
            raise AssertionError
        assert caught.value.exit_code == 6
        holder.send_signal(signal.SIGKILL)
    with lease(study, "x", now=""):
        assert Study(study.path).connection.execute("select count(*) from lease").fetchone() == (1,)


def test_a_reply_that_was_damaged_does_not_stand_for_an_answer(tmp_path):
    with closing(study_with_a_run(tmp_path / "study.db")) as study:
        number = begin_exchange(study, 1, "key", "{}", {}, usable=bool, now="")
        note_received(study, number, "an answer", http_status=200, seconds=1.0)
        study.connection.execute("update exchanges set reply = 'another'")
        with pytest.raises(DamagedStudyError, match="reply 1 is damaged"):
            begin_exchange(study, 1, "key", "{}", {}, usable=bool, now="")
