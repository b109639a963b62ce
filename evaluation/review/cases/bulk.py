"""Many cases decided in one way: what that would do, before it is done, and all of it as one batch."""

from collections.abc import Iterable
from typing import NamedTuple

from codebook import InputError
from evaluation.review.cases.deciding import outcome
from evaluation.review.cases.filters import View
from runs.reviews.listing import listed_cases
from runs.reviews.records import Case, CaseKind, CaseState, Choice, Decision, Review
from runs.reviews.showing import cases_known
from runs.study import Study

SAMPLE = 10
UNCONFIRMED = 20
"""So many are decided without typing their number."""
STEP = 500
NAMING = ("first", "second")
"""The choices that name one of the review's raters."""
CHOICES = (*NAMING, Choice.BOTH.value, Choice.NEITHER.value)


class Plan(NamedTuple):
    """What a choice would do to all cases of a view that are not decided."""

    cases: tuple[tuple[Case, Decision], ...]
    left_out: int
    """Cases that cannot be decided in this way, and those on which both agree: they were drawn to be looked at."""

    @property
    def sample(self) -> list[tuple[Case, tuple[str, ...]]]:
        """Some of them at random, each with the codes that would hold."""
        chosen = sorted(self.cases, key=lambda each: each[0].shuffle)[:SAMPLE]
        return [(case, decision.codes) for case, decision in chosen]


def reveals(choice: str, view: View) -> bool:
    """Whether who decides in this way knows who gave what."""
    return choice in NAMING or view.names_raters


def plan_of(study: Study, review: Review, view: View, choice: str, *, reviewer: str) -> Plan:
    """What a choice of a reviewer would do to the cases of a view.

    Raises:
        InputError: There is no such choice.
    """
    if choice not in CHOICES:
        raise InputError("This cannot be decided for many cases at once.", do=f"Choose one of {', '.join(CHOICES)}.")
    named, known = reveals(choice, view), cases_known(study, review.number, reviewer)
    planned: list[tuple[Case, Decision]] = []
    left_out = 0
    for case in _undecided(study, review, view):
        decision = _decision(case, review, choice, revealed=named or case.number in known) if case else None
        if case and decision:
            planned.append((case, decision))
        else:
            left_out += 1
    return Plan(tuple(planned), left_out)


def _undecided(study: Study, review: Review, view: View) -> Iterable[Case | None]:
    """The cases of a view that are not decided; None for each that is damaged."""
    after: int | None = None
    while found := listed_cases(study, review.number, view.wanted, view.sorted_by, after=after, limit=STEP):
        for each in found:
            if not isinstance(each, Case):
                yield None
            elif each.state is not CaseState.DECIDED:
                yield each
        after = found[-1].number


def _decision(case: Case, review: Review, choice: str, *, revealed: bool) -> Decision | None:
    if case.kind is CaseKind.AGREED:
        return None
    a, b = case.judgements
    made = Choice(choice) if choice not in NAMING else _side(case, review.design.raters[NAMING.index(choice)])
    try:
        return Decision(
            choice=made, assignments=outcome(case, made), shown=(a.rater, b.rater), revealed=revealed, seconds=None
        )
    except InputError:
        return None


def _side(case: Case, rater: str) -> Choice:
    """Whether a rater stands as A or as B."""
    return Choice.A if case.judgements[0].rater == rater else Choice.B
