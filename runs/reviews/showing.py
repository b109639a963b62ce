"""Who was shown others' codes of which interview, and is no longer blind to them."""

from collections.abc import Iterable

from runs.reviews.events import add_events, selected
from runs.reviews.records import Event, EventKind, NewEvent
from runs.study import Study


def note_shown(
    study: Study, reviewer: str, documents: Iterable[str], where: str, *, request: str, now: str
) -> tuple[Event, ...]:
    """Note that a person is shown others' codes of interviews, before they are; on the disk when this returns.

    Args:
        study: The study.
        reviewer: The person.
        documents: The interviews.
        where: On which page, in words.
        request: Names the wish to see them.
        now: The time, ISO 8601 in UTC.

    Raises:
        StudyError: The study cannot be written, and nothing may be shown.
    """
    events = (
        NewEvent(
            scope=_scope(document),
            kind=EventKind.SHOWN,
            reviewer=reviewer,
            request=f"{request} {place}" if place else request,
            content={"document": document, "where": where},
        )
        for place, document in enumerate(documents)
    )
    return add_events(study, events, now=now)


def was_shown(study: Study, reviewer: str, document: str) -> bool:
    """Whether a person was ever shown others' codes of an interview."""
    found = selected(study, "where scope = ? and reviewer = ? and kind = 'shown' limit 1", (_scope(document), reviewer))
    return bool(found)


def _scope(document: str) -> str:
    return f"document {document}"
