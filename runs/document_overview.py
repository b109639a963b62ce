"""What a study holds of each transcript, counted without reading any text."""

from collections.abc import Mapping
from typing import NamedTuple

from runs.coding_store import raters
from runs.study import Study


class DocumentOverview(NamedTuple):
    """A transcript in figures."""

    number: int
    document: str
    turns: int
    judged: Mapping[str, int]
    """How many stretches each rater judged, or was asked to judge, by name; who judged none is left out.

    A rater whose codings were made of whole interviews has one stretch in each."""


def overviews(study: Study, *, after: int = 0, limit: int = 50) -> tuple[DocumentOverview, ...]:
    """Some transcripts in the order in which they came in.

    Args:
        study: The study.
        after: The number of the last transcript of the page before.
        limit: How many at most.
    """
    rows = study.connection.execute(
        "select id, document, (select coalesce(max(position), 0) from turns where transcript_id = t.id)"
        " from transcripts t where id > ? order by id limit ?",
        [after, limit],
    ).fetchall()
    judged: dict[int, dict[str, int]] = {number: {} for number, _, _ in rows}
    for rater in raters(study):
        for number, count in _judged(study, rater, list(judged)):
            judged[number][rater] = count
    return tuple(DocumentOverview(number, document, turns, judged[number]) for number, document, turns in rows)


def _judged(study: Study, rater: str, numbers: list[int]) -> list[tuple[int, int]]:
    """The stretches of a rater in each of the transcripts; each is counted once, however often it was judged."""
    wanted = ", ".join("?" * len(numbers))
    return study.connection.execute(
        "select transcript_id, count(*) from (select distinct transcript_id, start, end from codings"
        f" where rater_id = (select id from raters where name = ?) and transcript_id in ({wanted})) group by 1",
        [rater, *numbers],
    ).fetchall()
