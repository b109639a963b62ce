"""A study in whose every field stands each of the hostile texts."""

import json
from contextlib import closing

from hostile_texts import HOSTILE

from codebook import Code, Codebook, Exemplars
from evaluation.review.cases.drawing import draw_cases
from evaluation.units import build_units
from runs import Assignment, Coding, CodingStatus, Grounding, Rater, RaterKind, Transcript, Turn
from runs.coding_store import add_codebook, add_codings, codings, rater_number
from runs.ledger.entries import begin_exchange, begin_run, note_error, note_received
from runs.reviews.bases import Basis
from runs.reviews.cases import begin_review
from runs.reviews.events import add_event
from runs.reviews.records import EventKind, NewEvent, ReviewDesign
from runs.reviews.redrawing import redraw_cases
from runs.segments import segments_of
from runs.study import Study
from runs.transcript_store import add_transcript, transcripts

NOW = "2026-01-02T03:04:05+00:00"
CODES = tuple(text for text in HOSTILE if text.isprintable())
"""Names of codes hold no unseen characters."""
PERSON, MODEL, TALK = HOSTILE[0], HOSTILE[1], HOSTILE[2]
WHOLE = len(HOSTILE) + 1
"""The turn in which every text was said, and coded."""


def hostile_study(path):
    """A study of the texts as transcripts, speakers, names, codes, reasons, replies, errors, notes and reviewers.

    The interview ``TALK`` has a turn for each text, and one for all of them; each other interview has one turn.
    """
    with closing(Study(path, create=True)) as study:
        add_codebook(study, _codebook(), now=NOW)
        add_transcript(study, _talk(TALK, [*HOSTILE, " ".join(HOSTILE)]), now=NOW)
        for text in HOSTILE:
            rater_number(study, Rater(name=text, kind=RaterKind.MODEL if text == MODEL else RaterKind.PERSON))
            if text != TALK:
                add_transcript(study, _talk(text, [text]), now=NOW)
        run = _run(study)
        _coded(study, run)
        _reviewed(study)
    return path


def _codebook():
    codes = [
        Code(
            name=name,
            definition=f"defined {name}",
            include=(f"include {name}",),
            exclude=(f"exclude {name}",),
            exemplars=Exemplars(typical=(f"typical {name}",), near_miss=(f"near {name}",)),
        )
        for name in CODES
    ]
    return Codebook(name=HOSTILE[3], description=HOSTILE[4], codes=tuple(codes))


def _talk(document, said):
    turns, text = [], ""
    for position, words in enumerate(said, start=1):
        speaker = HOSTILE[(position - 1) % len(HOSTILE)]
        turns.append(Turn(position=position, speaker=speaker, start=len(text), end=len(text) + len(words)))
        text += f"{words}\n\n"
    return Transcript(document=document, text=text, turns=tuple(turns), format=HOSTILE[5], source_name=document)


def _run(study):
    """A run for each name of a model; the last has a request for each text, every third without a reply."""
    rater = rater_number(study, Rater(name=MODEL, kind=RaterKind.MODEL))
    for number, text in enumerate(HOSTILE):
        made = json.dumps({"segments": 9, "host": text})
        settings = json.dumps({"model": text, "base_url": text})
        run = begin_run(
            study, key=str(number), rater=rater, codebook=1, model=text, settings=settings, now=NOW, made_with=made
        )
    book = {"1": json.dumps({"parameters": {"model": MODEL}, "messages": [{"role": "system", "content": TALK}]})}
    for place in segments_of(transcripts(study).values(), "turn")[: len(HOSTILE)]:
        text = HOSTILE[place.turn - 1]
        own = json.dumps({"head": "1", "form": "1", "messages": [{"role": "user", "content": text}]})
        sent = begin_exchange(study, run, text, own, book, usable=bool, now=NOW, cost=0.01, about=[place])
        if place.turn % 3:
            content = json.dumps({"assignments": [{"code": text, "quotation": text}]})
            reply = {"model": text, "choices": [{"message": {"content": content}, "finish_reason": text}]}
            note_received(study, sent, json.dumps(reply), http_status=200, seconds=1.5, cost=0.002)
        else:
            note_error(study, sent, f"No reply: {text}", http_status=503, seconds=0.5, body=text)
    return run


def _coded(study, run):
    """Person and model give each turn a code, and the last turn all of them; every third answer is missing."""
    talk = transcripts(study)[TALK]
    made = []
    for turn in talk.turns:
        for rater, by in ((PERSON, None), (MODEL, run)):
            where = {"document": TALK, "rater": rater, "start": turn.start, "end": turn.end, "run": by}
            text = HOSTILE[(turn.position - 1) % len(HOSTILE)]
            if turn.position == WHOLE:
                given = _every_code(talk.text, turn) if rater == MODEL else ()
                made.append(Coding(**where, assignments=given, reason=text))
            elif by and turn.position % 3 == 0:
                made.append(Coding(**where, status=CodingStatus.FAILED, reason=f"No reply: {text}"))
            else:
                code = CODES[(turn.position + bool(by)) % len(CODES)]
                made.append(Coding(**where, assignments=_given(code, text, turn, talk.text), reason=text))
    add_codings(study, made, {MODEL: RaterKind.MODEL}, now=NOW)


def _given(code, text, turn, talk):
    """A code on all of a turn, and one that a quotation was given for that nobody said."""
    words = talk[turn.start : turn.end]
    place = {"quotation": words, "start": turn.start, "end": turn.end, "grounding": Grounding.UNIT}
    lost = {"quotation": f"never said {text}", "start": None, "end": None, "grounding": Grounding.UNGROUNDED}
    return (Assignment(code=code, rationale=text, **place), Assignment(code=code, rationale=text, **lost))


def _every_code(talk, turn):
    """Each code on the words that are its name."""
    found, place = [], turn.start
    for text in HOSTILE:
        start, place = place, place + len(text) + 1
        words = talk[start : start + len(text)]
        assert words == text
        if text in CODES:
            where = {"start": start, "end": start + len(text), "grounding": Grounding.EXACT}
            found.append(Assignment(code=text, quotation=words, rationale=f"because {text}", **where))
    return tuple(found)


def _reviewed(study):
    """A review of all turns, with a flag and a note on each case, by a reviewer of each name."""
    texts = transcripts(study)
    design = ReviewDesign(raters=(PERSON, MODEL), unit="turn", speakers=HOSTILE, seed=1)
    made = codings(study)
    table = build_units(
        segments_of(texts.values(), design.unit, speakers=frozenset(design.speakers)),
        made,
        transcripts=texts.values(),
        unit=design.unit,
        codes=CODES,
        raters=design.raters,
    )
    cases = draw_cases(table, made, design, {name: text.text for name, text in texts.items()})
    review = begin_review(study, design, now=NOW)
    redraw_cases(study, review, cases, basis=Basis())
    numbers = [number for (number,) in study.connection.execute("select id from cases order by start desc")]
    for number, text in zip(numbers[1:], HOSTILE, strict=False):
        for kind in (EventKind.FLAGGED, EventKind.SKIPPED):
            content = {"note": f"{kind} {text}"}
            new = NewEvent(
                scope="review 1", kind=kind, reviewer=text, request=f"{kind} {text}", case=number, content=content
            )
            add_event(study, new, now=NOW)


def case_of_everything(path):
    """The number of the case in which every text was said."""
    with closing(Study(path)) as study:
        return study.connection.execute("select id from cases order by start desc").fetchone()[0]
