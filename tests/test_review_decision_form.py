"""A decision as a form sends it."""

from datetime import UTC, datetime

from reviewed_study import a_case

from evaluation.review.cases.decision_form import decision_of
from runs.reviews.records import Case, CaseState

NOW = datetime(2026, 1, 1, tzinfo=UTC)
STANDING = {
    "number": 1,
    "review": 1,
    "state": CaseState.OPEN,
    "flagged": False,
    "revealed": False,
    "withdrawn": False,
    "decision": None,
    "decided_by": "",
    "decided_at": "",
    "state_event": 0,
}


def test_every_code_that_is_ticked_holds_in_the_order_of_the_page_however_many_there_are():
    names = tuple(f"code {number}" for number in range(130))
    case = Case(**a_case(a=names).model_dump(), **STANDING)
    form = {f"code-{place}": name for place, name in reversed(list(enumerate(names)))}
    made = decision_of(case, {"choice": "composed", **form}, codes=frozenset(names), revealed=False, now=NOW)
    assert made.codes == names
