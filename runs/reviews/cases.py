"""Reviews and their cases in a study file."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from runs.errors import VERIFY, DamagedStudyError, StudyError
from runs.reviews.records import Case, CaseKind, CaseState, Decision, DrawnCase, Judgement, Review, ReviewDesign
from runs.study import Study

CASE_COLUMNS = (
    "c.id, c.review_id, t.document, c.start, c.end, c.turn, c.speaker, c.kind, c.passage, c.content, c.content_sha256,"
    " c.rank, c.shuffle, c.withdrawn, c.state, c.flagged, c.revealed, c.state_event, e.content, e.reviewer, e.at"
)
CASE_TABLES = "cases c join transcripts t on t.id = c.transcript_id left join review_events e on e.id = c.state_event"


class Redrawn(NamedTuple):
    """What became of the cases of a review when they were drawn up anew."""

    new: int
    kept: int
    withdrawn: int
    """Open ones that are no cases any more; decided ones stay what they are."""


def begin_review(study: Study, design: ReviewDesign, *, now: str) -> Review:
    """The review of this design, begun now where there is none."""
    content = design.model_dump_json()
    with study.writing() as db:
        db.execute(
            "insert into reviews (content, content_sha256, begun_at) values (?, ?, ?) on conflict do nothing",
            [content, sha256(content), now],
        )
    return next(review for review in reviews(study) if review.design == design)


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


def redraw_cases(study: Study, review: Review, drawn: Iterable[DrawnCase]) -> Redrawn:
    """Store the cases of a review as they are by the codings now.

    A case that is there already stays what it is, with all that was done to it. One that is no case any more is
    withdrawn, and comes back when it is one again.
    """
    with study.writing() as db:
        before = dict(db.execute("select id, withdrawn from cases where review_id = ?", [review.number]).fetchall())
        numbers = dict(db.execute("select document, id from transcripts").fetchall())
        found = {_number(db, review, numbers[case.document], case) for case in drawn}
        gone = [number for number, withdrawn in before.items() if number not in found and not withdrawn]
        db.executemany("update cases set withdrawn = 1 where id = ?", [(number,) for number in gone])
        db.executemany("update cases set withdrawn = 0 where id = ?", [(number,) for number in found & before.keys()])
        open_ones = sum(
            db.execute("select count(*) from cases where id = ? and state <> 'decided'", [number]).fetchone()[0]
            for number in gone
        )
    return Redrawn(new=len(found - before.keys()), kept=len(found & before.keys()), withdrawn=open_ones)


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
    if _content_sha256(kind, passage, content) != digest:
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


def sha256(text: str) -> str:
    """SHA-256 of a text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _content_sha256(kind: str, passage: str, content: str) -> str:
    return sha256(f"{kind}\n{len(passage)}\n{passage}\n{content}")


def _number(db: sqlite3.Connection, review: Review, transcript: int, drawn: DrawnCase) -> int:
    """The case's number, given now where it is new."""
    content = json.dumps(
        {"judgements": [each.model_dump(mode="json") for each in drawn.judgements], "disputed": drawn.disputed}
    )
    digest = _content_sha256(drawn.kind, drawn.passage, content)
    place = [review.number, transcript, drawn.start, drawn.end, digest]
    row = db.execute(
        "insert into cases (review_id, transcript_id, start, end, content_sha256, turn, speaker, kind, passage,"
        " content, rank, shuffle) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning id",
        [*place, drawn.turn, drawn.speaker, drawn.kind, drawn.passage, content, drawn.rank, drawn.shuffle],
    ).fetchone()
    if row is None:
        (number,) = db.execute(
            "select id from cases where (review_id, transcript_id, start, end, content_sha256) = (?, ?, ?, ?, ?)", place
        ).fetchone()
        db.execute("update cases set rank = ?, shuffle = ? where id = ?", [drawn.rank, drawn.shuffle, number])
        return int(number)
    db.executemany("insert into case_codes values (?, ?, ?, ?)", _codes_of(int(row[0]), review, drawn))
    return int(row[0])


def _codes_of(number: int, review: Review, drawn: DrawnCase) -> Iterator[tuple[int, str, int, int]]:
    """The rows of ``case_codes``; who gave a code is 1 for the first of the review's raters, 2 for the second."""
    given = {judgement.rater: judgement.codes for judgement in drawn.judgements}
    for code in dict.fromkeys((*drawn.codes, *drawn.disputed)):
        by = sum(bit for bit, rater in zip((1, 2), review.design.raters, strict=True) if code in given[rater])
        yield number, code, int(code in drawn.disputed), by
