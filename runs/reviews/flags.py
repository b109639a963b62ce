"""Where the codebook is unclear to somebody: the flags that hold."""

from typing import NamedTuple

from runs.reviews.listing import Listed, listed_case
from runs.reviews.undoing import IN_FORCE
from runs.study import Study


class Flag(NamedTuple):
    """A flag that holds."""

    case: Listed
    note: str
    reviewer: str
    at: str


_FLAGGED = "c.flagged and not c.withdrawn"
_LATER = IN_FORCE.replace("e.id", "u.id")
_HOLDS = (
    f"e.kind = 'flagged' and {_FLAGGED} and {IN_FORCE} and not exists (select 1 from review_events u"
    f" where u.case_id = e.case_id and u.kind = 'unflagged' and u.id > e.id and {_LATER})"
)
_IN_PLAY = "(? is null or exists (select 1 from case_codes k where k.case_id = c.id and k.code = ?))"


def flags(study: Study, code: str | None = None, *, limit: int = 50) -> tuple[Flag, ...]:
    """The flags that hold, newest first.

    Args:
        study: The study.
        code: A code that is in play in the case; None for all.
        limit: How many at most.
    """
    rows = study.connection.execute(
        "select e.case_id, coalesce(json_extract(e.content, '$.note'), ''), e.reviewer, e.at"
        " from review_events e join cases c on c.id = e.case_id"
        f" where {_HOLDS} and {_IN_PLAY} order by e.id desc limit ?",
        [code, code, limit],
    ).fetchall()
    found = ((listed_case(study, number), note, reviewer, at) for number, note, reviewer, at in rows)
    return tuple(Flag(case, note, reviewer, at) for case, note, reviewer, at in found if case is not None)


def flagged_cases(study: Study) -> int:
    """How many cases are flagged."""
    (count,) = study.connection.execute(f"select count(*) from cases c where {_FLAGGED}").fetchone()
    return int(count)


def flagged_by_code(study: Study) -> dict[str, int]:
    """How many flagged cases each code is in play in."""
    rows = study.connection.execute(
        f"select k.code, count(*) from cases c join case_codes k on k.case_id = c.id where {_FLAGGED} group by 1"
    )
    return dict(rows.fetchall())
