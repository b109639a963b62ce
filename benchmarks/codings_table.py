"""A table of 1,000,000 codings in and out again: seconds, seconds of a processor, and peak memory.

    python benchmarks/codings_table.py [--rows 1000000] [--offsets]

500 transcripts of 60 KB are imported first. The table has a row for each passage, with its words and, with
``--offsets``, its place; ten people coded. Each command is a process of its own.
"""

import argparse
import csv
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
DOCUMENTS, CODES, PEOPLE, WORDS = 500, 60, 10, "time work care money help home child week day night friend doctor"


def talk(number: int) -> str:
    """A transcript of 60 KB in which each sentence has a number of its own."""
    drawn, words = random.Random(number), WORDS.split()
    lines: list[str] = []
    length = 0
    while length < 60_000:
        said = f"In case {len(lines)} there was {' '.join(drawn.choices(words, k=18))}, and no more."
        lines.append(f"I: And then?\n\nP: {said}\n\n")
        length += len(lines[-1])
    return "".join(lines)


def write_table(path: Path, texts: list[str], rows: int, *, offsets: bool) -> None:
    """Rows in the order in which people would have coded: by person, then by document."""
    each = rows // (DOCUMENTS * PEOPLE)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["document", "rater", "quotation", "code", *(["start", "end"] if offsets else [])])
        for person in range(PEOPLE):
            for document, text in enumerate(texts):
                drawn = random.Random(f"{person} {document}")
                for _ in range(each):
                    start = text.index("In case ", drawn.randrange(len(text) - 400))
                    end = start + drawn.randrange(25, 110)
                    place = [start, end] if offsets else []
                    words = text[start:end].strip()
                    code = f"code {drawn.randrange(CODES)}"
                    writer.writerow([f"t{document:03}", f"Person {person}", words, code, *place])


def timed(what: str, *arguments: str) -> None:
    """Run the command, and print how long it took and how much memory it had at most."""
    command = [sys.executable, "-c", "from coder.cli import main; main()", *arguments]
    begun = time.perf_counter()
    environment = os.environ | {"PYTHONPATH": str(HERE.parent)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        told = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begun
    spent = f"{seconds:7.1f} s, {usage.ru_utime + usage.ru_stime:6.1f} s of a processor"
    first = told.splitlines()[0][:110] if told else ""
    print(f"{what:<36}{spent}, {usage.ru_maxrss / 1000:5.0f} MB   {first}", flush=True)
    assert process.returncode == 0, what


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--offsets", action="store_true")
    asked = parser.parse_args()
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "talks").mkdir()
        texts = [talk(number) for number in range(DOCUMENTS)]
        for number, text in enumerate(texts):
            (place / "talks" / f"t{number:03}.txt").write_text(text, encoding="utf-8")
        codes = "".join(f"code {number},What is said of it {number}.\n" for number in range(CODES))
        (place / "codebook.csv").write_text(f"code,definition\n{codes}", encoding="utf-8")
        write_table(place / "codings.csv", texts, asked.rows, offsets=asked.offsets)
        size = (place / "codings.csv").stat().st_size
        print(f"{asked.rows:,} rows, {size / 1e6:.0f} MB; {DOCUMENTS} transcripts, {PEOPLE} people")
        study = ("--study", str(place / "study.db"))
        talks = map(str, sorted((place / "talks").iterdir()))
        timed("import of transcripts and codebook", "import", *study, *talks, str(place / "codebook.csv"))
        timed("import of the table", "import", *study, str(place / "codings.csv"))
        timed("the same table again", "import", *study, str(place / "codings.csv"))
        timed("export as CSV", "export", *study, "csv", str(place / "out.csv"))


if __name__ == "__main__":
    main()
