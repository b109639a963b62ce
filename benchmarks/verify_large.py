"""Seconds and peak memory of checking, copying and salvaging a large study, each in a process of its own.

Run it with ``python benchmarks/verify_large.py``; ``--exchanges 10000`` makes it quick.
"""

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from codebook import Code, Codebook
from runs import Assignment, Coding, Grounding, Rater, RaterKind, Transcript, Turn
from runs.coding_store import add_codebook, add_codings, rater_number
from runs.keeping.backup import verified_copy
from runs.keeping.salvage import salvage
from runs.keeping.soundness import require_sound
from runs.keeping.verifying import verify
from runs.ledger.entries import begin_exchange, begin_run, note_received
from runs.study import Study
from runs.transcript_store import add_transcript

TURNS = 200
"""Of each transcript; one exchange and one coding a turn."""
REPLY = 4000
"""Characters of a reply."""


def fill(path: Path, exchanges: int) -> None:
    """Make a study in which a model was asked about each turn once."""
    with closing(Study(path, create=True)) as study:
        study.connection.execute("pragma synchronous = off")
        book = Codebook(name="b", codes=(Code(name="strain"),))
        add_codebook(study, book, now="")
        rater = rater_number(study, Rater(name="m", kind=RaterKind.MODEL))
        run = begin_run(study, key="k", rater=rater, codebook=1, model="m", settings="{}", now="")
        for number in range(exchanges // TURNS):
            with study.writing():
                _fill_transcript(study, run, f"t{number}")


def _fill_transcript(study: Study, run: int, name: str) -> None:
    said = f"In week {name} it was all too much – the shifts, the noise, the children.\n\n"
    turns = tuple(
        Turn(position=i + 1, speaker="P", start=i * len(said), end=(i + 1) * len(said) - 2) for i in range(TURNS)
    )
    add_transcript(study, Transcript(document=name, text=said * TURNS, turns=turns, format="x"), now="")
    for turn in turns:
        request = json.dumps({"head": "h", "form": "f", "messages": [{"role": "user", "content": said}]})
        shared = hashlib.sha256(b"{}").hexdigest()
        number = begin_exchange(study, run, f"{name}/{turn.position}", request, {shared: "{}"}, usable=bool, now="")
        note_received(study, number, json.dumps({"x": "y" * REPLY}), http_status=200, seconds=1.0)
    add_codings(study, (_coding(name, turn, run, said) for turn in turns), {"m": RaterKind.MODEL}, now="")


def _coding(name: str, turn: Turn, run: int, said: str) -> Coding:
    given = Assignment(
        code="strain", quotation=said[3:20], start=turn.start + 3, end=turn.start + 20, grounding=Grounding.EXACT
    )
    return Coding(document=name, rater="m", start=turn.start, end=turn.end, run=run, assignments=(given,))


def carry_out(what: str, path: Path) -> None:
    """Do one thing with the study and print what it took."""
    target = path.with_name(f"{what}.db")
    began = time.monotonic()
    if what == "verify":
        assert verify(path).whole
    elif what == "backup":
        verified_copy(path, target)
    elif what == "salvage":
        assert salvage(path, target).whole
    elif what == "look before a run":
        with closing(Study(path)) as study:
            require_sound(study)
    seconds = time.monotonic() - began
    target.unlink(missing_ok=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"| {what} | {seconds:.1f} | {peak} MB |", flush=True)


def main() -> None:
    """Fill a study, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exchanges", type=int, default=100_000)
    parser.add_argument("--only", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        carry_out(given.only[0], Path(given.only[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.db"
        fill(path, given.exchanges)
        print(
            f"{given.exchanges:,} exchanges, {path.stat().st_size / 1e6:,.0f} MB\n\n| | seconds | peak |\n|---|---|---|"
        )
        for what in ("nothing", "look before a run", "verify", "backup", "salvage"):
            subprocess.run([sys.executable, __file__, "--only", what, str(path)], check=True)


if __name__ == "__main__":
    main()
