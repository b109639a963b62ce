"""A run that is killed in the middle of a write, or cannot read its study: the same command goes on."""

import random
import signal

import pytest
from faulty_endpoint import FaultyEndpoint
from run_process import JOURNALS, code_words, copied, finished, goes_on, uninterrupted
from small_disk import traced

AT_ONCE = 4


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The prepared study, and what an uninterrupted run of it makes."""
    return uninterrupted(tmp_path_factory.mktemp("plain"), turns=40, documents=2)


@pytest.mark.parametrize("journal", JOURNALS)
@pytest.mark.parametrize("seed", range(4))
def test_a_run_that_is_killed_at_any_system_call_goes_on(seed, journal, plain, tmp_path):
    first = JOURNALS[journal]
    when = random.Random(seed).randint(1, 60 if first else 400)
    study = copied(plain[0], tmp_path)
    with FaultyEndpoint() as endpoint:
        before = traced(tmp_path / "log", fault=("signal=KILL", when))
        ended = finished(code_words(study, endpoint.url, AT_ONCE), before=before, first=first)
        assert ended.returncode in {-signal.SIGKILL, 128 + signal.SIGKILL}
        assert goes_on(study, endpoint, plain[1], AT_ONCE, first)


@pytest.mark.parametrize("when", [9, 30])
def test_a_study_that_cannot_be_read_is_told_in_a_sentence(when, plain, tmp_path):
    study = copied(plain[0], tmp_path)
    with FaultyEndpoint() as endpoint:
        before = [*traced(tmp_path / "log", ("pread64",), fault=("error=EIO", f"{when}+")), "-P", str(study)]
        ended = finished(code_words(study, endpoint.url, AT_ONCE), before=before)
        assert (ended.returncode, len(ended.stderr.splitlines())) == (6, 1), ended.stderr
        assert ended.stderr.startswith("intercoder: The study file ")
        assert goes_on(study, endpoint, plain[1], AT_ONCE)
