"""Reviews and their cases in a study file."""

import json
from collections.abc import Sequence
from typing import Any

from runs.errors import VERIFY, DamagedStudyError, StudyError
from runs.reviews.records import Case, CaseKind, CaseState, Decision, Judgement, Review, ReviewDesign
from runs.reviews.rows import case_sha256, sha256
from runs.study import Study

CASE_COLUMNS = (
    "c.id, c.review_id, t.document, c.start, c.end, c.turn, c.speaker, c.kind, c.passage, c.content, c.content_sha256,"
    " c.rank, c.shuffle, c.withdrawn, c.state, c.flagged, c.revealed, c.state_event, e.content, e.reviewer, e.at"
)
CASE_TABLES = "cases c join transcripts t on t.id = c.transcript_id left join review_events e on e.id = c.state_event"


def begin_review(study: Study, design: ReviewDesign, *, now: str) -> Review:
    """The review of this design, begun now where there is none."""
    known = _review_of(study, design)
    if known:
        return known
    content = design.model_dump_json()
    with study.writing() as db:
        db.execute(
            "insert into reviews (content, content_sha256, begun_at) values (?, ?, ?) on conflict do nothing",
            [content, sha256(content), now],
        )
    begun = _review_of(study, design)
    assert begun is not None
    return begun


def _review_of(study: Study, design: ReviewDesign) -> Review | None:
    return next((review for review in reviews(study) if review.design == design), None)


def reviews(study: Study) -> tuple[Review, ...]:
    """All reviews of the study, in the order in which they were begun.

    Raises:
        DamagedStudyError: One is not what it was when it was stored.
    """
    rows = study.connection.execute("select id, content, content_sha256, begun_at from reviews order by id").fetchall()
    return tuple(_review(*row) for row in rows)


def _review(number: int, content: str, digest: str, begun_at: str) -> Review:
    if sha256(content) != digest:
        raise DamagedStudyError(f"Review {number} is damaged.", why="Its SHA-256 differs.", do=VERIFY)
    return Review(number=number, begun_at=begun_at, design=ReviewDesign.model_validate_json(content))


def case(study: Study, number: int) -> Case:
    """One case as it is now.

    Raises:
        StudyError: There is none of this number.
        DamagedStudyError: It is not what it was when it was stored.
    """
    row = study.connection.execute(f"select {CASE_COLUMNS} from {CASE_TABLES} where c.id = ?", [number]).fetchone()
    if row is None:
        raise StudyError(f"There is no case {number} in this study.", do="Go back to the queue.")
    return case_of_row(row)


def case_of_row(row: Sequence[Any]) -> Case:
    """A case from ``CASE_COLUMNS``.

    Raises:
        DamagedStudyError: It is not what it was when it was stored.
    """
    number, review, document, start, end, turn, speaker, kind, passage, content, digest, rank, shuffle, *now = row
    withdrawn, state, flagged, revealed, event, decided, reviewer, at = now
    if case_sha256(kind, passage, content) != digest:
        raise DamagedStudyError(f"Case {number} is damaged.", why="Its SHA-256 differs.", do=VERIFY)
    judged = json.loads(content)
    a, b = (Judgement.model_validate(each) for each in judged["judgements"])
    is_decided = state == CaseState.DECIDED
    return Case(
        number=number,
        review=review,
        document=document,
        start=start,
        end=end,
        turn=turn,
        speaker=speaker,
        kind=CaseKind(kind),
        passage=passage,
        judgements=(a, b),
        disputed=tuple(judged["disputed"]),
        rank=rank,
        shuffle=shuffle,
        withdrawn=bool(withdrawn),
        state=CaseState(state),
        flagged=bool(flagged),
        revealed=bool(revealed),
        decision=Decision.model_validate_json(decided) if is_decided else None,
        decided_by=reviewer if is_decided else "",
        decided_at=at if is_decided else "",
        state_event=event or 0,
    )
