"""A person's own coding, segment by segment, with nobody else's codes in sight; each act is stored, then answered."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from codebook import InputError
from evaluation.review.asking import app_of, asked_by_script, session_of
from evaluation.review.cases.answering import gone_to, time_of, wish
from evaluation.review.cases.case_text import CONTEXTS
from evaluation.review.coding.coding_form import (
    MovedPassageError,
    SeveralPlacesError,
    code_meant,
    digest_of,
    passage_of,
    wish_of,
)
from evaluation.review.coding.coding_page import END, Coded, codebook_of, coded_interview, coding_page, own_task
from evaluation.review.coding.selecting import with_code, without
from evaluation.review.forms import Form, posted
from evaluation.review.opening import reading, writing
from evaluation.review.rendering import page, told
from runs import Assignment, Segment
from runs.reviews.coding_tasks import coding_tasks
from runs.reviews.own_coding import Restored, code_units, redo_coding, undo_coding
from runs.study import Study
from runs.transcript_store import document_numbers

AROUND = 60
"""Characters shown on either side of a place to choose from."""


class Next(NamedTuple):
    """What is shown after an act."""

    place: int | str
    done: str


def segment(request: Request) -> Response:
    """One segment, to be coded: the one asked for, or the first that was not seen."""
    asked = request.query_params
    context = asked.get("context", "")
    with reading(request) as study:
        coded = replace(
            coded_interview(request, study),
            context=int(context) if context in {str(each) for each in CONTEXTS} else CONTEXTS[0],
            done=asked.get("done", ""),
        )
        return coding_page(request, study, coded.at(asked.get("at", "")))


def _give(request: Request, form: Form) -> Response:
    """Give a code to the passage that was selected or pasted, or to the whole segment."""
    with writing(request) as study:
        try:
            with study.writing():
                following = _given(request, form, study, *_asked(request, form, study))
        except MovedPassageError as error:
            return told(request, 409, error)
        except SeveralPlacesError as error:
            return _which(request, form, study, error)
        return _shown(request, study, following)


def _given(request: Request, form: Form, study: Study, coded: Coded, unit: Segment) -> Next:
    codebook = codebook_of(study)
    code = code_meant((each.name for each in codebook.codable), form.get("code", ""))
    transcript = app_of(request).texts.transcript(study, coded.document)
    passage = passage_of(form, unit, transcript)
    given = {place: said.assignments for place, said in coded.said.items()}
    found = with_code(coded.units, given, passage, code, text=transcript.text, codebook=codebook)
    changed = _stored(request, study, found.said, wish_of(form, f"give {code}"))
    if unit not in found.said:
        return Next(next(iter(found.said)).start, "elsewhere")
    return Next(unit.start, "same" if not changed else "split" if found.told else "given")


def _take(request: Request, form: Form) -> Response:
    """Take away a code that the person gave in the segment."""
    with writing(request) as study:
        with study.writing():
            coded, unit = _asked(request, form, study)
            said = coded.said_of(unit)
            kept = without(said.assignments if said else (), _named(said.assignments if said else (), form))
            _stored(request, study, {unit: kept}, wish_of(form, f"take {form.get('given')} {form.get('code')}"))
        return _shown(request, study, Next(unit.start, "taken" if kept else "emptied"))


def _none(request: Request, form: Form) -> Response:
    """Say that the segment was looked at and none of the codes applies, and go on."""
    with writing(request) as study:
        with study.writing():
            coded, unit = _asked(request, form, study)
            said = coded.said_of(unit)
            if said and said.assignments:
                raise InputError(
                    "This segment has codes of yours.",
                    why="They were given on another page, or just now.",
                    do="Reload the page; take them away if none applies.",
                )
            _stored(request, study, {unit: ()}, wish_of(form, "none"))
        place = coded.units.index(unit) + 1
        return _shown(request, study, Next(coded.units[place].start if place < len(coded.units) else END, ""))


def _undo(request: Request, form: Form) -> Response:
    return _turned(request, form, "undone")


def _redo(request: Request, form: Form) -> Response:
    return _turned(request, form, "redone")


def _turned(request: Request, form: Form, what: str) -> Response:
    """Undo or redo what the person did last, and show the segment that it was done to."""
    turn = undo_coding if what == "undone" else redo_coding
    with writing(request) as study:
        own_task(request, study)
        turned = turn(study, session_of(request).reviewer, request=wish(form, what), now=time_of(request))
        if not turned:
            return _shown(request, study, Next(form.get("at", ""), f"nothing-{what}"))
        first = turned[0]
        if first.document == coded_interview(request, study).document:
            return _shown(request, study, Next(first.start, what))
        path = f"{_interview_of(request, study, first)}?at={first.start}&done={what}"
    return gone_to(request, path)


def _interview_of(request: Request, study: Study, restored: Restored) -> str:
    """The address of the interview to which something was done, in this task where it belongs to it."""
    here, number = int(request.path_params["task"]), document_numbers(study)[restored.document]
    mine = (each for each in coding_tasks(study) if each.task.rater == session_of(request).reviewer)
    with_it = [each.number for each in mine if any(one.document == restored.document for one in each.task.documents)]
    return f"/coding/{here if here in with_it else with_it[0]}/{number}"


def _stored(
    request: Request, study: Study, said: Mapping[Segment, tuple[Assignment, ...]], wanted: str
) -> tuple[object, ...]:
    return code_units(study, session_of(request).reviewer, said, request=wanted, now=time_of(request))


def _asked(request: Request, form: Form, study: Study) -> tuple[Coded, Segment]:
    """The interview and its segment that a form is about.

    Raises:
        InputError: The task has no such segment.
    """
    coded = coded_interview(request, study)
    unit = next((each for each in coded.units if str(each.start) == form.get("at", "")), None)
    if unit is None:
        raise InputError("There is no such segment.", do="Go back to the list of interviews, and open it anew.")
    return coded, unit


def _named(given: tuple[Assignment, ...], form: Form) -> Assignment:
    """The code that is to be taken away: by its place among those of the segment and its name."""
    place, code = form.get("given", ""), code_meant((each.code for each in given), form.get("code", ""))
    found = next((each for at, each in enumerate(given) if str(at) == place and each.code == code), None)
    if found is None:
        raise InputError("This code is not there any more.", do="Reload the page.")
    return found


def _shown(request: Request, study: Study, following: Next) -> Response:
    """The page of what comes next; without a script, the way to it."""
    coded = coded_interview(request, study)
    if not asked_by_script(request):
        more = {"done": following.done} if following.done else {}
        return RedirectResponse(coded.address(following.place, **more), 303)
    return coding_page(request, study, replace(coded, done=following.done).at(str(following.place)))


def _which(request: Request, form: Form, study: Study, error: SeveralPlacesError) -> Response:
    """The page that asks which of several places is meant; nothing is stored."""
    coded, unit = _asked(request, form, study)
    text = app_of(request).texts.transcript(study, coded.document).text
    places = [
        (
            each,
            text[max(unit.start, each.start - AROUND) : each.start],
            text[each.start : each.end],
            text[each.end : min(unit.end, each.end + AROUND)],
            digest_of(text, each),
        )
        for each in error.places
    ]
    return page(
        request,
        "coding_places.html",
        422,
        coded=replace(coded, index=coded.units.index(unit)),
        places=places,
        code=form.get("code", ""),
        request_id=form.get("request", ""),
    )


ROUTES = (
    Route("/coding/{task:int}/{document:int}", segment),
    *(
        Route(f"/coding/{{task:int}}/{{document:int}}/{name}", posted(handler), methods=["POST"])
        for name, handler in (("give", _give), ("take", _take), ("none", _none), ("undo", _undo), ("redo", _redo))
    ),
)
