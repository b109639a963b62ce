"""Runs that are killed with kill -9 at random times, and then left to end.

    python benchmarks/kill_run.py [--seeds 50] [--kills 3] [--segments 200]

Prints for each seed: how many times the run was killed, requests that were sent again (at most kills x concurrency is
promised), segments that are not as in an uninterrupted run, and codings beyond one for each segment.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from faulty_endpoint import FaultyEndpoint
from run_process import code_words, copied, doubled, finished, kept, killed_now_and_then, prepared, result_table


def one(seed: int, study: Path, expected: set, folder: Path, kills: int) -> tuple[int, ...]:
    chance = random.Random(seed)
    concurrency = chance.randint(4, 8)
    mine = copied(study, folder / str(seed))
    with FaultyEndpoint(latency=0.02) as endpoint:
        done = killed_now_and_then(mine, endpoint.url, endpoint, chance, kills=kills, concurrency=concurrency)
    kept(mine)
    lost = len(expected ^ result_table(mine))
    return done, concurrency, endpoint.sent_again, done * concurrency, lost, doubled(mine)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--kills", type=int, default=3, help="how many times each run is killed")
    parser.add_argument("--segments", type=int, default=200)
    given = parser.parse_args()
    began, totals = time.monotonic(), [0] * 6
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        study = prepared(folder / "prepared.db", given.segments)
        whole = copied(study, folder / "whole")
        with FaultyEndpoint(latency=0) as endpoint:
            finished(code_words(whole, endpoint.url))
        expected = result_table(whole)
        print("seed  kills  at once  sent again (bound)  not as uninterrupted  doubled")
        for seed in range(given.seeds):
            row = one(seed, study, expected, folder, given.kills)
            totals = [sum(pair) for pair in zip(totals, row, strict=True)]
            print("{:4}  {:5}  {:7}  {:10} {:7}  {:20}  {:7}".format(seed, *row), flush=True)
    kills, _, again, bound, lost, twice = totals
    print(f"{given.seeds} seeds, {kills} kills, {again} sent again (bound {bound}), {lost} lost, {twice} doubled,")
    print(f"{len(expected)} segments each, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
