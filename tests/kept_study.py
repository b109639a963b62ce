"""A study with everything in it that a check looks at, and ways to damage it."""

import hashlib
import json
import sqlite3
from contextlib import closing

from click.testing import CliRunner

from codebook import Code, Codebook
from coder.cli import main
from runs import Assignment, Coding, CodingStatus, Grounding, Rater, RaterKind, Unit
from runs.coding_store import add_codebook, add_codings, rater_number
from runs.ledger.entries import begin_exchange, begin_run, note_received
from runs.reviews.bases import Basis
from runs.reviews.cases import begin_review
from runs.reviews.events import add_event
from runs.reviews.records import (
    CaseKind,
    Choice,
    Decision,
    DrawnCase,
    EventKind,
    Judgement,
    NewEvent,
    ReviewDesign,
)
from runs.reviews.redrawing import redraw_cases
from runs.reviews.undoing import undo
from runs.samples import DrawnSample, SampledUnit, Stratum, add_sample
from runs.study import Study
from runs.transcript_store import add_transcript, transcript
from runs.transcripts import read_transcript

SECRET = "zanzibar"
"""Stands in every text that may not be told."""
MODEL = {"m": RaterKind.MODEL}
NOW = "2026-01-01T00:00:00+00:00"
BOOK = Codebook(name="b", codes=(Code(name="strain", definition=f"What is said about {SECRET}."),))
SAMPLE = DrawnSample(
    rater="m",
    codebook=BOOK.fingerprint,
    unit=Unit.TURN,
    strata_by="coded",
    seed=1,
    not_judged=0,
    strata=(Stratum(name="no code", units=1, chosen=1),),
    units=(SampledUnit(document="t0", start=4, end=8, turn=1, speaker="P0", stratum=0, chosen=True),),
)
DECISION = Decision(choice=Choice.B, assignments=(), note=SECRET, shown=("p", "m"), revealed=False)


def intercoder(*words):
    """How the command ended: it never ends with a traceback or a bug, and tells no text."""
    ended = CliRunner().invoke(main, [str(word) for word in words])
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    assert "Traceback" not in ended.output
    assert "should not" not in ended.output, ended.output
    assert SECRET not in ended.output
    return ended


def kept_study(path, *, transcripts=3, turns=20, bulk=0):
    """A study that a model has coded.

    Args:
        path: The file.
        transcripts: How many it has.
        turns: Of each transcript.
        bulk: How many characters each reply has more than it needs.
    """
    with closing(Study(path, create=True)) as study:
        add_codebook(study, BOOK, now=NOW)
        rater = rater_number(study, Rater(name="m", kind=RaterKind.MODEL))
        run = begin_run(study, key="k", rater=rater, codebook=1, model="m", settings="{}", now=NOW)
        for number in range(transcripts):
            text = "".join(f"P{number}: In week {i} it was {SECRET} – “more” 💛 or less.\n\n" for i in range(turns))
            read = read_transcript(f"t{number}.txt", text.encode()).transcript
            add_transcript(study, read, now=NOW)
            with study.writing():
                for turn in read.turns:
                    _exchange(study, run, f"{number}/{turn.position}", bulk)
            add_codings(study, [_coding(read, turn, run) for turn in read.turns], MODEL, now=NOW)
        add_sample(study, SAMPLE, now=NOW)
        _review(study)
    return path


def _review(study):
    """Two cases in the first transcript: one was decided, one skipped, and that was undone."""
    text = transcript(study, "t0").text
    review = begin_review(study, ReviewDesign(raters=("m", "p"), unit=Unit.TURN, seed=1), now=NOW)
    redraw_cases(study, review, [_case(text, start, start + 20) for start in (4, 30)], basis=Basis())
    for case, kind, content in ((1, EventKind.DECIDED, DECISION.model_dump(mode="json")), (2, EventKind.SKIPPED, {})):
        event = NewEvent(scope="review 1", kind=kind, reviewer=SECRET, request=f"r{case}", case=case, content=content)
        add_event(study, event, now=NOW)
    undo(study, "review 1", SECRET, request="u", now=NOW)


def _case(text, start, end):
    given = Assignment(code="strain", quotation=text[start:end], start=start, end=end, grounding=Grounding.UNIT)
    judgements = tuple(
        Judgement(
            rater=rater,
            status=CodingStatus.CODED,
            codes=tuple(each.code for each in made),
            assignments=made,
            reason=SECRET,
        )
        for rater, made in (("p", ()), ("m", (given,)))
    )
    return DrawnCase(
        document="t0",
        start=start,
        end=end,
        turn=1,
        speaker="P0",
        kind=CaseKind.ONE_ONLY,
        passage=text[start:end],
        judgements=judgements,
        disputed=("strain",),
        rank=0.5,
        shuffle=start,
    )


def _exchange(study, run, key, bulk):
    shared = json.dumps({"parameters": {}, "messages": [], "about": SECRET})
    name = hashlib.sha256(shared.encode()).hexdigest()
    request = json.dumps({"head": name, "form": name, "messages": [{"role": "user", "content": f"{SECRET} {key}"}]})
    number = begin_exchange(study, run, key, request, {name: shared}, usable=bool, now=NOW)
    body = json.dumps({"answer": f"{SECRET} {key} é", "more": "x" * bulk})
    note_received(study, number, body, http_status=200, seconds=1.0)


def _coding(transcript, turn, run):
    at = transcript.text.index("it was", turn.start)
    given = (
        (Grounding.EXACT, at, at + 6, transcript.text[at : at + 6]),
        (Grounding.UNIT, turn.start, turn.end, transcript.text[turn.start : turn.end]),
        (Grounding.UNGROUNDED, None, None, f"not {SECRET}"),
    )
    return Coding(
        document=transcript.document,
        rater="m",
        start=turn.start,
        end=turn.end,
        run=run,
        assignments=tuple(
            Assignment(code="strain", quotation=words, start=start, end=end, grounding=how, rationale=f"{SECRET}!")
            for how, start, end, words in (given[: turn.position % 4])
        ),
    )


def changed(path, *statements):
    """The study after somebody else changed it without minding its rules."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma ignore_check_constraints = on")
        for statement in statements:
            assert db.execute(statement).rowcount != 0
        db.commit()
    return path


def overwritten(path, at, noise):
    """The file after these bytes were written over it."""
    with path.open("r+b") as stream:
        stream.seek(at)
        stream.write(noise)
    return path


def content(path, *, without=("lease", "_sqlite_migrations")):
    """Every row of every table, as it can be read."""
    with closing(sqlite3.connect(path)) as db:
        names = [name for (name,) in db.execute("select name from sqlite_master where type = 'table'")]
        return {name: db.execute(f"select * from {name}").fetchall() for name in names if name not in without}


def page_of(path, table, *, kind="leaf", number=0):
    """Where a page of a table begins in the file, and how long it is."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("create virtual table temp.pages using dbstat")
        rows = db.execute(
            "select pgoffset, pgsize from temp.pages where name = ? and pagetype = ? order by pageno", [table, kind]
        ).fetchall()
    return rows[number]
