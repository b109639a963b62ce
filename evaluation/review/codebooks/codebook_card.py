"""What the codebook says of itself on the start page."""

from evaluation.review.cards import Card
from runs.reviews.flags import flagged_cases
from runs.study import Study


def codebook_card(study: Study) -> Card | None:
    """In how many cases the codebook is flagged as unclear; None where in none."""
    count = flagged_cases(study)
    line = "case in which the codebook is unclear" if count == 1 else "cases in which the codebook is unclear"
    return Card("Codebook flags", f"{count:,}", (line,), "/codebook") if count else None
