"""What the queue says of itself on the start page."""

from evaluation.review.cards import Card
from evaluation.review.cases.choosing import chosen
from evaluation.review.cases.filters import View
from evaluation.review.cases.progress import progress_of
from runs.reviews.cases import reviews
from runs.study import Study


def queue_card(study: Study) -> Card | None:
    """How far the review at work is; None where none was begun."""
    review = chosen(study, reviews(study), "")
    if review is None:
        return None
    progress = progress_of(study, review.number, View())
    one, other = review.design.raters
    figure = f"{progress.cases - progress.decided:,} open of {progress.cases:,}"
    return Card("Queue", figure, (f"{one} and {other}", *([progress.left] if progress.left else [])), "/queue")
