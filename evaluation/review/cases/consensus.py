"""The consensus that a review came to, as a rater of its own."""

from collections import Counter
from collections.abc import Mapping

from codebook import InputError
from evaluation.review.cases.consensus_records import Consensus, ReviewConsensus, Settled, Source
from evaluation.review.cases.deciding import assigned
from evaluation.review.cases.drawing import Drawing
from evaluation.review.cases.judgements import where
from evaluation.review.cases.passages import Passage, passages_of
from evaluation.review.cases.rounds import drawing_of
from runs import Assignment, Coding, RaterKind
from runs.coding_store import raters
from runs.reviews.cases import reviews
from runs.reviews.decisions import Decided, Key, decisions_of, first_sight_of, key_of
from runs.reviews.records import CaseKind, DrawnCase, Review
from runs.study import Study
from runs.transcript_store import transcripts

LATEST = 0
"""Stands for the review that was begun last."""


def consensus_of(study: Study, number: int = LATEST) -> Consensus:
    """What two raters gave unanimously, and what a reviewer decided where they differ.

    A unit is unanimous where both gave the same codes, each then where either gave it; it is adjudicated where a
    decision holds on the case as the codings are now, and that is not what both had given. An open or skipped case is
    unresolved, and missing. The codings of adjudicated units, and all where a model is among the raters, are marked
    as not independent. Nothing is stored.

    Args:
        study: The study.
        number: The review's number.

    Raises:
        InputError: There is no review of this number, or none at all.
        AgreementError: The study has no unit to judge.
    """
    review = _review(study, number)
    settling = _Settling(study, review)
    settled = tuple(settling.settled())
    return Consensus(settling.counted(), settled)


def _review(study: Study, number: int) -> Review:
    found = [each for each in reviews(study) if number in (LATEST, each.number)]
    if not found:
        what = "This study has no review." if number == LATEST else f"This study has no review {number}."
        raise InputError(what, do="Settle disagreements with intercoder review first.")
    return found[-1]


class _Settling:
    """Settles unit after unit of one review, and counts."""

    def __init__(self, study: Study, review: Review) -> None:
        known = raters(study)
        self._review = review
        self._name = _free_name(review.number, known)
        self._models = tuple(each for each in review.design.raters if known[each].kind is RaterKind.MODEL)
        self._drawing = drawing_of(study, review.design)
        self._texts = {name: text.text for name, text in transcripts(study).items()}
        self._decisions: Mapping[Key, Decided] = decisions_of(study, review.number)
        models = [name for name, rater in known.items() if rater.kind is RaterKind.MODEL]
        self._sights = first_sight_of(study, models)
        self._counts: Counter[str] = Counter()

    def settled(self) -> list[Settled]:
        """The consensus on each unit that has one."""
        cases = set(self._drawing.units)
        units = sorted(cases | set(where(self._drawing.both)))
        found = (self._of_case(unit) if unit in cases else self._unanimous(unit) for unit in units)
        return [each for each in found if each]

    def counted(self) -> ReviewConsensus:
        """How many units came to what, once all are settled."""
        names = ("unanimous", "adjudicated", "unresolved", "confirmed", "revised", "revealed", "informed")
        return ReviewConsensus(
            review=self._review.number,
            rater=self._name,
            raters=self._review.design.raters,
            unit=self._review.design.unit,
            outdated=len(self._decisions) - self._counts["decided"],
            models=self._models,
            **{name: self._counts[name] for name in names},
        )

    def _of_case(self, unit: int) -> Settled | None:
        case = self._drawing.case(unit)
        decided = self._decisions.get(key_of(case))
        agreed = case.kind is CaseKind.AGREED
        self._counts["decided"] += decided is not None
        if decided is None:
            self._counts["unresolved"] += not agreed
            return self._unanimous(unit) if agreed else None
        if agreed and set(decided.decision.codes) == set(case.disputed):
            self._counts["confirmed"] += 1
            return self._unanimous(unit)
        self._counts["revised"] += agreed
        return self._adjudicated(unit, case, decided)

    def _adjudicated(self, unit: int, case: DrawnCase, decided: Decided) -> Settled:
        seen_at = self._sights.get((decided.reviewer, case.document))
        self._counts["adjudicated"] += 1
        self._counts["revealed"] += decided.decision.revealed
        self._counts["informed"] += seen_at is not None and seen_at < decided.event
        return Settled(self._coding(unit, decided.decision.assignments, independent=False), Source.ADJUDICATED)

    def _unanimous(self, unit: int) -> Settled:
        self._counts["unanimous"] += 1
        given = _given_by_both(self._drawing, unit, self._texts)
        return Settled(self._coding(unit, given, independent=not self._models), Source.UNANIMOUS)

    def _coding(self, unit: int, given: tuple[Assignment, ...], *, independent: bool) -> Coding:
        segment = self._drawing.table.segments[unit]
        return Coding(
            document=segment.document,
            rater=self._name,
            start=segment.start,
            end=segment.end,
            assignments=given,
            independent=independent,
        )


def _given_by_both(drawing: Drawing, unit: int, texts: Mapping[str, str]) -> tuple[Assignment, ...]:
    """The codes that both gave, each where either gave it."""
    segment = drawing.table.segments[unit]
    text = texts[segment.document][segment.start : segment.end]
    codes = drawing.said.named(drawing.table.applied[unit, 0])
    given = [*drawing.said.assignments(unit, 0), *drawing.said.assignments(unit, 1)] if codes else []
    place = Passage(segment.start, segment.end)
    return tuple(assigned(place, text, code, passage) for code in codes for passage in passages_of(given, code, *place))


def _free_name(number: int, known: Mapping[str, object]) -> str:
    """The name of the consensus, which no rater of the study has."""
    name = f"Consensus of review {number}"
    while name in known:
        name = f"{name} (adjudicated here)"
    return name
