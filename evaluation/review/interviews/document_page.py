"""What the page of one interview shows, and to whom."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from urllib.parse import urlencode

from evaluation.review.interviews.minimap import Spot, spots
from evaluation.review.interviews.stripes import Column, Row, rows
from evaluation.review.interviews.windows import Talk, Window, talk_in, window_at
from runs import Transcript
from runs.coding_store import raters
from runs.document_codings import judged_between
from runs.reviews.case_places import CasePlace, case_places
from runs.reviews.cases import reviews
from runs.study import Study


@dataclass(frozen=True)
class Wanted:
    """What a reader asks for of an interview."""

    at: int = 0
    """The place to show, in code points."""
    raters: frozenset[int] | None = None
    """The numbers of the raters whose codes are shown; None for all."""
    codes: frozenset[str] = frozenset()
    """The codes that are shown; none named means all."""

    def query(self, at: int) -> str:
        """The part of an address that asks for the same at another place."""
        said: list[tuple[str, str | int]] = [("at", at)]
        if self.raters is not None:
            said += [("chosen", 1), *(("rater", number) for number in sorted(self.raters))]
        said += [("code", code) for code in sorted(self.codes)]
        return urlencode(said, errors="replace")


@dataclass(frozen=True)
class DocumentPage:
    """One window of an interview, with what raters said of it and where cases are.

    Attributes:
        columns: All raters whose codes may be shown.
        codes: The codes that were given in the window, with how many passages have them.
        previous: The case before the place that is looked at.
        following: The case behind it.
    """

    transcript: Transcript
    window: Window
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    codes: Mapping[str, int]
    spots: tuple[Spot, ...]
    cases: int
    open: int
    previous: CasePlace | None
    following: CasePlace | None

    def turn_at(self, place: int) -> int:
        """The number of the turn in which a place lies."""
        turns = self.transcript.turns
        return turns[max(bisect_right(turns, place, key=attrgetter("start")) - 1, 0)].position if turns else 0


def document_page(
    study: Study, transcript: Transcript, wanted: Wanted, reviewer: str, *, of_others: bool, with_cases: bool
) -> DocumentPage:
    """The window of an interview that a reader asks for.

    Args:
        study: The study.
        transcript: The interview.
        wanted: What is asked for.
        reviewer: Who reads; that person's own codes are always shown.
        of_others: Whether others' codes are shown too.
        with_cases: Whether it is told where cases are.
    """
    window = window_at(transcript, wanted.at)
    talks = talk_in(transcript, window)
    columns = _columns(study, wanted, reviewer if not of_others else None)
    names = [column.name for column in columns]
    judged = tuple(judged_between(study, transcript.document, window.start, window.end, names))
    places = _cases(study, transcript) if with_cases else ()
    shown = [column for column in columns if column.shown]
    here = _between(places, window.start, window.end)
    return DocumentPage(
        transcript,
        window,
        tuple(rows(transcript.text, talks, shown, judged, _beside(here, talks), only=wanted.codes)),
        columns,
        dict(sorted(Counter(given.code for each in judged for given in each.given).items())),
        spots(places, len(transcript.text)),
        len(places),
        sum(place.state != "decided" for place in places),
        next(iter(reversed(places[: bisect_left(places, wanted.at, key=_begins)])), None),
        next(iter(places[bisect_right(places, wanted.at, key=_begins) :]), None),
    )


def _begins(place: CasePlace) -> int:
    return place.start


def _columns(study: Study, wanted: Wanted, only: str | None) -> tuple[Column, ...]:
    return tuple(
        Column(number, rater.name, rater.kind.value, wanted.raters is None or number in wanted.raters)
        for number, rater in enumerate(raters(study).values(), 1)
        if only is None or rater.name == only
    )


def _cases(study: Study, transcript: Transcript) -> tuple[CasePlace, ...]:
    """The cases of the review that was begun last."""
    begun = reviews(study)
    return case_places(study, begun[-1].number, transcript.document) if begun else ()


def _between(places: Sequence[CasePlace], start: int, end: int) -> Sequence[CasePlace]:
    return places[bisect_left(places, start, key=_begins) : bisect_left(places, end, key=_begins)]


def _beside(places: Sequence[CasePlace], talks: Sequence[Talk]) -> list[CasePlace]:
    """The cases, each moved into a turn where it begins between two."""
    ends = [talk.end for talk in talks]
    moved: list[CasePlace] = []
    for place in places:
        index = bisect_right(ends, place.start)
        if index < len(talks):
            moved.append(place._replace(start=max(place.start, talks[index].start)))
    return moved
