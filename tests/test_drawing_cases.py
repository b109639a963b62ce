"""Which units become cases of a review, in what the raters differ there, and who is A."""

import pytest
from reviewed_study import DESIGN, drawn, judged, part, study_of_turns, ungrounded, units_of

from runs import CodingStatus
from runs.reviews.records import CaseKind
from runs.transcript_store import transcripts


@pytest.fixture
def study(tmp_path):
    opened = study_of_turns(tmp_path / "study.db", documents=4, turns=50)
    yield opened
    opened.close()


NO_AUDIT = DESIGN.model_copy(update={"audit_share": 0.0})


def both(study, unit, ann, model):
    """Two judgements of a unit."""
    judged(study, "Ann", unit, *ann)
    judged(study, "m", unit, *model)


def the_case(study, design=NO_AUDIT):
    """The only case that there is."""
    (case,) = drawn(study, design)
    return case


@pytest.mark.parametrize(
    ("ann", "model", "kind", "disputed"),
    [
        (["x"], ["y"], CaseKind.CONFLICT, {"x", "y"}),
        (["x", "z"], ["y", "z"], CaseKind.CONFLICT, {"x", "y"}),
        (["x"], [], CaseKind.ONE_ONLY, {"x"}),
        (["x", "y"], ["x"], CaseKind.ONE_ONLY, {"y"}),
        (["x"], ["x", ungrounded("y")], CaseKind.UNGROUNDED, {"y"}),
        ([], [ungrounded("y")], CaseKind.UNGROUNDED, {"y"}),
        (["y"], [ungrounded("y")], CaseKind.ONE_ONLY, {"y"}),
    ],
)
def test_a_case_says_in_what_the_raters_differ(study, ann, model, kind, disputed):
    unit = units_of(study)[3]
    both(study, unit, ann, model)
    case = the_case(study)
    assert (case.kind, set(case.disputed)) == (kind, disputed)
    assert (case.document, case.start, case.end, case.turn) == (unit.document, unit.start, unit.end, unit.turn)
    assert case.passage == transcripts(study)[unit.document].text[unit.start : unit.end]


def test_units_that_agree_are_no_cases_and_those_that_one_did_not_see_neither(study):
    units = units_of(study)
    both(study, units[0], ["x"], ["x"])
    both(study, units[1], [], [])
    judged(study, "Ann", units[2], "x")
    assert drawn(study, NO_AUDIT) == ()


@pytest.mark.parametrize("status", [CodingStatus.FAILED, CodingStatus.REFUSED, CodingStatus.TRUNCATED])
def test_a_judgement_that_failed_makes_a_case_and_is_no_judgement(study, status):
    judged(study, "Ann", units_of(study)[0], "x")
    judged(study, "m", units_of(study)[0], status=status, reason="why")
    case = the_case(study)
    assert case.kind is CaseKind.NOT_JUDGED
    failed = next(each for each in case.judgements if each.rater == "m")
    assert (failed.status, failed.reason, failed.codes) == (status, "why", ())


def test_a_judgement_that_failed_first_and_came_later_is_no_case(study):
    judged(study, "m", units_of(study)[0], status=CodingStatus.FAILED)
    both(study, units_of(study)[0], ["x"], ["x"])
    assert drawn(study, NO_AUDIT) == ()


def test_where_neither_judged_there_is_no_case(study):
    for rater in ("Ann", "m"):
        judged(study, rater, units_of(study)[0], status=CodingStatus.FAILED)
    assert drawn(study, NO_AUDIT) == ()


@pytest.mark.parametrize(("least", "is_case"), [(None, False), (0.4, False), (0.6, True)])
def test_passages_that_overlap_too_little_are_a_boundary_case_where_that_is_wanted(study, least, is_case):
    unit = units_of(study)[0]
    text = transcripts(study)[unit.document].text
    both(study, unit, ["x"], [part("x", unit.start, unit.start + (unit.end - unit.start) // 2, text)])
    found = drawn(study, NO_AUDIT.model_copy(update={"least_overlap": least}))
    assert [(case.kind, case.disputed) for case in found] == ([(CaseKind.BOUNDARY, ("x",))] if is_case else [])


def test_codings_made_after_seeing_others_make_no_case(study):
    judged(study, "Ann", units_of(study)[0], "x", independent=False)
    judged(study, "m", units_of(study)[0], "y")
    assert drawn(study, NO_AUDIT) == ()


def test_a_coding_over_a_longer_stretch_is_shown_where_it_lies_in_the_unit(study):
    first, second = units_of(study)[:2]
    text = transcripts(study)[first.document].text
    long = first.model_copy(update={"end": second.end})
    judged(study, "Ann", long, part("x", second.start, second.start + 4, text))
    for unit in (first, second):
        judged(study, "m", unit)
    case = the_case(study)
    ann = next(each for each in case.judgements if each.rater == "Ann")
    assert (case.start, [each.start for each in ann.assignments]) == (second.start, [second.start])


def all_judged(study, share=2):
    """Every unit judged by both; they differ in one of so many."""
    for number, unit in enumerate(units_of(study)):
        both(study, unit, ["x"], ["x"] if number % share else ["y"])


def test_the_same_codings_give_the_same_cases_and_a_case_stays_what_it_is_when_others_are_coded(study):
    units = units_of(study)
    for number, unit in enumerate(units[:100]):
        both(study, unit, ["x"], ["x"] if number % 3 else ["y"])
    before = drawn(study)
    assert before == drawn(study)
    for unit in units[100:]:
        both(study, unit, ["w"], ["z"])
    after = {(case.document, case.start): case for case in drawn(study)}
    for case in before:
        now = after[case.document, case.start]
        assert now.model_copy(update={"rank": 0.0}) == case.model_copy(update={"rank": 0.0})
    assert len(after) == len(before) + 100


def test_who_is_a_varies_over_cases_and_by_the_seed(study):
    all_judged(study, share=1)
    cases = drawn(study)
    first = sum(case.judgements[0].rater == "Ann" for case in cases)
    assert len(cases) == 200
    assert 70 < first < 130
    other = drawn(study, DESIGN.model_copy(update={"seed": 8}))
    assert [case.judgements[0].rater for case in cases] != [case.judgements[0].rater for case in other]


def test_a_share_of_what_agrees_is_audited_and_looks_like_any_other_case(study):
    all_judged(study)
    share = DESIGN.model_copy(update={"audit_share": 0.3})
    audited = [case for case in drawn(study, share) if case.kind is CaseKind.AGREED]
    assert 15 < len(audited) < 45
    assert {case.rank for case in audited} <= {case.rank for case in drawn(study, NO_AUDIT)}
    every = drawn(study, DESIGN.model_copy(update={"audit_share": 1.0}))
    assert len(every) == 200
    assert {case.start for case in audited} <= {case.start for case in every}


def test_the_worst_code_has_the_lowest_rank(study):
    for number, unit in enumerate(units_of(study)):
        kinds = [(["x"], ["x"]), ([], []), (["x"], []), (["y"], []), ([], ["y"])]
        both(study, unit, *kinds[number % 5])
    ranks = {case.disputed: case.rank for case in drawn(study, NO_AUDIT)}
    assert set(ranks) == {("x",), ("y",)}
    assert ranks["y",] < 0 < ranks["x",] < 1
