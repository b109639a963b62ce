"""The cases that the queue finds are as many as the report of agreement counts."""

from contextlib import closing
from random import Random

import pytest
from reviewed_study import BOOK, DESIGN, begun, drawn, judged, study_of_turns, units_of

from evaluation.reports.of_study import Judged, report_of_unit
from runs import CodingStatus, Unit
from runs.reviews.queue import CaseFilter, count_cases

CODES = tuple(code.name for code in BOOK.codes)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """A study in which two raters gave codes at random, and one failed on some units; and its report."""
    chance = Random(3)
    with closing(study_of_turns(tmp_path_factory.mktemp("counts") / "study.db", turns=30)) as study:
        for number, unit in enumerate(units_of(study)):
            for rater in DESIGN.raters:
                failed = rater == "m" and number % 7 == 0
                given = () if failed else [code for code in CODES if chance.random() < 0.4]
                judged(study, rater, unit, *given, status=CodingStatus.FAILED if failed else CodingStatus.CODED)
        begun(study, drawn(study))
        judge = Judged(speakers=frozenset("P"), raters=DESIGN.raters)
        yield study, report_of_unit(study, Unit.TURN, judge)


def cases(study, **wanted):
    return sum(count_cases(study, 1, CaseFilter(**wanted)).values())


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("only_by", [1, 2])
def test_of_a_code_that_only_one_gave(found, code, only_by):
    study, report = found
    assert cases(study, code=code, only_by=only_by) == report.code(code).counts[only_by] > 0


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("against", CODES)
def test_of_a_code_that_one_gave_where_the_other_gave_another(found, code, against):
    study, report = found
    expected = report.confusion.instead[CODES.index(code)][CODES.index(against)]
    assert cases(study, code=code, against=against) == expected
    assert (expected > 0) == (code != against)


def test_of_units_to_which_two_raters_gave_different_codes(found):
    study, report = found
    same = report.overall.exact_set_agreement.value
    seen = min(each.units_seen for each in report.rater_details)
    assert cases(study, differ=True) == pytest.approx(seen * (1 - same))
    assert cases(study, differ=True) + cases(study, differ=False) == cases(study)
