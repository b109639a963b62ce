"""Seconds and peak memory of a large study that goes out as a REFI-QDA project and comes back into a new one.

Run it with ``python benchmarks/projects.py``; ``--transcripts 50`` makes it quick.
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from codebook import Code, Codebook
from coder.cli.importing.files import import_files
from runs import Assignment, Coding, Grounding, RaterKind
from runs.coding_store import add_codebook, add_codings
from runs.exchange.format import WriteOptions
from runs.exchange.registry import form_named
from runs.study import Study
from runs.transcript_store import add_transcript
from runs.transcripts import read_transcript

NOW = "2026-11-26T09:00:00Z"
WORDS = [
    "time",
    "work",
    "care",
    "family",
    "doctor",
    "hospital",
    "always",
    "never",
    "maybe",
    "😀",
    "thing",
    "ça",
    "être",
    "house",
    "money",
]
BOOK = Codebook(name="Work", codes=tuple(Code(name=f"code {number}") for number in range(40)))
TURNS, WORDS_A_TURN, CODES_A_RATER = 180, 60, 20


def interview(chance: random.Random) -> str:
    """About 62,000 characters of talk."""
    turns = (" ".join(chance.choice(WORDS) for _ in range(WORDS_A_TURN)) for _ in range(TURNS))
    return "\n\n".join(f"{'I' if number % 2 else 'P1'}: {said}" for number, said in enumerate(turns))


def given(text: str, chance: random.Random) -> Iterator[Assignment]:
    """Codes at random passages, half of them with a rationale."""
    for _ in range(CODES_A_RATER):
        begin = chance.randrange(len(text) - 300)
        passage = text[begin : begin + chance.randrange(20, 250)]
        start = begin + len(passage) - len(passage.lstrip())
        end = begin + len(passage.rstrip())
        why = chance.choice(["", "Because of what was said before."])
        code = chance.choice(BOOK.names)
        yield Assignment(
            code=code, quotation=text[start:end], start=start, end=end, grounding=Grounding.EXACT, rationale=why
        )


def filled(path: Path, number: int) -> Study:
    """A study of so many transcripts, each coded by two people."""
    chance, study = random.Random(1), Study(path, create=True)
    add_codebook(study, BOOK, now=NOW)
    for each in range(number):
        held = read_transcript(f"interview {each}.txt", interview(chance).encode()).transcript
        add_transcript(study, held, now=NOW)
        codings = [
            Coding(
                document=held.document,
                rater=rater,
                start=0,
                end=len(held.text),
                assignments=tuple(given(held.text, chance)),
            )
            for rater in ("Ann", "Ben")
        ]
        add_codings(study, codings, dict.fromkeys(("Ann", "Ben"), RaterKind.PERSON), now=NOW)
    return study


def main() -> None:
    """Print what took how long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--transcripts", type=int, default=500)
    number = parser.parse_args().transcripts
    with tempfile.TemporaryDirectory() as folder:
        study, file = filled(Path(folder, "a.db"), number), Path(folder, "a.qdpx")
        back = Study(Path(folder, "b.db"), create=True)
        begun = time.perf_counter()
        rows = form_named("qdpx").write(study, file, WriteOptions(), NOW).rows
        print(f"out: {rows} codings of {number} transcripts in {time.perf_counter() - begun:.1f} s")
        for what in ("in", "in again"):
            begun = time.perf_counter()
            (report,) = import_files(back, [file])
            print(f"{what}: {time.perf_counter() - begun:.1f} s, {report.new} new")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")


if __name__ == "__main__":
    main()
