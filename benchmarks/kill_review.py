"""Reviews whose server is killed with kill -9 at random times while a person decides, and many who decide at once.

    python benchmarks/kill_review.py [--seeds 20] [--kills 8] [--decisions 400] [--people 8] [--each 250]

Prints for each seed how many decisions were sent again because their answer was lost; it stops with an error where one
that the page called saved is lost or doubled. Then so many people decide so many cases each while a run codes.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("", "tests")]

from deciding_person import held
from reviewed_study import disputed_study
from run_process import JOURNALS
from test_review_faults import decided_by_many_beside_a_run, decided_with_kills


def killed(folder: Path, seeds: int, kills: int, decisions: int) -> None:
    again = 0
    for seed in range(seeds):
        study = disputed_study(folder / f"{seed}.db", documents=4, turns=decisions // 4)
        again += decided_with_kills(study, random.Random(seed), cases=decisions, kills=kills)
        print(f"seed {seed}: {again} sent again so far", flush=True)
    print(f"{seeds} reviews of {decisions} decisions, {seeds * kills} kills, {again} sent again, 0 lost, 0 doubled")


def crowded(folder: Path, journal: str, people: int, each: int) -> None:
    began, study = time.monotonic(), folder / f"{journal}.db"
    found = decided_by_many_beside_a_run(study, JOURNALS[journal], documents=people, turns=each)
    told = {case: choice for person in found for case, choice in person.told.items()}
    refused = [each for person in found for each in person.refused]
    exact = held(study) == (told, people * each)
    seconds = time.monotonic() - began
    print(f"{journal}: {len(told):,} decisions of {people} people, {len(refused)} refused, {exact=}, {seconds:.0f} s")
    for status, said in refused:
        print(f"  {status}: {said[:200]!r}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--kills", type=int, default=8, help="how many times each server is killed")
    parser.add_argument("--decisions", type=int, default=400)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--each", type=int, default=250, help="cases that each of them decides")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        killed(Path(folder), given.seeds, given.kills, given.decisions)
        for journal in JOURNALS:
            crowded(Path(folder), journal, given.people, given.each)


if __name__ == "__main__":
    main()
