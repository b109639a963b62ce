"""How far a review is, and how long the rest may take."""

from typing import NamedTuple

from evaluation.review.cases.filters import View
from runs.reviews.listing import place_of
from runs.reviews.pace import median_seconds
from runs.reviews.queue import count_cases
from runs.reviews.records import CaseState
from runs.study import Study

A_MINUTE = 60
AN_HOUR = 60


class Progress(NamedTuple):
    """How far some cases are."""

    place: int
    """The how many-eth the case that is shown is; 0 where none is."""
    cases: int
    decided: int
    skipped: int
    left: str
    """How long the rest may take, in words; empty where nothing tells."""

    @property
    def open(self) -> int:
        """How many are neither decided nor skipped."""
        return self.cases - self.decided - self.skipped

    @property
    def percent(self) -> int:
        """How many of a hundred are decided; 100 only where all are."""
        return 100 * self.decided // self.cases if self.cases else 0


def progress_of(study: Study, review: int, view: View, number: int | None = None) -> Progress:
    """How far the cases of a view are, in whatever state, and where one of them stands among them."""
    whole = view.any_state
    counts = count_cases(study, review, whole.wanted)
    cases, decided = sum(counts.values()), counts[CaseState.DECIDED]
    return Progress(
        place=place_of(study, review, whole.wanted, whole.sorted_by, number) if number is not None else 0,
        cases=cases,
        decided=decided,
        skipped=counts[CaseState.SKIPPED],
        left=_left(cases - decided, median_seconds(study, f"review {review}")),
    )


def _left(cases: int, seconds: float | None) -> str:
    if seconds is None or not cases:
        return ""
    minutes = round(cases * seconds / A_MINUTE)
    if minutes < 1:
        return "less than a minute left"
    if minutes < AN_HOUR:
        return f"about {minutes} min left"
    return f"about {minutes // AN_HOUR} h {minutes % AN_HOUR} min left"
