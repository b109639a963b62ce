"""kill -9 in the middle of a run: the same command goes on, and only what was under way is sent again."""

import random

import pytest
from faulty_endpoint import FaultyEndpoint
from run_process import (
    copied,
    doubled,
    kept,
    killed_now_and_then,
    result_table,
    uninterrupted,
)

KILLS = 3


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The prepared study, and what an uninterrupted run of it makes."""
    return uninterrupted(tmp_path_factory.mktemp("plain"))


@pytest.mark.parametrize("seed", range(6))
def test_a_run_that_is_killed_three_times_ends_as_if_it_had_not_been(seed, plain, tmp_path):
    study, expected = plain
    chance = random.Random(seed)
    concurrency = chance.randint(4, 8)
    mine = copied(study, tmp_path)
    with FaultyEndpoint(latency=0.02) as endpoint:
        kills = killed_now_and_then(mine, endpoint.url, endpoint, chance, kills=KILLS, concurrency=concurrency)
    assert 1 <= kills <= KILLS
    assert len(expected) == 200
    assert result_table(mine) == expected
    assert doubled(mine) == 0
    assert endpoint.sent_again <= kills * concurrency
    assert kept(mine)["received"] == len(endpoint.seen)
