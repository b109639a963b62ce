"""What a person's own coding says of itself on the start page."""

from evaluation.review.cards import Card
from runs.reviews.coding_tasks import coding_tasks, progress_of
from runs.study import Study


def coding_card(study: Study, rater: str) -> Card | None:
    """How far a person is with what he or she codes; None where nothing was begun."""
    mine = [each.task for each in coding_tasks(study) if each.task.rater == rater]
    if not mine:
        return None
    progress = {(task.unit, each.document): each for task in mine for each in progress_of(study, task)}
    seen, units = (sum(getattr(each, name) for each in progress.values()) for name in ("seen", "units"))
    done = sum(each.done for each in progress.values())
    interviews = f"{done:,} of {len(progress):,} interview{'' if len(progress) == 1 else 's'} done"
    return Card("Your coding", f"{seen:,} of {units:,}", ("segments seen", interviews), "/coding")
