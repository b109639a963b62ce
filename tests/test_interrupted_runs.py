"""Ctrl-C, a request to end, and a closed terminal: what is under way is waited for, and the way on is told."""

import fcntl
import os
import pty
import shlex
import signal
import termios
import time
from contextlib import closing
from functools import partial

import pytest
from faulty_endpoint import FaultyEndpoint
from run_process import (
    code_words,
    copied,
    doubled,
    ending,
    finished,
    kept,
    result_table,
    started,
    uninterrupted,
)

from runs.coding_store import codings
from runs.study import Study

AT_ONCE = 4


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The prepared study, and what an uninterrupted run of it makes."""
    return uninterrupted(tmp_path_factory.mktemp("plain"), turns=40, documents=2)


@pytest.fixture
def endpoint():
    with FaultyEndpoint() as listening:
        yield listening


def under_way(study, endpoint, answered=10, **how):
    """The command with so many requests answered and as many held back as may be under way at once."""
    endpoint.hold(after=answered)
    running = started(code_words(study, endpoint.url, AT_ONCE), **how)
    assert endpoint.wait_for(answered + AT_ONCE)
    return running


def made(study):
    with closing(Study(study)) as opened:
        return len(codings(opened))


def goes_on(study, endpoint, expected, words, sent_again):
    """Whether the same command ends as if nothing had been, and sends no more again than was under way."""
    endpoint.release()
    ended = finished(words)
    assert ended.returncode == 0, ended.stderr
    assert result_table(study) == expected
    assert doubled(study) == 0
    assert endpoint.sent_again == sent_again


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, 130, "Interrupted."),
        (signal.SIGTERM, 143, "Ended by SIGTERM."),
        (signal.SIGHUP, 129, "Ended by SIGHUP."),
    ],
)
def test_one_signal_lets_nothing_more_go_and_keeps_what_is_under_way(number, code, said, plain, endpoint, tmp_path):
    study = copied(plain[0], tmp_path / "a folder")
    with ending(under_way(study, endpoint)) as running:
        running.send_signal(number)
        time.sleep(0.3)
        assert running.poll() is None
        endpoint.release()
        _, told = running.communicate(timeout=30)
    assert running.returncode == code, told
    assert said in told
    assert "What was stored is kept" in told
    assert endpoint.requests == 10 + AT_ONCE
    assert kept(study) == {"received": 10 + AT_ONCE}
    resume = told.splitlines()[-1].strip()
    assert resume.startswith("intercoder code ")
    assert f"--study '{study}'" in resume
    goes_on(study, endpoint, plain[1], shlex.split(resume)[1:], sent_again=0)


def test_requests_that_never_end_are_waited_for_some_seconds_only(plain, endpoint, tmp_path):
    study = copied(plain[0], tmp_path)
    with ending(under_way(study, endpoint)) as running:
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=25)
    assert running.returncode == 130, told
    assert kept(study) == {"received": 10, "sent": AT_ONCE}
    goes_on(study, endpoint, plain[1], code_words(study, endpoint.url), sent_again=AT_ONCE)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_ends_a_run_at_once_although_the_endpoint_hangs(number, plain, endpoint, tmp_path):
    study = copied(plain[0], tmp_path)
    with ending(under_way(study, endpoint)) as running:
        running.send_signal(number)
        time.sleep(0.3)
        running.send_signal(number)
        _, told = running.communicate(timeout=5)
    assert running.returncode == 128 + number, told
    assert "Traceback" not in told
    assert kept(study) == {"received": 10, "sent": AT_ONCE}
    goes_on(study, endpoint, plain[1], code_words(study, endpoint.url), sent_again=AT_ONCE)


def test_a_run_that_started_in_the_background_of_a_script_can_be_ended_too(plain, endpoint, tmp_path):
    study = copied(plain[0], tmp_path)
    deaf = partial(signal.signal, signal.SIGINT, signal.SIG_IGN)
    with ending(under_way(study, endpoint, preexec_fn=deaf)) as running:
        running.send_signal(signal.SIGINT)
        time.sleep(0.3)
        assert running.poll() is None
        running.send_signal(signal.SIGTERM)
        _, told = running.communicate(timeout=20)
    assert running.returncode == 143, told
    goes_on(study, endpoint, plain[1], code_words(study, endpoint.url), sent_again=AT_ONCE)


def test_a_run_under_nohup_outlives_the_terminal(plain, endpoint, tmp_path):
    study = copied(plain[0], tmp_path)
    deaf = partial(signal.signal, signal.SIGHUP, signal.SIG_IGN)
    with ending(under_way(study, endpoint, preexec_fn=deaf)) as running:
        running.send_signal(signal.SIGHUP)
        time.sleep(0.3)
        endpoint.release()
        _, told = running.communicate(timeout=30)
    assert running.returncode == 0, told
    assert result_table(study) == plain[1]


def test_a_closed_terminal_ends_a_run_that_can_go_on(plain, endpoint, tmp_path):
    study = copied(plain[0], tmp_path)
    ours, theirs = pty.openpty()

    def in_the_terminal():
        os.setsid()
        fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

    streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    with ending(under_way(study, endpoint, preexec_fn=in_the_terminal, **streams)) as running:
        os.close(theirs)
        os.close(ours)
        time.sleep(2)
        endpoint.release()
        running.wait(timeout=30)
    assert running.returncode == 129
    assert kept(study) == {"received": 10 + AT_ONCE}
    assert made(study) >= 10
    goes_on(study, endpoint, plain[1], code_words(study, endpoint.url), sent_again=0)


def test_a_run_that_is_interrupted_before_it_has_asked_anything_says_how_to_go_on(plain, endpoint, tmp_path):
    study = copied(plain[0], tmp_path)
    endpoint.hold()
    with ending(started(code_words(study, endpoint.url, AT_ONCE))) as running:
        assert endpoint.wait_for(1)
        running.send_signal(signal.SIGINT)
        time.sleep(0.2)
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=10)
    assert running.returncode == 130, told
    assert "To go on, run:" in told
    goes_on(study, endpoint, plain[1], code_words(study, endpoint.url), sent_again=1)
