"""What must hold of each row of a review, so that it is what was stored."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import cast

from runs.keeping.row_checks import Surroundings, Values, sha256
from runs.reviews.records import EventKind, Judgement, ReviewDesign, chained_sha256, event_sha256
from runs.reviews.rows import case_sha256, code_rows
from runs.reviews.states import Standing, standing_after

EVENT_COLUMNS = ("id", "scope", "case_id", "kind", "reviewer", "content", "batch", "target", "request", "at")


def review_faults(values: Values, around: Surroundings) -> Iterator[str]:
    """What is wrong with a row of ``reviews``; one with nothing wrong is taken in."""
    if sha256(values["content"]) == values["content_sha256"]:
        around.pairs[values["id"]] = ReviewDesign.model_validate_json(values["content"]).raters
    else:
        yield "the review is not the one that was stored (its SHA-256 differs)"


def case_faults(values: Values, around: Surroundings) -> Iterator[str]:
    """What is wrong with a row of ``cases``; one with nothing wrong is taken in."""
    if case_sha256(values["kind"], values["passage"], values["content"]) != values["content_sha256"]:
        yield "the case is not the one that was stored (its SHA-256 differs)"
        return
    transcript = values["transcript_id"]
    if transcript in around.lengths and _lies_elsewhere(values, around):
        yield "its passage is not what stands at its place in the transcript"
    elif values["review_id"] in around.pairs:
        rows = case_code_rows(values["id"], values["content"], around.pairs[values["review_id"]])
        around.case_codes[values["id"]] = {code: tuple(rest) for _, code, *rest in rows}


def case_code_faults(values: Values, around: Surroundings) -> Iterator[str]:
    """What is wrong with a row of ``case_codes``."""
    codes = around.case_codes.get(values["case_id"])
    if codes is not None and codes.get(values["code"]) != (values["disputed"], values["given_by"]):
        yield "what is said of the code is not what the case says"


def event_faults(values: Values, around: Surroundings) -> Iterator[str]:
    """What is wrong with a row of ``review_events`` taken alone."""
    if event_sha256([values[name] for name in EVENT_COLUMNS]) != values["sha256"]:
        yield "the event is not the one that was stored (its SHA-256 differs)"


def task_faults(values: Values, around: Surroundings) -> Iterator[str]:
    """What is wrong with a row of ``coding_tasks``."""
    if sha256(values["content"]) != values["content_sha256"]:
        yield "the task is not the one that was stored (its SHA-256 differs)"


class Chain:
    """Follows the events of a study in their order."""

    def __init__(self) -> None:
        self._before = ""

    def faults(self, values: Values) -> Iterator[str]:
        """What is wrong with the order of events up to this one."""
        if values["chain_sha256"] != chained_sha256(self._before, values["sha256"] or ""):
            yield "it does not follow the event that was before it: one was changed, removed or moved"
        self._before = values["chain_sha256"] or ""


def case_code_rows(number: int, content: str, raters: tuple[str, str]) -> Iterator[tuple[int, str, int, int]]:
    """The rows of ``case_codes`` of a case as stored."""
    judged = json.loads(content)
    judgements = [Judgement.model_validate(each) for each in judged["judgements"]]
    return code_rows(number, judgements, cast("list[str]", judged["disputed"]), raters)


def cases_that_stand_otherwise(connection: sqlite3.Connection) -> Iterator[int]:
    """The numbers of cases that do not stand as what was done to them says.

    Args:
        connection: To the file; it gives texts as bytes.
    """
    rows = connection.execute("select id, cast(state as blob), state_event, flagged, revealed from cases order by id")
    asked = "select id, cast(kind as blob), target from review_events where case_id = ? order by id"
    for number, state, *rest in rows:
        stands: Standing | None = None
        with suppress(ValueError):
            done = connection.execute(asked, [number]).fetchall()
            stands = standing_after([(event, EventKind(kind.decode()), target) for event, kind, target in done])
        if stands != (state.decode("utf-8", "replace"), *rest):
            yield number


def events_are_gone_at_the_end(connection: sqlite3.Connection) -> bool:
    """Whether there were events behind the last one."""
    row = connection.execute(
        "select (select coalesce(max(id), 0) from review_events) < coalesce(max(seq), 0) from sqlite_sequence"
        " where name = 'review_events'"
    ).fetchone()
    return bool(row and row[0])


def _lies_elsewhere(values: Values, around: Surroundings) -> bool:
    start, end = values["start"], values["end"]
    inside = 0 <= start <= end <= around.lengths[values["transcript_id"]]
    return not inside or around.slice(values["transcript_id"], start, end) != values["passage"]


REVIEW_CHECKS: dict[str, Callable[[Values, Surroundings], Iterator[str]]] = {
    "reviews": review_faults,
    "cases": case_faults,
    "case_codes": case_code_faults,
    "review_events": event_faults,
    "coding_tasks": task_faults,
}
"""The check of each table that belongs to reviews."""
