"""The queue of a review: which cases there are under some filters, and which comes next."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from codebook import Record
from runs.reviews.cases import CASE_COLUMNS, CASE_TABLES, case_of_row
from runs.reviews.records import Case, CaseKind, CaseState
from runs.study import Study


class Order(StrEnum):
    """In which order cases come."""

    WORST = "worst code first"
    TEXT = "in the order of the texts"
    RANDOM = "at random"


SORTED_BY = {
    Order.WORST: ("c.rank", "c.transcript_id", "c.start", "c.id"),
    Order.TEXT: ("c.transcript_id", "c.start", "c.id"),
    Order.RANDOM: ("c.shuffle", "c.id"),
}
"""The columns of ``cases c`` that each order goes by; the last tells equal ones apart."""


class CaseFilter(Record, frozen=True):
    """Which cases are wanted; what is not said does not matter."""

    document: str | None = None
    code: str | None = None
    """One of the codes in play."""
    only_by: int | None = None
    """With ``code``: 1 where only the first of the review's raters gave it, 2 where only the second, 3 where both; of
    what both judged."""
    against: str | None = None
    """With ``code``: another code that one of them gave where the other gave ``code``, neither giving the other's."""
    differ: bool | None = None
    """Whether they gave different codes."""
    kind: CaseKind | None = None
    state: CaseState | None = None
    flagged: bool | None = None
    speaker: str | None = None
    run: int | None = None
    reviewer: str | None = None
    """Who decided it."""
    words: str | None = None
    """What stands in the passage, whatever the case of its letters."""


class Count(NamedTuple):
    """How many cases of one thing there are, and how many of them are decided."""

    name: str
    cases: int
    decided: int


def page_of_cases(
    study: Study, review: int, wanted: CaseFilter, order: Order, *, after: int | None = None, limit: int = 50
) -> tuple[Case, ...]:
    """Some cases in order: those behind the case ``after``, or the first.

    Args:
        study: The study.
        review: The review's number.
        wanted: Which cases.
        order: In which order.
        after: The number of the last case of the page before.
        limit: How many at most.
    """
    condition, given = condition_of(study, review, wanted)
    keys = ", ".join(SORTED_BY[order])
    if after is not None:
        place = f"(select {keys} from cases c where c.id = ?)"
        condition, given = f"{condition} and ({keys}) > {place}", [*given, after]
    rows = study.connection.execute(
        f"select {CASE_COLUMNS} from {CASE_TABLES} where {condition} order by {keys} limit ?", [*given, limit]
    )
    return tuple(case_of_row(row) for row in rows)


def previous_case(study: Study, review: int, wanted: CaseFilter, order: Order, before: int) -> int | None:
    """The number of the case that comes right before another; None where it is the first."""
    condition, given = condition_of(study, review, wanted)
    keys = SORTED_BY[order]
    backwards = ", ".join(f"{key} desc" for key in keys)
    row = study.connection.execute(
        f"select c.id from cases c where {condition} and ({', '.join(keys)}) <"
        f" (select {', '.join(keys)} from cases c where c.id = ?) order by {backwards} limit 1",
        [*given, before],
    ).fetchone()
    return row[0] if row else None


def next_case(study: Study, review: int, wanted: CaseFilter, order: Order, after: int | None) -> int | None:
    """The number of the case that comes right after another, in whatever state; None where it is the last."""
    condition, given = condition_of(study, review, wanted)
    keys = ", ".join(SORTED_BY[order])
    if after is not None:
        condition = f"{condition} and ({keys}) > (select {keys} from cases c where c.id = ?)"
        given = [*given, after]
    row = study.connection.execute(
        f"select c.id from cases c where {condition} order by {keys} limit 1", given
    ).fetchone()
    return row[0] if row else None


def next_open_case(study: Study, review: int, wanted: CaseFilter, order: Order, after: int | None) -> int | None:
    """The number of the case to decide next; None where all are decided.

    The next open one in order, from the beginning again behind the last; then those that were skipped, the one
    skipped first coming first.
    """
    still_open = wanted.model_copy(update={"state": CaseState.OPEN})
    for place in dict.fromkeys((after, None)):
        found = next_case(study, review, still_open, order, place)
        if found is not None:
            return found
    condition, given = condition_of(study, review, wanted.model_copy(update={"state": CaseState.SKIPPED}))
    row = study.connection.execute(
        f"select c.id from cases c where {condition} order by c.id = ? , c.state_event limit 1", [*given, after or 0]
    ).fetchone()
    return row[0] if row else None


def count_cases(study: Study, review: int, wanted: CaseFilter) -> dict[CaseState, int]:
    """How many cases there are in each state."""
    condition, given = condition_of(study, review, wanted)
    rows = study.connection.execute(f"select c.state, count(*) from cases c where {condition} group by 1", given)
    found = dict(rows.fetchall())
    return {state: found.get(state, 0) for state in CaseState}


def count_by(study: Study, review: int, what: str) -> tuple[Count, ...]:
    """How many cases there are of each ``document``, ``code``, ``speaker``, ``kind`` or ``reviewer``.

    Codes count where they are in dispute; the least decided come in the order of their names.

    Raises:
        KeyError: It is none of these.
    """
    column, tables, condition = _COUNTED[what]
    rows = study.connection.execute(
        f"select {column} as name, count(*), total(c.state = 'decided') from {tables}"
        f" where c.review_id = ? and c.withdrawn = 0 {condition} group by 1 order by {_NAMED.get(what, '1')}",
        [review],
    )
    return tuple(Count(name, cases, int(decided)) for name, cases, decided in rows)


_COUNTED = {
    "document": ("t.document", "cases c join transcripts t on t.id = c.transcript_id", ""),
    "code": ("k.code", "cases c join case_codes k on k.case_id = c.id", "and k.disputed"),
    "speaker": ("c.speaker", "cases c", ""),
    "kind": ("c.kind", "cases c", ""),
    "reviewer": ("e.reviewer", "cases c join review_events e on e.id = c.state_event", "and c.state = 'decided'"),
}
_NAMED = {"document": "min(t.id)"}
"""In what order the counts come, where it is not that of the names."""


def condition_of(study: Study, review: int, wanted: CaseFilter) -> tuple[str, list[object]]:
    """The filter as a condition in SQL over ``cases c``, with what is put in its places."""
    parts: list[tuple[str, Sequence[object]]] = [("c.review_id = ? and c.withdrawn = 0", [review])]
    if wanted.document is not None:
        parts.append(("c.transcript_id = (select id from transcripts where document = ?)", [wanted.document]))
    if wanted.code is not None:
        parts += _on_code(wanted, wanted.code)
    if wanted.differ is not None:
        parts.append((f"(c.kind in ('{CaseKind.CONFLICT}', '{CaseKind.ONE_ONLY}')) = ?", [int(wanted.differ)]))
    if wanted.run is not None:
        parts.append(
            ("exists (select 1 from json_each(c.content, '$.judgements') j where j.value ->> 'run' = ?)", [wanted.run])
        )
    if wanted.reviewer is not None:
        parts.append(
            (
                "c.state = 'decided' and c.state_event in (select id from review_events where reviewer = ?)",
                [wanted.reviewer],
            )
        )
    if wanted.flagged is not None:
        parts.append(("c.flagged = ?", [int(wanted.flagged)]))
    if wanted.words:
        study.connection.create_function("folded", 1, _folded, deterministic=True)
        parts.append(("instr(folded(c.passage), ?)", [wanted.words.casefold()]))
    parts += [
        (f"c.{column} = ?", [value])
        for column, value in (("kind", wanted.kind), ("state", wanted.state), ("speaker", wanted.speaker))
        if value is not None
    ]
    return " and ".join(part for part, _ in parts), [each for _, given in parts for each in given]


def _on_code(wanted: CaseFilter, code: str) -> list[tuple[str, Sequence[object]]]:
    """The conditions on who gave a code."""
    if wanted.only_by is None and wanted.against is None:
        return [("c.id in (select case_id from case_codes where code = ?)", [code])]
    parts: list[tuple[str, Sequence[object]]] = [(f"c.kind <> '{CaseKind.NOT_JUDGED}'", [])]
    if wanted.only_by is not None:
        parts.append(
            ("c.id in (select case_id from case_codes where code = ? and given_by = ?)", [code, wanted.only_by])
        )
    if wanted.against is not None:
        pairs = (
            "select one.case_id from case_codes one join case_codes other on other.case_id = one.case_id"
            " where one.code = ? and other.code = ? and one.given_by in (1, 2) and other.given_by = 3 - one.given_by"
        )
        parts.append((f"c.id in ({pairs})", [code, wanted.against]))
    return parts


def _folded(text: object) -> str:
    return str(text).casefold()
