"""The page on which a person codes one segment: what it is, what this person said of it, and which codes there are."""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from codebook import Code, Codebook, InputError
from evaluation.review.asking import app_of, session_of, settings_of
from evaluation.review.cases.case_text import CONTEXTS
from evaluation.review.coding.coding_text import own_marks, turns_shown
from evaluation.review.coding.numbered_codes import numbered
from evaluation.review.opening import may_decide
from evaluation.review.rendering import page
from runs import Assignment, Segment
from runs.coding_store import latest_codebook
from runs.reviews.blind_coding import codes_in_order_of_use
from runs.reviews.coding_tasks import Progress, StoredTask, coding_task, progress_of, units_of_task
from runs.reviews.own_coding import Said, has_seen_others, said_of
from runs.study import Study
from runs.transcript_store import document_numbers, document_of

MESSAGES = {
    "given": "The code is given.",
    "split": "The passage reaches over several segments: the code is given to the part in each of them. The others"
    " count as seen now, so look at them too.",
    "elsewhere": "The passage lies in another segment, which is shown now.",
    "same": "This was said already: nothing has changed.",
    "taken": "The code is taken away.",
    "emptied": "The code is taken away. The segment counts as seen, with none that applies.",
    "undone": "What you did last is undone.",
    "redone": "It is done again.",
    "nothing-undone": "There is nothing of yours left to undo.",
    "nothing-redone": "There is nothing to do again.",
    "end": "This was the last segment. Here is the first that you have not seen.",
}
LONGEST_QUOTE = 120
END = "end"


@dataclass(frozen=True)
class Coded:
    """An interview that a person codes.

    Attributes:
        stored: The task.
        number: The interview's number.
        document: Its name.
        units: Its segments that are coded, in the order of the text.
        said: What the person has said of them, by start and end.
        index: Which of the segments is shown; None where all of it is done.
        context: How many turns are shown on either side.
        done: What was done just now; names one of ``MESSAGES``.
    """

    stored: StoredTask
    number: int
    document: str
    units: tuple[Segment, ...]
    said: dict[tuple[int, int], Said]
    index: int | None = None
    context: int = CONTEXTS[0]
    done: str = ""

    @property
    def unit(self) -> Segment | None:
        """The segment that is shown."""
        return self.units[self.index] if self.index is not None else None

    def said_of(self, unit: Segment) -> Said | None:
        """What the person said of a segment; None where it was not seen."""
        return self.said.get((unit.start, unit.end))

    def first_unseen(self) -> int | None:
        """Index of the first segment that was not seen."""
        return next((index for index, unit in enumerate(self.units) if not self.said_of(unit)), None)

    def at(self, place: str) -> "Coded":
        """The same with the segment that begins at a place, or that holds it; the first one not seen where none does.

        Args:
            place: In code points of the text; ``end`` is behind the last segment.
        """
        if place.isascii() and place.isdigit() and len(place) < 12:
            held = (index for index, unit in enumerate(self.units) if unit.start <= int(place) < unit.end)
            if (index := next(held, None)) is not None:
                return replace(self, index=index)
        unseen = self.first_unseen()
        return replace(self, index=unseen, done="end" if place == END and unseen is not None else self.done)

    def address(self, place: int | str | None = None, **more: str | int) -> str:
        """The address of one of its segments."""
        at = place if place is not None else self.unit.start if self.unit else END
        rest = "".join(f"&{name}={value}" for name, value in more.items())
        return f"/coding/{self.stored.number}/{self.number}?at={at}{rest}"


class Given(NamedTuple):
    """A code that the person gave in the segment."""

    place: int
    """Among the codes of the segment, from 0."""
    code: str
    quotation: str
    is_whole: bool


def own_task(request: Request, study: Study) -> StoredTask:
    """The task of the address.

    Raises:
        InputError: It was begun under another name.
        StudyError: There is none of this number, or it is damaged.
    """
    stored = coding_task(study, int(request.path_params["task"]))
    if stored.task.rater != session_of(request).reviewer:
        raise InputError(
            "This coding was begun under another name.",
            why="Whoever codes blind sees what he or she coded, and nobody else does.",
            do="Put your name in the settings as it was, or begin a coding of your own.",
        )
    return stored


def coded_interview(request: Request, study: Study) -> Coded:
    """The interview of the address, as the person has coded it so far.

    Raises:
        HTTPException: There is none of this number in the task.
        InputError: The task was begun under another name.
        StudyError: There is no such task, or something is damaged.
    """
    stored, number = own_task(request, study), int(request.path_params["document"])
    document = document_of(study, number)
    if document is None or all(each.document != document for each in stored.task.documents):
        raise HTTPException(404)
    units = units_of_task(study, stored.task, document)
    return Coded(stored, number, document, units, said_of(study, stored.task.rater, document))


def coding_page(request: Request, study: Study, coded: Coded) -> Response:
    """The page of the segment that is shown; of the interview's end where it is done."""
    progress = progress_of(study, coded.stored.task)
    shared: dict[str, Any] = {
        "coded": coded,
        "message": MESSAGES.get(coded.done, ""),
        "progress": next(each for each in progress if each.document == coded.document),
        "seen": sum(each.seen for each in progress),
        "units": sum(each.units for each in progress),
        "request_id": settings_of(request).secret(),
        "not_independent": has_seen_others(study, coded.stored.task.rater, coded.document),
    }
    unit = coded.unit
    if unit is None:
        answer = page(request, "coding_done.html", **shared, following=_following(study, coded, progress))
    else:
        answer = page(request, "coding.html", **shared, **_segment(request, study, coded, unit))
    answer.headers["HX-Push-Url"] = coded.address()
    return answer


def codebook_of(study: Study) -> Codebook:
    """The codebook by which people code: the one that came in last.

    Raises:
        InputError: There is none.
    """
    book = latest_codebook(study)
    if book is None:
        raise InputError("The study has no codebook.", do="Import one with intercoder import.")
    return book[1]


def _segment(request: Request, study: Study, coded: Coded, unit: Segment) -> dict[str, Any]:
    index = coded.index or 0
    codes = {code.name: code for code in codebook_of(study).codable}
    transcript = app_of(request).texts.transcript(study, coded.document)
    said = coded.said_of(unit)
    given = said.assignments if said else ()
    keys = numbered(tuple(codes), codes_in_order_of_use(study, coded.stored.task.rater))
    return {
        "unit": unit,
        "place": index + 1,
        "turns": turns_shown(unit, transcript, own_marks(coded.said), coded.context),
        "said": said,
        "given": [_given(place, each, unit) for place, each in enumerate(given)],
        "codes": _ordered(codes, keys),
        "numbers": {code: number for number, code in enumerate(keys, 1)},
        "previous": coded.units[index - 1].start if index else None,
        "following": coded.units[index + 1].start if index + 1 < len(coded.units) else END,
        "can_code": may_decide(settings_of(request)),
        "more_context": next((each for each in CONTEXTS if each > coded.context), None),
    }


def _given(place: int, each: Assignment, unit: Segment) -> Given:
    said = each.quotation
    half = LONGEST_QUOTE // 2
    short = said if len(said) <= LONGEST_QUOTE else f"{said[:half]} … {said[-half:]}"
    return Given(place, each.code, short, (each.start, each.end) == (unit.start, unit.end))


def _ordered(codes: dict[str, Code], keys: tuple[str, ...]) -> list[Code]:
    """Those that have a key first, by their keys; the others as in the codebook."""
    return [*(codes[name] for name in keys), *(code for name, code in codes.items() if name not in keys)]


def _following(study: Study, coded: Coded, progress: tuple[Progress, ...]) -> tuple[str, str] | None:
    """Name and address of the next interview of the task that is not done; None where all are."""
    name = next((each.document for each in progress if not each.done), None)
    return None if name is None else (name, f"/coding/{coded.stored.number}/{document_numbers(study)[name]}")
