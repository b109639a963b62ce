"""A study in which everything was done that the history tells of, with texts of one's choice in every field."""

import json
from contextlib import closing

from codebook import Code, Codebook
from runs import Assignment, Coding, CodingStatus, Grounding, Rater, RaterKind
from runs.coding_store import add_codebook, add_codings, rater_number
from runs.ledger.entries import begin_exchange, begin_run, note_error, note_received
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
    Reason,
    ReviewDesign,
)
from runs.reviews.redrawing import redraw_cases
from runs.segments import segment
from runs.study import Study
from runs.transcript_store import add_transcript
from runs.transcripts import read_transcript

NOW = "2026-01-02T03:04:05+00:00"
LENA, MAX = "Lena", "Max"
SCOPE = "review 1"


def recorded_study(path, *, text="it was all too much", turns=8, model="m", code="strain"):
    """A study with one interview, a person and a model who differ in every turn, a run of the model, and a review.

    Args:
        path: The file.
        text: What stands in each turn, note, reason, rationale, reply and error.
        turns: How many turns there are; each is a case.
        model: The model's name.
        code: The name of the code.
    """
    with closing(Study(path, create=True)) as study:
        add_codebook(study, Codebook(name=f"b {text}", codes=(Code(name=code), Code(name="support"))), now=NOW)
        said = "".join(f"P: Turn {i}, {text}.\n\n" for i in range(turns))
        transcript = read_transcript("talk.txt", said.encode("utf-8", "surrogatepass")).transcript
        add_transcript(study, transcript, now=NOW)
        made = json.dumps({"segments": turns, "host": f"h {text}"})
        rater = rater_number(study, Rater(name=model, kind=RaterKind.MODEL))
        run = begin_run(study, key="k", rater=rater, codebook=1, model=model, settings="{}", now=NOW, made_with=made)
        found = segment(transcript, "turn")
        for place in found:
            _asked(study, run, place, text)
        add_codings(
            study,
            [_by_model(transcript, place, model, code, text, run) for place in found],
            {model: RaterKind.MODEL},
            now=NOW,
        )
        add_codings(study, [Coding(document="talk", rater=LENA, start=s.start, end=s.end) for s in found], {}, now=NOW)
        design = ReviewDesign(raters=(LENA, model), unit="turn", seed=1)
        review = begin_review(study, design, now=NOW)
        redraw_cases(study, review, [_case(transcript, each, model, code) for each in found], basis=Basis())
    return path


def _asked(study, run, place, text):
    shared = json.dumps({"parameters": {"model": "m"}, "messages": [{"role": "system", "content": f"Book {text}"}]})
    own = json.dumps({"head": "1", "form": "1", "messages": [{"role": "user", "content": f"{place.turn}: {text}"}]})
    number = begin_exchange(
        study, run, str(place.turn), own, {"1": shared}, usable=bool, now=NOW, cost=0.01, about=[place]
    )
    if place.turn == 2:
        note_error(study, number, f"No reply: {text}", http_status=503, seconds=0.5, body=text)
        return
    content = json.dumps({"assignments": [{"code": "strain", "quotation": text}]})
    body = {"model": "m", "choices": [{"message": {"content": content}}], "usage": {"prompt_tokens": 100}}
    note_received(study, number, json.dumps(body), http_status=200, seconds=1.5, cost=0.002)


def _by_model(transcript, place, model, code, text, run):
    where = {"document": transcript.document, "rater": model, "start": place.start, "end": place.end, "run": run}
    if place.turn == 2:
        return Coding(**where, status=CodingStatus.FAILED, reason=f"No reply: {text}")
    words = transcript.text[place.start : place.end]
    given = Assignment(
        code=code, quotation=words, start=place.start, end=place.end, grounding=Grounding.UNIT, rationale=text
    )
    return Coding(**where, assignments=(given,))


def _case(transcript, place, model, code):
    person = Judgement(rater=LENA, status=CodingStatus.CODED, codes=(), assignments=())
    machine = Judgement(rater=model, status=CodingStatus.CODED, codes=(code,), assignments=(), run=1)
    return DrawnCase(
        document=transcript.document,
        start=place.start,
        end=place.end,
        turn=place.turn,
        speaker=place.speaker,
        kind=CaseKind.ONE_ONLY,
        passage=transcript.text[place.start : place.end],
        judgements=(machine, person) if place.turn % 2 else (person, machine),
        disputed=(code,),
        rank=0.1,
        shuffle=place.turn,
    )


def decided(study, case, *, reviewer=LENA, note="", model="m", code="strain", request=None, batch=""):
    """The event of a decision for A, which gives the code to the whole unit."""
    (start, end, passage) = study.connection.execute(
        "select start, end, passage from cases where id = ?", [case]
    ).fetchone()
    given = Assignment(code=code, quotation=passage, start=start, end=end, grounding=Grounding.UNIT)
    decision = Decision(
        choice=Choice.A,
        assignments=(given,),
        reasons=(Reason.AMBIGUOUS_TEXT,),
        note=note,
        shown=(model, LENA),
        revealed=False,
        seconds=3.5,
    )
    content = decision.model_dump(mode="json")
    return done(study, EventKind.DECIDED, case=case, reviewer=reviewer, content=content, request=request, batch=batch)


def done(study, kind, *, case=None, reviewer=LENA, content=(), request=None, batch="", scope=SCOPE, target=None):
    """The event of something that was done."""
    (count,) = study.connection.execute("select count(*) from review_events").fetchone()
    new = NewEvent(
        scope=scope,
        kind=kind,
        reviewer=reviewer,
        request=request or f"r{count}",
        case=case,
        content=dict(content),
        batch=batch,
        target=target,
    )
    return add_event(study, new, now=NOW)


def everything_done(study, *, note="a note", reviewer=LENA, **named):
    """Do one of each kind: the number of each event by its kind."""
    number = {"decided": decided(study, 1, note=note, reviewer=reviewer, **named).number}
    for case, kind in enumerate((EventKind.SKIPPED, EventKind.FLAGGED, EventKind.UNFLAGGED, EventKind.REVEALED), 2):
        number[kind.value] = done(study, kind, case=case, reviewer=reviewer, content={"note": note}).number
    number["coded"] = done(study, EventKind.CODED, reviewer=reviewer, content={"document": "talk"}).number
    shown = {"document": "talk", "where": f"run 1 {note}"}
    number["shown"] = done(study, EventKind.SHOWN, reviewer=reviewer, content=shown, scope="document talk").number
    said = {"codebook": "0" * 64, "before": "", "note": note}
    number["codebook"] = done(study, EventKind.CODEBOOK, reviewer=reviewer, content=said, scope="codebook").number
    skipped = number["skipped"]
    for kind in (EventKind.UNDONE, EventKind.REDONE, EventKind.UNDONE):
        number[kind.value] = done(study, kind, case=2, reviewer=reviewer, target=skipped).number
    return number
