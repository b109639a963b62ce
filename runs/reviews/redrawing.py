"""Cases of a review, stored as they are by the codings now."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from runs.reviews.bases import Basis
from runs.reviews.records import CaseState, DrawnCase, Review
from runs.reviews.rows import case_content, case_sha256, code_rows
from runs.study import Study


class Redrawn(NamedTuple):
    """What became of the cases of a review when they were drawn up anew."""

    new: int
    kept: int
    """Those that were there before, also those that had been withdrawn and are cases again."""
    withdrawn: int
    """Open and skipped ones that are no cases any more."""
    outdated: int
    """Decided ones that are no cases any more: the raters' codings are not those that were decided about."""


def redraw_cases(study: Study, review: Review, drawn: Iterable[DrawnCase], *, basis: Basis) -> Redrawn:
    """Store the cases of a review as they are by the codings now.

    A case that is there already stays what it is, with all that was done to it. One that is no case any more is
    withdrawn, with its decision, and comes back when it is one again.

    Args:
        study: The study.
        review: The review.
        drawn: All of its cases.
        basis: What they were drawn from, kept so that it can be compared later.
    """
    with study.writing() as db:
        redrawing = _Redrawing(db, review)
        for case in drawn:
            redrawing.store(case)
        db.execute("update reviews set drawn_from = ? where id = ?", [basis.model_dump_json(), review.number])
        return redrawing.ended()


class _Known(NamedTuple):
    """A case that is stored already."""

    number: int
    withdrawn: int
    rank: float
    shuffle: int
    state: str


class _Redrawing:
    """Stores the cases of one review one after the other."""

    def __init__(self, db: sqlite3.Connection, review: Review) -> None:
        self._db, self._review = db, review
        self._known = _known(db, review.number)
        self._transcripts: Mapping[str, int] = dict(db.execute("select document, id from transcripts").fetchall())
        self._found: set[int] = set()
        self._new = 0

    def store(self, case: DrawnCase) -> None:
        """Store one case, or see that it is there as it should be."""
        content = case_content(case)
        digest = case_sha256(case.kind, case.passage, content)
        place = (self._transcripts[case.document], case.start, case.end, digest)
        known = self._known.get(place)
        if known is None:
            self._add(case, place, content)
            return
        self._found.add(known.number)
        if (known.withdrawn, known.rank, known.shuffle) != (0, case.rank, case.shuffle):
            self._db.execute(
                "update cases set withdrawn = 0, rank = ?, shuffle = ? where id = ?",
                [case.rank, case.shuffle, known.number],
            )

    def ended(self) -> Redrawn:
        """Withdraw what was not found, and count all."""
        gone = [each for each in self._known.values() if each.number not in self._found and not each.withdrawn]
        self._db.executemany("update cases set withdrawn = 1 where id = ?", ((each.number,) for each in gone))
        decided = sum(each.state == CaseState.DECIDED for each in gone)
        return Redrawn(new=self._new, kept=len(self._found), withdrawn=len(gone) - decided, outdated=decided)

    def _add(self, case: DrawnCase, place: tuple[int, int, int, str], content: str) -> None:
        about = [case.turn, case.speaker, case.kind, case.passage, content, case.rank, case.shuffle]
        (number,) = self._db.execute(
            "insert into cases (review_id, transcript_id, start, end, content_sha256, turn, speaker, kind, passage,"
            " content, rank, shuffle) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id",
            [self._review.number, *place, *about],
        ).fetchone()
        rows = code_rows(number, case.judgements, case.disputed, self._review.design.raters)
        self._db.executemany("insert into case_codes values (?, ?, ?, ?)", rows)
        self._new += 1


def _known(db: sqlite3.Connection, review: int) -> dict[tuple[int, int, int, str], _Known]:
    rows = db.execute(
        "select transcript_id, start, end, content_sha256, id, withdrawn, rank, shuffle, state from cases"
        " where review_id = ?",
        [review],
    )
    return {(transcript, start, end, digest): _Known(*rest) for transcript, start, end, digest, *rest in rows}
