"""The real command as a process on a prepared study, and what a study says of its run afterwards."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from faulty_endpoint import FaultyEndpoint

from codebook import Code, Codebook
from runs import CodingStatus
from runs.coding_store import add_codebook, codings
from runs.study import Study
from runs.transcript_store import add_transcript
from runs.transcripts import read_transcript

ROOT = Path(__file__).resolve().parents[1]
BOOK = Codebook(
    name="b",
    codes=tuple(Code(name=name, definition=f"What is said about {name}.") for name in ("strain", "support", "time")),
)


NEW_SQLITE = "import sqlite3; sqlite3.sqlite_version_info = (3, 51, 3); "
"""Makes a process take SQLite for one whose WAL is safe, so that it uses WAL."""
JOURNALS = {"truncate": "", "wal": NEW_SQLITE}
"""What makes a process keep its transactions safe in each way."""


def command(*words, first=""):
    """The command line of ``intercoder`` with these words, after what is to be done first."""
    return [sys.executable, "-c", f"{first}from coder.cli import main; main()", *map(str, words)]


def code_words(study, url, concurrency=8):
    """The words that code a study with what listens at an address."""
    return ["code", "--base-url", url, "--model", "m", "--concurrency", str(concurrency), "--study", str(study)]


def environment(**more):
    """The environment in which this project's own packages are found, whatever the folder."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("INTERCODER_", "OPENAI_"))}
    return inherited | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **more}


def started(words, *, before=(), first="", **more):
    """The command, running: it hears Ctrl-C also where these tests run in the background."""
    hear = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(
        [*before, *command(*words, first=first)], **{"env": environment(), "preexec_fn": hear, **pipes, **more}
    )


def finished(words, **more):
    """The command, ended, with what it said."""
    with ending(started(words, **more)) as running:
        out, said = running.communicate(timeout=120)
    return subprocess.CompletedProcess(running.args, running.returncode, out, said)


@contextmanager
def ending(running):
    """A process that is over when the block ends, however that ends."""
    try:
        yield running
    finally:
        if running.poll() is None:
            running.kill()
        running.wait()
        for pipe in (running.stdout, running.stderr):
            if pipe:
                pipe.close()


def prepared(path, turns=200, documents=5):
    """A study of so many segments in so many transcripts, each segment with words of its own."""
    each = turns // documents
    with closing(Study(path, create=True)) as study:
        add_codebook(study, BOOK, now="")
        for name in range(documents):
            said = "".join(f"P{name}: In week {i} of {name} I said what it was like.\n\n" for i in range(each))
            add_transcript(study, read_transcript(f"t{name}.txt", said.encode()).transcript, now="")
    return path


def uninterrupted(folder, **size):
    """A prepared study, and what a run of a copy of it makes that nothing disturbs."""
    study = prepared(folder / "prepared.db", **size)
    whole = copied(study, folder / "whole")
    with FaultyEndpoint(latency=0) as endpoint:
        ended = finished(code_words(whole, endpoint.url))
    assert ended.returncode == 0, ended.stderr
    return study, result_table(whole)


def goes_on(study, endpoint, expected, at_once, first=""):
    """Whether the command now ends as if nothing had been, and sends no more again than was under way."""
    ended = finished(code_words(study, endpoint.url, at_once), first=first)
    assert ended.returncode == 0, ended.stderr
    assert result_table(study) == expected
    assert doubled(study) == 0
    assert endpoint.sent_again <= at_once
    assert kept(study)["received"] == len(endpoint.seen)
    return True


def copied(prepared, folder):
    """A copy of a prepared study in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(prepared, folder / "study.db"))


def killed_now_and_then(study, url, seen, chance, *, kills=3, concurrency=8):
    """How many times the run was killed, at random moments while it was under way, before it was left to end.

    Args:
        study: The study.
        url: Where the model is.
        seen: An endpoint that counts its requests.
        chance: The source of randomness.
        kills: How many times to kill at most.
        concurrency: Of each run.
    """
    done = 0
    words = code_words(study, url, concurrency)
    for _ in range(kills):
        with ending(started(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)) as running:
            seen.wait_for(seen.requests + chance.randint(1, 40), timeout=10)
            time.sleep(chance.uniform(0, 0.05))
            done += running.poll() is None
            running.kill()
    ended = finished(words)
    assert ended.returncode == 0, ended.stderr
    return done


def result_table(study):
    """What the codings of a study's run say, in no order: the latest of each segment, with what was given."""
    with closing(Study(study)) as opened:
        latest = {(made.document, made.start, made.end): made for made in codings(opened)}
    return {
        (*where, made.status.value, tuple((a.code, a.quotation, a.grounding.value) for a in made.assignments))
        for where, made in latest.items()
    }


def doubled(study):
    """How many codings there are beyond one for each segment, failed ones not counted."""
    with closing(Study(study)) as opened:
        made = Counter(
            (each.document, each.start, each.end) for each in codings(opened) if each.status != CodingStatus.FAILED
        )
    return made.total() - len(made)


def kept(study):
    """How many exchanges have each state, once the file has passed SQLite's own check."""
    with closing(sqlite3.connect(study)) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert db.execute("pragma foreign_key_check").fetchall() == []
        return Counter(dict(db.execute("select state, count(*) from exchanges group by state").fetchall()))
