"""What the queue says of itself on the start page."""

from evaluation.review.cards import Card
from evaluation.review.cases.choosing import chosen
from evaluation.review.cases.filters import View
from evaluation.review.cases.progress import progress_of
from runs.coding_store import raters_who_coded
from runs.reviews.cases import reviews
from runs.study import Study


def queue_card(study: Study) -> Card | None:
    """How far the review at work is, or that one can be begun; None where fewer than two have coded."""
    review = chosen(study, reviews(study), "")
    if review is None and len(raters_who_coded(study)) > 1:
        told = "Two raters' disagreements are settled here, without knowing who is who."
        return Card("Queue", "not begun", (told,), "/queue", way="Begin a review")
    if review is None:
        return None
    progress = progress_of(study, review.number, View())
    one, other = review.design.raters
    figure = f"{progress.cases - progress.decided:,} open of {progress.cases:,}"
    lines = (f"{one} and {other}", *([progress.left] if progress.left else []))
    return Card("Queue", figure, lines, "/queue", way="Continue reviewing" if progress.open else "Open")
