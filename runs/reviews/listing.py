"""Cases for lists: some before and behind a place, with those that are damaged told apart so that the others go on."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from runs.errors import DamagedStudyError
from runs.reviews.cases import CASE_COLUMNS, CASE_TABLES, case_of_row
from runs.reviews.queue import SORTED_BY, CaseFilter, Order, condition_of
from runs.reviews.records import Case
from runs.study import Study


class DamagedCase(NamedTuple):
    """A case that is not what it was when it was stored."""

    number: int
    document: str
    turn: int


Listed: TypeAlias = Case | DamagedCase
"""A case as it can be shown."""


def listed_cases(
    study: Study, review: int, wanted: CaseFilter, order: Order, *, after: int | None = None, limit: int = 50
) -> tuple[Listed, ...]:
    """Some cases in order: those behind the case ``after``, or the first."""
    return _listed(study, review, wanted, order, after, limit, backwards=False)


def listed_before(
    study: Study, review: int, wanted: CaseFilter, order: Order, *, before: int, limit: int
) -> tuple[Listed, ...]:
    """The cases right before another, in order."""
    return _listed(study, review, wanted, order, before, limit, backwards=True)[::-1]


def place_of(study: Study, review: int, wanted: CaseFilter, order: Order, number: int) -> int:
    """The how many-eth a case is in order, from 1; where it is not among them, where it would stand."""
    condition, given = condition_of(study, review, wanted)
    keys = ", ".join(SORTED_BY[order])
    row = study.connection.execute(
        f"select count(*) from cases c where {condition} and ({keys}) < (select {keys} from cases c where c.id = ?)",
        [*given, number],
    ).fetchone()
    return int(row[0]) + 1


def listed_case(study: Study, number: int) -> Listed | None:
    """One case as it is now; None where there is none of this number."""
    row = study.connection.execute(f"select {CASE_COLUMNS} from {CASE_TABLES} where c.id = ?", [number]).fetchone()
    return _listed_row(row) if row else None


def review_of_case(study: Study, number: int) -> int | None:
    """The number of the review that a case belongs to, also where the case is damaged; None where there is none."""
    row = study.connection.execute("select review_id from cases where id = ?", [number]).fetchone()
    return int(row[0]) if row else None


def _listed_row(row: Sequence[Any]) -> Listed:
    try:
        return case_of_row(row)
    except (DamagedStudyError, ValueError):
        return DamagedCase(row[0], row[2], row[5])


def _listed(
    study: Study, review: int, wanted: CaseFilter, order: Order, beside: int | None, limit: int, *, backwards: bool
) -> tuple[Listed, ...]:
    condition, given = condition_of(study, review, wanted)
    keys = SORTED_BY[order]
    if beside is not None:
        places = f"(select {', '.join(keys)} from cases c where c.id = ?)"
        condition += f" and ({', '.join(keys)}) {'<' if backwards else '>'} {places}"
        given = [*given, beside]
    sorting = ", ".join(f"{key} desc" if backwards else key for key in keys)
    rows = study.connection.execute(
        f"select {CASE_COLUMNS} from {CASE_TABLES} where {condition} order by {sorting} limit ?", [*given, limit]
    )
    return tuple(_listed_row(row) for row in rows)
