"""How ``intercoder import`` tells of what became of rows of codings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from runs.exchange import CodingsTable, Outcome, Placement, Problem, ProblemKind, TableShape

_TOLD_OF_A_KIND = 1000


def outcomes_told(placement: Placement) -> str:
    """How many rows were placed as they stand, elsewhere, and not at all."""
    number = placement.outcomes.get(Outcome.UNCHECKED, 0)
    unchecked = f", {number} without words to check them by" if number else ""
    return (
        f"{placement.verified} verified, {placement.reanchored} re-anchored, {placement.ambiguous} ambiguous,"
        f" {placement.unmatched} unmatched{unchecked}"
    )


def problems_told(row: str, problems: Iterable[Problem]) -> tuple[str, ...]:
    """A line for each problem; of a kind that there is very much of, a line for all that are too many."""
    told: list[str] = []
    by_kind: defaultdict[ProblemKind, list[int]] = defaultdict(list)
    for problem in problems:
        rows = by_kind[problem.kind]
        rows += problem.rows[:1]
        if len(rows) <= _TOLD_OF_A_KIND:
            more = " and more" if len(problem.rows) > 5 else ""
            which = f" ({problem.code!r})" if problem.kind is ProblemKind.UNKNOWN_CODE else ""
            told.append(f"{row} {', '.join(map(str, problem.rows[:5]))}{more}: {problem.why}{which}")
    for kind, rows in by_kind.items():
        if len(rows) > _TOLD_OF_A_KIND:
            too_many = len(rows) - _TOLD_OF_A_KIND
            told.append(f"{kind}: {too_many} more, from {row} {rows[_TOLD_OF_A_KIND]} to {row} {rows[-1]}")
    return tuple(told)


def unchecked_told(table: CodingsTable, placement: Placement) -> Iterator[str]:
    """A line where places of passages were taken at their word, since programs count characters in several ways."""
    number = placement.outcomes.get(Outcome.UNCHECKED, 0)
    if number and table.shape is TableShape.SPANS:
        yield (
            f"note: {number} places are taken as code points of the text, and nothing in the table shows that they are;"
            " compare some passages with yours, or say which column has their words with --map quotation=HEADER"
        )
