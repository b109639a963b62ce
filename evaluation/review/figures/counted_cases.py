"""From a count of agreement to the cases behind it: the address that says it, and the queues that hold them."""

from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from codebook import InputError
from evaluation.reports.disputes import Dispute, disputes_behind
from evaluation.reports.of_study import with_codes
from evaluation.reports.sections import Counted
from evaluation.review.cases.filters import View
from evaluation.review.cases.rounds import is_current, review_of_pair
from evaluation.review.figures.asked_figures import A_MOMENT, AskedFigures
from evaluation.review.kept import Kept
from evaluation.study_table import table_of
from evaluation.tables import UnitTable
from runs.changes import state_of_judgements
from runs.coding_store import raters
from runs.reviews.queue import CaseFilter
from runs.study import Study

PATH = "/agreement/cases"


class WayToCases(NamedTuple):
    """The cases of one pair behind a count."""

    dispute: Dispute
    view: View
    """The filter that finds them in the queue of the pair's review."""
    review: int | None
    """The review that holds them as they are now; None where it has to be begun, or brought up to date, first."""


def path_to_cases(asked: AskedFigures, counted: Counted) -> str:
    """The address of the page that leads to the cases behind a count."""
    said = (
        *(("of", name) for name in counted.raters),
        *((("code", counted.code),) if counted.code else ()),
        *((("only", counted.only),) if counted.only else ()),
        *((("against", counted.against),) if counted.against else ()),
        *((("in", counted.interview),) if counted.interview else ()),
    )
    return "?".join((PATH, "&".join(part for part in (asked.query(), urlencode(said, errors="replace")) if part)))


def counted_in(query: QueryParams) -> Counted:
    """What an address says to be counted.

    Raises:
        InputError: It says nothing that is counted.
    """
    raters, only = tuple(query.getlist("of")), query.get("only", "")
    found = Counted(
        raters=raters,
        code=query.get("code", ""),
        only=int(only) if only in ("1", "2") else 0,
        against=query.get("against", ""),
        interview=query.get("in", ""),
    )
    of_code = bool(found.code) and bool(found.only) != bool(found.against)
    if len(raters) not in (0, 2) or not (of_code or (found.interview and not found.code)):
        raise InputError("This address counts nothing.", do="Go to the page of agreement, and follow a count.")
    return found


def disputes(
    kept: Kept, study: Study, asked: AskedFigures, counted: Counted, *, patience: float = A_MOMENT
) -> tuple[Dispute, ...] | None:
    """What a count sums up; None where it is not computed yet.

    Raises:
        InputError: A name is not known.
        AgreementError: There is no unit to judge.
    """

    def make(opened: Study) -> UnitTable:
        table = table_of(opened, asked.unit, None, asked.raters, interviews=asked.interviews)
        return replace(with_codes(table, asked.codes), segments=(), codings=())

    state = state_of_judgements(study)
    made = kept.get(("judged", asked._replace(reference="")), make, state, patience=patience)
    if made is None or made.state != state:
        return None
    _require_known(made.value, counted)
    kinds = {name: rater.kind for name, rater in raters(study).items()}
    return disputes_behind(made.value, counted, kinds, interviews=asked.interviews, some_codes=bool(asked.codes))


def _require_known(table: UnitTable, counted: Counted) -> None:
    known = {"rater": table.raters, "code": table.codes, "interview": table.interviews}
    named = {"rater": counted.raters, "code": (counted.code, counted.against), "interview": (counted.interview,)}
    for what, names in named.items():
        if absent := [name for name in names if name and name not in known[what]]:
            raise InputError(f"There is no {what} {absent[0]!r} among those that were chosen.")


def way_to(study: Study, asked: AskedFigures, dispute: Dispute) -> WayToCases:
    """The filter that finds the cases of a dispute, and the review that they are in."""
    counted = dispute.counted
    one, other = counted.raters
    review = review_of_pair(study, (one, other), asked.unit)
    if review is None or not is_current(study, review):
        review = None
    wanted = CaseFilter(
        document=counted.interview or None,
        code=counted.code or None,
        only_by=_only_by(study, counted) if counted.only else None,
        against=counted.against or None,
        differ=None if counted.code else True,
    )
    return WayToCases(dispute, View(wanted=wanted), review.number if review else None)


def _only_by(study: Study, counted: Counted) -> int:
    """Who of the review's raters gave the code, who stand in the order of the study."""
    one, other = counted.raters
    rows = study.connection.execute("select name from raters where name in (?, ?) order by id", [one, other])
    first = rows.fetchone()[0]
    return counted.only if first == one else 3 - counted.only
