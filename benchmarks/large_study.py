"""A study of 100,000 segments, 1,000,000 codes given by five people, and a model's run: seconds and peak memory.

    python benchmarks/large_study.py [--segments 100000]

The transcripts, the codebook and the people's codings are imported by the command; the model's run, with a reply for
each segment, is written as a run writes it, in groups. Then come the commands that read all of it, each in a process
of its own.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

TURNS, CODES, PEOPLE, GROUP = 500, 20, ("Ann", "Bo", "Cy", "Di", "Eve"), 256
"""Turns of the person interviewed in a transcript, codes in the codebook, raters, and what is committed together."""


def given(segment: int, rater: int) -> list[str]:
    """The two codes that a rater gives a segment."""
    first = (7 * segment + (segment % 5 == 0) * rater) % CODES
    return [f"code {first}", f"code {(first + 1 + segment % 3) % CODES}"]


def said(segment: int) -> str:
    return f"In week {segment} it was all too much for me, and I told them so. {'More was said about it. ' * 3}"


def write_files(folder: Path, segments: int) -> None:
    """Make what people would have: transcripts, a codebook, and a table of codings for each rater."""
    codes = "".join(f"  - name: code {i}\n    definition: What is said of subject {i}.\n" for i in range(CODES))
    (folder / "codebook.yaml").write_text(f"version: 1\nname: large\ncodes:\n{codes}")
    (folder / "transcripts").mkdir()
    for first in range(0, segments, TURNS):
        talk = "".join(f"I: And then?\n\nP: {said(first + i)}\n\n" for i in range(min(TURNS, segments - first)))
        (folder / "transcripts" / f"t{first // TURNS:04}.txt").write_text(talk)
    for number, name in enumerate(PEOPLE):
        rows = (f"t{i // TURNS:04},{2 * (i % TURNS) + 2},{';'.join(given(i, number))}\n" for i in range(segments))
        (folder / f"{name}.csv").write_text("document,turn,codes\n" + "".join(rows))


def write_run(study_file: Path) -> None:
    """Write a run of a model over all segments, in the groups in which its writer commits."""
    from runs import Rater, RaterKind
    from runs.coding_store import add_codings, latest_codebook, rater_number
    from runs.ledger.entries import begin_exchange, begin_run, finish_run, note_received
    from runs.study import Study

    with closing(Study(study_file)) as study:
        rater = rater_number(study, Rater(name="m", kind=RaterKind.MODEL))
        book = latest_codebook(study)
        assert book
        run = begin_run(study, key="k", rater=rater, codebook=book[0], model="m", settings="{}", now="2026-01-01")
        coded = enumerate(_codings(study, run))
        for group in iter(lambda: list(islice(coded, GROUP)), []):
            with study.writing():
                for i, coding in group:
                    key, own = f"{i:064}", json.dumps({"messages": [{"role": "user", "content": said(i)}]})
                    sent = begin_exchange(study, run, key, own, {}, usable=bool, now="2026-01-01")
                    assert isinstance(sent, int)
                    note_received(study, sent, _reply(coding.assignments), http_status=200, seconds=1.0, cost=0.001)
                    add_codings(study, [coding], {"m": RaterKind.MODEL}, now="2026-01-01")
        finish_run(study, run, now="2026-01-01")


def _codings(study, run: int) -> Iterator:
    from runs import Assignment, Coding, Grounding
    from runs.segments import segment
    from runs.study_texts import StudyTexts

    number = 0
    for text in StudyTexts(study).values():
        for each in segment(text, "turn", speakers=frozenset({"P"})):
            words = text.text[each.start : each.start + 20]
            place = {"quotation": words, "start": each.start, "end": each.start + 20, "grounding": Grounding.EXACT}
            codes = tuple(Assignment(code=code, rationale="It is said.", **place) for code in given(number, 5))
            where = {"document": each.document, "start": each.start, "end": each.end}
            yield Coding(rater="m", run=run, assignments=codes, **where)
            number += 1


def _reply(assignments) -> str:
    answer = [{"code": a.code, "quotation": a.quotation, "rationale": a.rationale} for a in assignments]
    message = {"role": "assistant", "content": json.dumps({"assignments": answer}), "refusal": None}
    usage = {"prompt_tokens": 1000, "completion_tokens": 60, "total_tokens": 1060}
    return json.dumps({"id": "r", "model": "m", "choices": [{"index": 0, "message": message}], "usage": usage})


def measured(name: str, *line: str) -> float:
    """Seconds of a process, after they were printed with its peak memory."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(line, stdout=output, stderr=output)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        output.seek(0)
        last = output.read().decode().strip()[-200:].splitlines()[-1:]
    print(f"{name:24}{seconds:8.1f} s {used.ru_maxrss // 1024:6,} MB  {last[0] if last else ''}"[:140], flush=True)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{name} ended with {process.returncode}.")
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--segments", type=int, default=100_000)
    parser.add_argument("--write-run", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.write_run:
        write_run(chosen.write_run)
        return
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}", flush=True)
    os.environ["PYTHONPATH"] = str(HERE.parent)
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), chosen.segments)


def measure(folder: Path, segments: int) -> None:
    study = folder / "study.db"
    write_files(folder, segments)

    def command(name: str, *words: str | Path) -> float:
        line = ["-c", "from coder.cli import main; main()", *map(str, words), "--study", str(study)]
        return measured(name, sys.executable, *line)

    texts = sorted((folder / "transcripts").iterdir())
    importing = command("import transcripts", "import", *texts, folder / "codebook.yaml")
    for person in PEOPLE:
        importing += command(f"import {person}", "import", "--rater", person, folder / f"{person}.csv")
    print(f"{'import, all':24}{importing:8.1f} s")
    measured("a model's run, written", sys.executable, __file__, "--write-run", str(study))
    print(f"{'study file':24}{study.stat().st_size / 1e6:8.0f} MB")
    command("runs", "runs")
    command("runs show", "runs", "show", "1")
    command("runs watch --once", "runs", "watch", "1", "--once")
    for form in ("csv", "jsonl", "xlsx", "parquet", "onehot", "jsonld", "html"):
        command(f"export {form}", "export", form, folder / f"all.{form}")
    command("agree", "agree", "--json")


if __name__ == "__main__":
    main()
