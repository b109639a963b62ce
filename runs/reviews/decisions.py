"""The decisions of a review that hold, by the cases that they are about."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from runs.reviews.records import Decision, DrawnCase
from runs.reviews.rows import case_content, case_sha256
from runs.study import Study

Key = tuple[str, int, int, str]
"""The document, start and end of a case, and the SHA-256 of what it is about."""


class Decided(NamedTuple):
    """A decision that holds."""

    decision: Decision
    reviewer: str
    event: int
    """Number of the event."""


def key_of(case: DrawnCase) -> Key:
    """By what a case is found again."""
    return case.document, case.start, case.end, case_sha256(case.kind, case.passage, case_content(case))


def decisions_of(study: Study, review: int) -> dict[Key, Decided]:
    """All decisions of a review that hold, also of cases that were withdrawn since."""
    rows = study.connection.execute(
        "select t.document, c.start, c.end, c.content_sha256, e.content, e.reviewer, e.id from cases c"
        " join transcripts t on t.id = c.transcript_id join review_events e on e.id = c.state_event"
        " where c.review_id = ? and c.state = 'decided'",
        [review],
    )
    return {
        (document, start, end, digest): Decided(Decision.model_validate_json(content), reviewer, event)
        for document, start, end, digest, content, reviewer, event in rows
    }


def decided_cases(study: Study) -> int:
    """How many cases of all reviews are decided."""
    (count,) = study.connection.execute(
        "select count(*) from cases where withdrawn = 0 and state = 'decided'"
    ).fetchone()
    return int(count)


def first_sight_of(study: Study, raters: Iterable[str]) -> dict[tuple[str, str], int]:
    """The number of the event by which codes of these raters were first put before each reviewer in each document.

    They were when others' codes in a document were opened, or anything was done to a case between one of these raters
    and another. The keys are reviewer and document.
    """
    wanted = set(raters)
    pairs = dict(study.connection.execute("select id, content -> '$.raters' from reviews").fetchall())
    found: dict[tuple[str, str], int] = {}
    rows = study.connection.execute(
        "select min(e.id), e.reviewer, coalesce(t.document, e.content ->> '$.document'), c.review_id"
        " from review_events e left join cases c on c.id = e.case_id left join transcripts t on t.id = c.transcript_id"
        " where c.id is not null or e.kind = 'shown' group by 2, 3, 4 order by 1"
    )
    for event, reviewer, document, review in rows:
        if review is None or wanted & set(json.loads(pairs[review])):
            found.setdefault((reviewer, document), event)
    return found
