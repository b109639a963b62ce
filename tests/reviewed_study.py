"""A study of a few turns that two raters have judged, and the reviews of it."""

from contextlib import closing

from codebook import Code, Codebook
from evaluation.review.cases.drawing import draw_cases
from evaluation.units import build_units
from runs import Assignment, Coding, CodingStatus, Grounding, RaterKind, Unit
from runs.coding_store import add_codebook, add_codings, codings
from runs.reviews.bases import Basis
from runs.reviews.cases import begin_review
from runs.reviews.records import CaseKind, DrawnCase, EventKind, Judgement, NewEvent, ReviewDesign
from runs.reviews.redrawing import redraw_cases
from runs.segments import segments_of
from runs.study import Study
from runs.transcript_store import add_transcript, transcripts
from runs.transcripts import read_transcript

NOW = "2026-01-01T00:00:00+00:00"
BOOK = Codebook(name="b", codes=tuple(Code(name=name) for name in "wxyz"))
KINDS = {"Ann": RaterKind.PERSON, "Ben": RaterKind.PERSON, "m": RaterKind.MODEL}
DESIGN = ReviewDesign(raters=("Ann", "m"), unit=Unit.TURN, speakers=("P",), seed=7)


def study_of_turns(path, *, documents=2, turns=10):
    """A study of interviews in which P says something in each turn, opened."""
    study = Study(path, create=True)
    add_codebook(study, BOOK, now=NOW)
    for number in range(documents):
        more = f", {number}" * (number > 0)
        text = "".join(f"P: So in week {turn} 💛 it was more or less hard{more}.\n\n" for turn in range(turns))
        add_transcript(study, read_transcript(f"t{number}.txt", text.encode()).transcript, now=NOW)
    return study


def units_of(study):
    """The turns of the study."""
    return segments_of(transcripts(study).values(), Unit.TURN, speakers=frozenset("P"))


def whole(code, unit, text):
    """A code for all of a unit."""
    return Assignment(
        code=code, quotation=text[unit.start : unit.end], start=unit.start, end=unit.end, grounding=Grounding.UNIT
    )


def part(code, start, end, text):
    """A code for a passage."""
    return Assignment(code=code, quotation=text[start:end], start=start, end=end, grounding=Grounding.EXACT)


def ungrounded(code):
    """A code with a quotation that is not in the text."""
    return Assignment(code=code, quotation="never said", start=None, end=None, grounding=Grounding.UNGROUNDED)


def judged(study, rater, unit, *given, status=CodingStatus.CODED, independent=True, **more):
    """A coding of a unit; codes are named, or given as assignments; each is stored."""
    text = transcripts(study)[unit.document].text
    coding = Coding(
        document=unit.document,
        rater=rater,
        start=unit.start,
        end=unit.end,
        status=status,
        independent=independent,
        assignments=tuple(whole(each, unit, text) if isinstance(each, str) else each for each in given),
        **more,
    )
    add_codings(study, [coding], KINDS, now=NOW)
    return coding


def drawn(study, design=DESIGN):
    """The cases of the study as it is now."""
    texts = transcripts(study)
    table = build_units(
        segments_of(texts.values(), design.unit, speakers=frozenset(design.speakers)),
        codings(study),
        transcripts=texts.values(),
        unit=design.unit,
        codes=[code.name for code in BOOK.codes],
        raters=design.raters,
    )
    made = [coding for coding in codings(study) if coding.rater in design.raters]
    return draw_cases(table, made, design, {name: text.text for name, text in texts.items()})


def a_case(place=0, *, a=("x",), b=(), disputed=("x",), rank=0.5, **fields):
    """A case of a turn that begins at some place, as it could be drawn."""
    passage = f"passage {place}"
    found = [
        Judgement(
            rater=rater,
            status=CodingStatus.CODED,
            codes=codes,
            assignments=tuple(part(code, place, place + len(passage), " " * place + passage) for code in codes),
        )
        for rater, codes in (("Ann", a), ("m", b))
    ]
    filled = {
        "document": "t0",
        "start": place,
        "end": place + len(passage),
        "turn": 1,
        "speaker": "P",
        "kind": CaseKind.ONE_ONLY,
        "passage": passage,
        "judgements": tuple(found),
        "disputed": disputed,
        "rank": rank,
        "shuffle": place * 37 % 11,
    }
    return DrawnCase(**{**filled, **fields})


def begun(study, cases, design=DESIGN):
    """A review of these cases."""
    review = begin_review(study, design, now=NOW)
    redraw_cases(study, review, cases, basis=Basis())
    return review


def decided(case, request, *, reviewer="Lena", kind=EventKind.DECIDED, scope="review 1", batch="", **content):
    """A decision about a case, or another event."""
    if kind is EventKind.DECIDED:
        content = {"choice": "a", "assignments": [], "shown": ["Ann", "m"], "revealed": False, **content}
    return NewEvent(scope=scope, kind=kind, reviewer=reviewer, request=request, case=case, content=content, batch=batch)


def disputed_study(path, *, documents=1, turns=30, review=True):
    """A study in which Ann says x of each turn and the model m says y, with a reason; and a review of it."""
    with closing(study_of_turns(path, documents=documents, turns=turns)) as study:
        texts = {name: each.text for name, each in transcripts(study).items()}
        made = [
            Coding(
                document=unit.document,
                rater=rater,
                start=unit.start,
                end=unit.end,
                reason=reason,
                assignments=(whole(code, unit, texts[unit.document]),),
            )
            for unit in units_of(study)
            for rater, code, reason in (("Ann", "x", ""), ("m", "y", "SECRET-RATIONALE"))
        ]
        add_codings(study, made, KINDS, now=NOW)
        if review:
            begun(study, drawn(study))
    return path


def reviewed(path, places=range(6)):
    """A study with a review of cases at these places, closed."""
    with closing(study_of_turns(path)) as study:
        begun(study, [a_case(place) for place in places])
    return path
