"""Where the cases of a review stand in one transcript."""

from typing import NamedTuple

from runs.reviews.records import CaseState
from runs.study import Study

_IN_ORDER = (
    "from cases where review_id = ? and not withdrawn and transcript_id = (select id from transcripts where document"
    " = ?)"
)


class CasePlace(NamedTuple):
    """A case, without anything that tells what was said of it."""

    number: int
    start: int
    end: int
    state: CaseState


def case_places(study: Study, review: int, document: str) -> tuple[CasePlace, ...]:
    """All cases of a review in one transcript, in the order of its text."""
    rows = study.connection.execute(f"select id, start, end, state {_IN_ORDER} order by start, id", [review, document])
    return tuple(CasePlace(number, start, end, CaseState(state)) for number, start, end, state in rows)


def open_cases(study: Study, review: int, numbers: list[int]) -> dict[int, int]:
    """How many cases of a review are not decided, by the number of the transcript.

    Args:
        study: The study.
        review: The review's number.
        numbers: Of the transcripts that are asked about.
    """
    wanted = ", ".join("?" * len(numbers))
    rows = study.connection.execute(
        "select transcript_id, count(*) from cases where review_id = ? and not withdrawn"
        f" and transcript_id in ({wanted}) and state <> 'decided' group by 1",
        [review, *numbers],
    )
    return dict(rows.fetchall())
