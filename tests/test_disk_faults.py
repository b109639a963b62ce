"""A disk that is full or fails: the run says so and ends, what came is kept, and the same command goes on."""

import random

import pytest
from faulty_endpoint import FaultyEndpoint
from run_process import JOURNALS, code_words, copied, finished, goes_on, kept, uninterrupted
from small_disk import no_file_larger_than, small_disk, traced

AT_ONCE, BULK = 4, 60_000


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The prepared study, and what an uninterrupted run of it makes."""
    return uninterrupted(tmp_path_factory.mktemp("plain"), turns=40, documents=2)


@pytest.fixture(params=JOURNALS)
def first(request):
    """What makes a process use each journal mode."""
    return JOURNALS[request.param]


def says_what_failed(ended, study, why):
    """Whether the command ended as one does whose study could not be written."""
    assert ended.returncode == 6, ended.stderr
    assert "Traceback" not in ended.stderr
    told = ended.stderr.strip().splitlines()[-1]
    assert told.startswith("intercoder: The study file")
    for part in (str(study), f"SQLite says: {why}"):
        assert part in told
    return True


def test_a_full_disk_ends_a_run_that_goes_on_when_there_is_space(plain, first, tmp_path):
    disk = tmp_path / "disk"
    with FaultyEndpoint(bulk=BULK) as endpoint, small_disk(disk, "1m") as enlarge:
        study = copied(plain[0], disk)
        ended = finished(code_words(study, endpoint.url, AT_ONCE), first=first)
        assert says_what_failed(ended, study, "database or disk is full. Free some disk space")
        assert 0 < endpoint.requests - kept(study)["received"] <= AT_ONCE
        enlarge("16m")
        assert goes_on(study, endpoint, plain[1], AT_ONCE, first)


def test_a_disk_that_stays_full_sends_nothing_more(plain, first, tmp_path):
    disk = tmp_path / "disk"
    with FaultyEndpoint(bulk=BULK) as endpoint, small_disk(disk, "1m") as enlarge:
        study = copied(plain[0], disk)
        (disk / "ballast").write_bytes(bytes(2**20 - study.stat().st_size - 4096 * 4))
        for _ in range(2):
            ended = finished(code_words(study, endpoint.url, AT_ONCE), first=first)
            assert says_what_failed(ended, study, "d")
        assert endpoint.requests == 0
        enlarge("16m")
        assert goes_on(study, endpoint, plain[1], AT_ONCE, first)


def test_a_file_that_may_not_grow_ends_a_run_that_goes_on_when_it_may(plain, first, tmp_path):
    study = copied(plain[0], tmp_path)
    with FaultyEndpoint(bulk=BULK) as endpoint:
        short = no_file_larger_than(study.stat().st_size + 10 * BULK)
        ended = finished(code_words(study, endpoint.url, AT_ONCE), first=first, preexec_fn=short)
        assert says_what_failed(ended, study, "disk I/O error")
        assert endpoint.requests - kept(study)["received"] <= AT_ONCE
        assert goes_on(study, endpoint, plain[1], AT_ONCE, first)


@pytest.mark.parametrize("seed", range(4))
def test_an_error_of_the_disk_at_any_moment_ends_a_run_that_goes_on(seed, plain, first, tmp_path):
    chance = random.Random(seed)
    error, when = chance.choice(["error=EIO", "error=ENOSPC"]), chance.randint(1, 60 if first else 400)
    study = copied(plain[0], tmp_path)
    with FaultyEndpoint() as endpoint:
        before = traced(tmp_path / "log", fault=(error, when))
        ended = finished(code_words(study, endpoint.url, AT_ONCE), before=before, first=first)
        assert "(INJECTED)" in (tmp_path / "log").read_text()
        assert says_what_failed(ended, study, "d")
        assert endpoint.requests - kept(study)["received"] <= AT_ONCE
        assert goes_on(study, endpoint, plain[1], AT_ONCE, first)
