"""A review of a study that is up to date: whose judgements it compares, and its cases as the codings are now."""

from typing import NamedTuple

from codebook import InputError
from evaluation.review.cases.drawing import Drawing
from evaluation.units import build_units
from runs import RaterKind, Unit
from runs.coding_store import codings, latest_codebook, raters
from runs.reviews.bases import Extent, basis_of, drawn_basis, extents_in_common, stretches_coded_since
from runs.reviews.cases import begin_review, reviews
from runs.reviews.records import Review, ReviewDesign
from runs.reviews.redrawing import Redrawn, redraw_cases
from runs.segments import segments_of
from runs.study import Study
from runs.transcript_store import transcripts

DRAWING = 1
"""The version of the rules by which cases are drawn; a later one draws the cases of all reviews anew."""

_PREFERRED = (
    {RaterKind.PERSON, RaterKind.MODEL},
    {RaterKind.CONSENSUS, RaterKind.MODEL},
    {RaterKind.PERSON},
    {RaterKind.PERSON, RaterKind.CONSENSUS},
    {RaterKind.MODEL},
)


class Pair(NamedTuple):
    """Two raters whose judgements a review compares."""

    raters: tuple[str, str]
    why: str
    """Why these two, in a sentence."""


class Round(NamedTuple):
    """A review whose cases are those of the codings now."""

    review: Review
    redrawn: Redrawn | None
    """What became of its cases; None where nothing had changed since they were drawn last."""


def pairs_to_review(study: Study) -> tuple[Pair, ...]:
    """The raters who can be compared, those first that are compared by default.

    A person and a model come first, then the consensus of people and a model, two people, a person and a consensus,
    two models. Of several, those who have judged the most text in the same interviews come first, then those who
    came into the study first.
    """
    found = sorted(extents_in_common(study), key=lambda each: (_preference(each), -each.characters))
    return tuple(Pair(each.raters, _why(each)) for each in found)


def default_pair(study: Study) -> Pair:
    """The raters who are compared where nobody says who; see ``pairs_to_review``.

    Raises:
        InputError: No two raters have judged the same interview.
    """
    found = pairs_to_review(study)
    if not found:
        raise InputError(
            "There is nothing to review yet.",
            why="No two raters have judged the same interview.",
            do="Bring people's codings in with intercoder import --as codings, or run intercoder code.",
        )
    return found[0]


def design_of(study: Study, pair: tuple[str, str], *, unit: Unit = Unit.TURN, seed: int) -> ReviewDesign:
    """The design of the review of two raters: that of the review begun last of these two and unit, or a new one.

    It is of the talk of those who are interviewed, as the figures of agreement are.

    Raises:
        InputError: There is no such rater, or it is twice the same.
    """
    known = list(raters(study))
    absent = [name for name in pair if name not in known]
    if absent:
        raise InputError(f"There is no rater {absent[0]!r}.", do=f"Name two of these: {', '.join(known)}.")
    if pair[0] == pair[1]:
        raise InputError("A review compares two raters.", why="The same one was named twice.", do="Name another.")
    one, other = sorted(pair, key=known.index)
    begun = review_of_pair(study, pair, unit)
    return begun.design if begun else ReviewDesign(raters=(one, other), unit=unit, seed=seed)


def review_of_pair(study: Study, pair: tuple[str, str], unit: Unit) -> Review | None:
    """The review of two raters and a unit that was begun last; None where none was."""
    alike = (
        each
        for each in reviews(study)
        if set(each.design.raters) == set(pair) and each.design.unit is unit and not each.design.speakers
    )
    return max(alike, key=lambda each: each.number, default=None)


def is_current(study: Study, review: Review) -> bool:
    """Whether the cases of a review are those of the codings now."""
    return drawn_basis(study, review.number) == basis_of(study, review.design.raters, drawing=DRAWING)


def current_review(study: Study, design: ReviewDesign, *, now: str) -> Round:
    """The review of a design, begun where there is none, with its cases as they are by the codings now.

    Nothing is drawn where no coding of the two raters, codebook or transcript came since that was done last.

    Raises:
        AgreementError: The study has no unit to judge.
        StudyError: The study cannot be written, or is damaged.
    """
    review = begin_review(study, design, now=now)
    basis = basis_of(study, design.raters, drawing=DRAWING)
    if drawn_basis(study, review.number) == basis:
        return Round(review, None)
    return Round(review, redraw_cases(study, review, drawing_of(study, design).cases(), basis=basis))


def drawing_of(study: Study, design: ReviewDesign) -> Drawing:
    """The cases of a design by the codings of the study now; nothing is stored.

    Raises:
        AgreementError: The study has no unit to judge.
        StudyError: The study is damaged.
    """
    texts = transcripts(study)
    made = codings(study, of=design.raters)
    book = latest_codebook(study)
    table = build_units(
        segments_of(texts.values(), design.unit, speakers=frozenset(design.speakers)),
        made,
        transcripts=texts.values(),
        unit=design.unit,
        codes=[code.name for code in book[1].codable] if book else None,
        raters=design.raters,
    )
    return Drawing(table, made, design, {name: each.text for name, each in texts.items()})


def new_items(study: Study, review: Review) -> int:
    """How many stretches of text the two raters have judged since the cases were drawn: at most so many change."""
    return stretches_coded_since(study, review.design.raters, drawn_basis(study, review.number).coding)


def _preference(extent: Extent) -> int:
    kinds = set(extent.kinds)
    return _PREFERRED.index(kinds) if kinds in _PREFERRED else len(_PREFERRED)


def _why(extent: Extent) -> str:
    one, other = (f"{name} (a {kind})" for name, kind in zip(extent.raters, extent.kinds, strict=True))
    return f"{one} and {other} have judged {extent.characters:,} characters in the same interviews."
