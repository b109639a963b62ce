"""Seconds and peak memory of importing very large transcripts into a study, each in a process of its own.

Run it with ``python benchmarks/large_transcripts.py``; ``--megabytes 10`` makes it quick.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from coder.cli.importing.files import import_files
from runs.study import Study
from runs.transcript_store import transcripts

SENTENCES = (
    "I moved here for the work, and at first I knew nobody.",
    "It was all too much for me – the shifts, the noise, the children at home…",
    "Then, well, my neighbour said: “Come along on Sunday.” So I did.",
    "Nobody had told us what the form was for, and nobody asked.",
)


def many_turns(size: int) -> str:
    """Interview talk in turns of about 100 characters."""
    pieces: list[str] = []
    length = turn = 0
    while length < size:
        label = "I" if turn % 2 == 0 else "P1"
        pieces.append(f"{label}: {SENTENCES[turn % 4]} {SENTENCES[turn % 3]}\n\n")
        length += len(pieces[-1])
        turn += 1
    return "".join(pieces)


def one_line(size: int) -> str:
    """One turn on one line."""
    return f"P1: {' '.join(SENTENCES) * (size // sum(map(len, SENTENCES)) + 1)}"[:size]


def no_labels(size: int) -> str:
    """Paragraphs of nobody in particular."""
    return "\n\n".join(SENTENCES[number % 4] for number in range(size // 60))


def many_speakers(size: int) -> str:
    """Talk in which every turn has a name of its own."""
    return "".join(f"Ann Bo{number:x}: {SENTENCES[number % 4]}\n\n" for number in range(size // 75))


def subtitles(size: int) -> str:
    """SRT with a cue for each sentence."""
    return "".join(
        f"{number + 1}\n{_time(number)},000 --> {_time(number)},900\n"
        f"[SPEAKER_0{number % 2}]: {SENTENCES[number % 4]}\n\n"
        for number in range(size // 120)
    )


def _time(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


KINDS: dict[str, tuple[Callable[[int], str], int, str]] = {
    "turns": (many_turns, 100, "big.txt"),
    "one line": (one_line, 10, "line.txt"),
    "no labels": (no_labels, 20, "plain.txt"),
    "a name a turn": (many_speakers, 20, "names.txt"),
    "subtitles": (subtitles, 20, "big.srt"),
}
"""Each kind of file, its megabytes, and its name."""


def measure(file: Path) -> dict[str, float | int]:
    """Import the file into a new study and read it back."""
    with tempfile.TemporaryDirectory() as folder, closing(Study(Path(folder) / "study.db", create=True)) as study:
        began = time.monotonic()
        (report,) = import_files(study, [file])
        imported, peak = time.monotonic(), _peak()
        assert report.new == 1, report.summary
        (read,) = transcripts(study).values()
        return {
            "MB": round(file.stat().st_size / 1e6, 1),
            "turns": len(read.turns),
            "import s": round(imported - began, 1),
            "import peak MB": peak,
            "read s": round(time.monotonic() - imported, 1),
            "peak MB": _peak(),
        }


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Make and measure each file in child processes, whose peaks are their own, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, help="size of every file, instead of each kind's own")
    parser.add_argument("--kind", choices=KINDS, help="only this one")
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.make:
        chosen.make.write_text(KINDS[chosen.kind][0](chosen.megabytes * 1_000_000), encoding="utf-8")
    elif chosen.measure:
        print(json.dumps(measure(chosen.measure)))
    else:
        for kind in [chosen.kind] if chosen.kind else KINDS:
            print(f"{kind}: {_in_children(kind, chosen.megabytes or KINDS[kind][1])}", flush=True)


def _in_children(kind: str, megabytes: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / KINDS[kind][2]
        _child("--kind", kind, "--megabytes", str(megabytes), "--make", str(file))
        return _child("--measure", str(file))


def _child(*arguments: str) -> str:
    return subprocess.run(
        [sys.executable, __file__, *arguments], check=True, capture_output=True, text=True
    ).stdout.strip()


if __name__ == "__main__":
    main()
