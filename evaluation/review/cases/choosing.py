"""Which reviews there are, which one a page is about, and what a new one is to be like."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from codebook import InputError
from runs import Unit
from runs.reviews.cases import reviews
from runs.reviews.pace import last_review
from runs.reviews.queue import CaseFilter, count_cases
from runs.reviews.records import CaseState, Review, ReviewDesign
from runs.study import Study

MOST_PERCENT = 100


class Standing(NamedTuple):
    """A review, and how far it is."""

    review: Review
    cases: int
    decided: int


def standings(study: Study) -> tuple[Standing, ...]:
    """All reviews, and how far they are."""
    found: list[Standing] = []
    for review in reviews(study):
        counts = count_cases(study, review.number, CaseFilter())
        found.append(Standing(review, sum(counts.values()), counts[CaseState.DECIDED]))
    return tuple(found)


def chosen(study: Study, known: Sequence[Review], asked: str) -> Review | None:
    """The review that is asked for; where none is, the one that was worked on last, or was begun last.

    Raises:
        InputError: There is none of this number.
    """
    by_number = {str(review.number): review for review in known}
    if asked:
        if asked not in by_number:
            raise InputError("There is no such review.", do="Choose one of those that there are.")
        return by_number[asked]
    return by_number.get(last_review(study)) or (known[-1] if known else None)


def review_asked_for(study: Study, asked: str) -> Review:
    """The review that is asked for, or the one at work.

    Raises:
        InputError: There is none.
    """
    review = chosen(study, reviews(study), asked)
    if review is None:
        raise InputError("There is no review yet.", do="Go to the queue, and begin one.")
    return review


def alike(study: Study, design: ReviewDesign) -> ReviewDesign | None:
    """The design of the review that is of this design but for what is drawn at random; None where there is none."""
    same = (each.design for each in reviews(study) if each.design.model_copy(update={"seed": design.seed}) == design)
    return next(same, None)


def design_of(form: Mapping[str, str], known: Sequence[str], seed: int) -> ReviewDesign:
    """The design that a form asks for.

    Args:
        form: ``first`` and ``second``, ``unit``, ``audit`` and ``overlap`` in percent; the last may be empty.
        known: Everyone who codes, in the study's order.
        seed: Of everything at random in the review.

    Raises:
        InputError: The raters are one and the same or not known, or a share is none.
    """
    first, second = form.get("first", ""), form.get("second", "")
    if not first or not second or first == second:
        raise InputError("A review compares two raters.", do="Choose two different ones.")
    if absent := [name for name in (first, second) if name not in known]:
        raise InputError(f"There is no rater {absent[0]!r}.", do="Choose two of those that there are.")
    one, other = sorted((first, second), key=known.index)
    overlap = form.get("overlap", "").strip()
    return ReviewDesign(
        raters=(one, other),
        unit=_unit(form.get("unit", "")),
        audit_share=_share(form.get("audit", "")),
        least_overlap=_share(overlap) if overlap else None,
        seed=seed,
    )


def _unit(said: str) -> Unit:
    try:
        return Unit(said)
    except ValueError:
        raise InputError("There is no such unit.", do=f"Choose one of these: {', '.join(Unit)}.") from None


def _share(said: str) -> float:
    if not said.strip().isdecimal() or int(said) > MOST_PERCENT:
        raise InputError("A share is a whole number from 0 to 100.", do="Type it anew, without the sign for percent.")
    return int(said) / MOST_PERCENT
