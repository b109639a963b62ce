"""The record of spans: what it refuses, and its parts."""

from itertools import pairwise

import numpy as np
import pytest
from drawn_spans import overlapping, painted, rows_of, spans_of
from hypothesis import given
from hypothesis import strategies as st

from evaluation.errors import AgreementError
from evaluation.spans.continua import Spans, depth_moments


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 3), (-1, 4), (18, 21)])
def test_a_span_that_is_no_stretch_of_its_interview_is_refused_by_name(start, end):
    with pytest.raises(AgreementError, match=rf"B's span {start} to {end} of code 0 in interview 1.*20 characters"):
        spans_of([(0, 0, 0, 1, 2), (1, 1, 0, start, end)], lengths=[30, 20])


def test_a_span_by_a_rater_who_did_not_see_the_interview_is_refused():
    with pytest.raises(AgreementError, match=r"B's span 1 to 2 of code 0 in interview 0 is by a rater who did not see"):
        spans_of([(0, 1, 0, 1, 2)], lengths=[20], seen=[[True, False]])


@pytest.mark.parametrize("row", [(1, 0, 0, 1, 2), (0, 2, 0, 1, 2), (0, 0, 1, 1, 2), (0, -1, 0, 1, 2)])
def test_a_number_without_a_name_is_refused(row):
    with pytest.raises(AgreementError, match="number without a name"):
        spans_of([row], lengths=[20])


def test_names_given_twice_and_arrays_that_do_not_fit_are_refused():
    none = np.zeros(0, dtype=np.intp)
    empty = {"interview": none, "rater": none, "code": none, "start": none, "end": none}
    with pytest.raises(AgreementError, match="rater A is named twice"):
        Spans(("A", "A"), ("c",), ("i",), **empty, lengths=np.array([9]), seen=np.ones((1, 2), dtype=bool))
    with pytest.raises(AgreementError, match="do not fit"):
        Spans(("A", "B"), ("c",), ("i",), **empty, lengths=np.array([9]), seen=np.ones((1, 3), dtype=bool))
    with pytest.raises(AgreementError, match="differ in length"):
        Spans(
            ("A", "B"),
            ("c",),
            ("i",),
            **{**empty, "end": np.array([4])},
            lengths=np.array([9]),
            seen=np.ones((1, 2), dtype=bool),
        )


def test_a_rater_is_chosen_once():
    with pytest.raises(AgreementError, match="named twice"):
        spans_of([], lengths=[20]).only(["A", "A"])


@given(overlapping(), st.booleans())
def test_merging_keeps_the_characters_and_leaves_no_own_overlap(spans, touching):
    merged = spans.merged(touching=touching)
    places = [(i, r, c) for i in range(3) for r in range(3) for c in range(2)]
    for place in places:
        assert (painted(spans, place[2], *place[:2]) == painted(merged, place[2], *place[:2])).all()
        own = [row[3:] for row in rows_of(merged) if row[:3] == place]
        for (_, end), (start, _) in pairwise(own):
            assert start > end or (start == end and not touching)
    assert rows_of(merged) == sorted(rows_of(merged))


@given(overlapping())
def test_depth_moments_are_those_of_the_characters(spans):
    once, squared = depth_moments(spans)
    for interview in range(3):
        for code in range(2):
            depth = np.zeros(spans.lengths[interview])
            for row in rows_of(spans):
                if (row[0], row[2]) == (interview, code):
                    depth[row[3] : row[4]] += 1
            assert once[interview, code] == depth.sum()
            assert squared[interview, code] == (depth**2).sum()


@given(overlapping())
def test_choosing_raters_and_codes_keeps_their_spans_and_who_saw_what(spans):
    chosen = spans.only(["C", "A"]).of(["code 1"])
    expected = [(i, {2: 0, 0: 1}[r], 0, *place) for i, r, c, *place in rows_of(spans) if r != 1 and c == 1]
    assert rows_of(chosen) == expected
    assert (chosen.seen == spans.seen[:, [2, 0]]).all()
    assert (chosen.raters, chosen.codes) == (("C", "A"), ("code 1",))


@given(overlapping())
def test_united_codes_are_one_code_over_the_same_characters(spans):
    united = spans.united("any code")
    for interview in range(3):
        for rater in range(3):
            each = [painted(spans, code, interview, rater) for code in (0, 1)]
            assert (painted(united, 0, interview, rater) == np.any(each, axis=0)).all()
