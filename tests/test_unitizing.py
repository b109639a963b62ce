"""The u-alpha family, against published values and by drawing every pair of characters."""

from itertools import permutations

import numpy as np
import pytest
from drawn_spans import exclusive, overlapping, painted, rows_of, same, spans_of, total
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evaluation.spans.unitizing import binary_u_alpha, cu_alpha, ku_alpha, ku_coverage, location_of, u_alpha
from evaluation.spans.unitizing_parts import UnitizingParts, clashes, location_parts, unitizing_parts
from evaluation.spans.unitizing_reasons import why_not_located, why_undefined

BOOK = (
    "1-7:1 8-13:2 31-32:5 33-37:6 38-44:6 45-60:7",
    "1-7:1 8-13:3 14-21:5 33-44:6",
    "1-7:1 8-13:4 14-21:5 33-37:6 38-41:6 42-44:6",
)
"""Krippendorff (2019), Content Analysis, 4th ed., fig. 12.11, p. 340: Alex, Paul, Suzan; the last place counts."""


def book():
    rows = []
    for rater, line in enumerate(BOOK):
        for told in line.split():
            places, code = told.split(":")
            first, last = map(int, places.split("-"))
            rows.append((0, rater, int(code) - 1, first - 1, last))
    return spans_of(rows, lengths=[60], raters=3, codes=7)


def one_code(length, *raters):
    rows = [(0, rater, 0, *place) for rater, places in enumerate(raters) for place in places]
    return spans_of(rows, lengths=[length], raters=len(raters))


def test_the_books_figure_gives_the_books_coefficients():
    """The book prints 0.510, 0.413 and 0.724."""
    parts = total(unitizing_parts(book()))
    assert u_alpha(parts) == pytest.approx(0.5099819, abs=5e-8)
    assert binary_u_alpha(location_of(parts)) == pytest.approx(0.4135992, abs=5e-8)
    assert cu_alpha(parts) == pytest.approx(0.7241690, abs=5e-8)
    same(ku_alpha(parts), [1, 0, 0, 0, 1, 1, np.nan])
    same(ku_coverage(parts), [1, 1, 1, 1, 8 / 18, 1, 0])


TWO_IMPLEMENTATIONS_AGREE = [
    (56, ([(3, 15), (22, 53)], [(3, 10), (22, 53)], [(22, 46)]), 0.5645448656),
    (56, ([(3, 14), (22, 52)], [(3, 9), (22, 52)], [(22, 45)]), 0.5955357143),
]
"""The example of the PyPI package krippendorff-unitized-alpha 0.1.0, read half-open; and with its gaps as it has them.
Its README prints 0.5672, because it counts the ends of gaps otherwise than their lengths."""

KRIPPENDORFF_2004_P254 = [
    (300, ([(75, 145), (220, 250)], [(70, 150), (205, 225), (250, 270)]), 0.5162799),
    (300, ([(30, 90), (150, 200)], [(30, 90), (150, 200)]), 1.0),
]
"""The data of Krippendorff (2004), Content Analysis, 2nd ed., p. 254, categories c and k, place 150 being 0; the values
are those of the coefficient of 2016. The alpha-U of the book is another: 0.7286 for c."""


@pytest.mark.parametrize(("length", "raters", "value"), TWO_IMPLEMENTATIONS_AGREE + KRIPPENDORFF_2004_P254)
def test_with_one_code_u_alpha_and_binary_u_alpha_are_one(length, raters, value):
    spans = one_code(length, *raters)
    assert binary_u_alpha(total(location_parts(spans)))[0] == pytest.approx(value, abs=1e-7)
    parts = total(unitizing_parts(spans))
    assert u_alpha(parts) == pytest.approx(value, abs=1e-7)
    assert binary_u_alpha(location_of(parts)) == pytest.approx(value, abs=1e-7)


def characters_of(spans, segments):
    """All raters' characters in interviews that two saw: (interview, place, rater, value, segment); -1 is the gap."""
    for interview in np.flatnonzero(spans.seen.sum(axis=1) >= 2):
        for rater in np.flatnonzero(spans.seen[interview]):
            for place in range(spans.lengths[interview]):
                inside = [i for i, row in enumerate(segments) if _holds(row, interview, rater, place)]
                value = segments[inside[0]][2] if inside else -1
                yield int(interview), place, int(rater), value, inside[0] if inside else None


def _holds(row, interview, rater, place):
    return row[:2] == (interview, rater) and row[3] <= place < row[4]


def drawing_pairs(spans, segments):
    """u-alpha by its meaning: disagreement of raters on a character, against that of any two that may be drawn."""
    characters = list(characters_of(spans, segments))
    others = spans.seen.sum(axis=1) - 1
    observed = sum(
        (one[3] != other[3]) / others[one[0]] for one, other in permutations(characters, 2) if one[:2] == other[:2]
    )
    drawn = [one[3] != other[3] for one, other in permutations(characters, 2) if one[4] is None or one[4] != other[4]]
    if not any(drawn):
        return np.nan
    return 1 - observed / (len(characters) * np.mean(drawn))


@settings(max_examples=60, deadline=None)
@given(exclusive(interviews=2))
def test_u_alpha_is_what_drawing_every_pair_of_characters_gives(spans):
    parts = total(unitizing_parts(spans))
    same(u_alpha(parts), drawing_pairs(spans, rows_of(spans)))
    united = [(*row[:2], 0, *row[3:]) for row in rows_of(spans)]
    same(binary_u_alpha(location_of(parts)), drawing_pairs(spans, united))


@settings(max_examples=60, deadline=None)
@given(overlapping(interviews=2))
def test_binary_u_alpha_of_each_code_is_what_drawing_every_pair_of_characters_gives(spans):
    values = binary_u_alpha(total(location_parts(spans)))
    for code, name in enumerate(spans.codes):
        segments = [row for i in range(2) for r in range(3) for row in stretches(spans, code, i, r)]
        same(values[code], drawing_pairs(spans, segments))
        same(values[code], binary_u_alpha(total(location_parts(spans.of([name]))))[0])


def stretches(spans, code, interview, rater):
    """The rater's characters with the code as unbroken stretches."""
    edges = np.flatnonzero(np.diff(np.pad(painted(spans, code, interview, rater).astype(int), 1)))
    return [(interview, rater, code, int(start), int(end)) for start, end in edges.reshape(-1, 2)]


@settings(max_examples=60, deadline=None)
@given(exclusive(interviews=2))
def test_the_coded_squares_are_what_counting_each_character_gives(spans):
    parts = unitizing_parts(spans)
    others = spans.seen.sum(axis=1) - 1
    expected = np.zeros_like(parts.coded_squares)
    for interview, rater, code, start, end in rows_of(spans):
        coded = [np.zeros(spans.lengths[interview])]
        for other in range(3):
            if other != rater:
                coded += [painted(spans, number, interview, other) for number in range(3)]
        if others[interview]:
            expected[interview, code] += (np.sum(coded, axis=0)[start:end].sum() / others[interview]) ** 2
    same(parts.coded_squares, expected)


@settings(max_examples=60, deadline=None)
@given(exclusive(), st.permutations(range(3)), st.permutations(range(3)), st.permutations(range(3)))
def test_the_order_of_raters_interviews_and_codes_changes_nothing(spans, raters, interviews, codes):
    rows = [(interviews.index(i), raters.index(r), codes.index(c), *place) for i, r, c, *place in rows_of(spans)]
    seen = spans.seen[np.ix_(interviews, raters)]
    other = spans_of(rows[::-1], lengths=spans.lengths[interviews], raters=3, codes=3, seen=seen)
    parts, permuted = total(unitizing_parts(spans)), total(unitizing_parts(other))
    for coefficient in (u_alpha, cu_alpha, lambda it: binary_u_alpha(location_of(it))):
        same(coefficient(parts), coefficient(permuted))
    for coefficient in (ku_alpha, ku_coverage):
        same(coefficient(parts)[codes], coefficient(permuted))
    alone, moved = total(location_parts(spans)), total(location_parts(other))
    same(binary_u_alpha(alone)[codes], binary_u_alpha(moved))


@settings(max_examples=60, deadline=None)
@given(exclusive(), st.integers(0, 2))
def test_taking_an_interviews_parts_away_is_leaving_the_interview_out(spans, gone):
    kept = [number for number in range(3) if number != gone]
    rows = [(kept.index(row[0]), *row[1:]) for row in rows_of(spans) if row[0] != gone]
    rest = spans_of(rows, lengths=spans.lengths[kept], raters=3, codes=3, seen=spans.seen[kept])
    for build in (unitizing_parts, location_parts):
        parts, without = build(spans), total(build(rest))
        same(np.concatenate([np.ravel(part.sum(axis=0) - part[gone]) for part in parts]), _flat(without))
        left = type(parts)(*(part.sum(axis=0) - part for part in parts))
        if build is location_parts:
            same(binary_u_alpha(left)[gone], binary_u_alpha(without))
            continue
        for coefficient in (u_alpha, cu_alpha, ku_alpha, ku_coverage):
            same(coefficient(left)[gone], coefficient(without))


def _flat(parts):
    return np.concatenate([np.ravel(part) for part in parts])


def test_what_rounding_leaves_of_a_code_is_not_the_code():
    """With four raters the parts are thirds; the interviews with the second code are taken away one by one."""
    rows = [(0, rater, 0, 0, 10 + rater) for rater in range(4)]
    rows += [(i, rater, rater % 2, 0, length + rater) for i, length in ((1, 5), (2, 9)) for rater in range(4)]
    parts = unitizing_parts(spans_of(rows, lengths=[40, 40, 40], raters=4, codes=2))
    left = UnitizingParts(*(part.sum(axis=0) - part[1] - part[2] for part in parts))
    assert left.coincidences[1].any()
    assert np.isnan([cu_alpha(left), *ku_alpha(left)]).all()
    assert np.isnan(ku_coverage(left)).tolist() == [False, True]


@given(exclusive(raters=2))
def test_two_who_say_the_same_agree_wholly_or_not_at_all_definedly(spans):
    rows = [(i, rater, *rest) for i, r, *rest in rows_of(spans) if r == 0 for rater in (0, 1)]
    parts = total(unitizing_parts(spans_of(rows, lengths=spans.lengths, codes=3)))
    for value in (u_alpha(parts), cu_alpha(parts), *ku_alpha(parts)):
        assert np.isnan(value) or value == pytest.approx(1)


@given(exclusive())
def test_no_coefficient_is_above_one(spans):
    parts = total(unitizing_parts(spans))
    values = np.array([u_alpha(parts), cu_alpha(parts), *ku_alpha(parts), *ku_coverage(parts)])
    assert not (values > 1 + 1e-9).any()


def test_an_interview_that_one_rater_saw_contributes_nothing():
    rows = [(0, 0, 0, 2, 9), (0, 1, 0, 3, 9), (1, 0, 0, 0, 30)]
    spans = spans_of(rows, lengths=[20, 30], seen=[[True, True], [True, False]])
    for parts in (location_parts(spans), unitizing_parts(spans)):
        assert all((part[1] == 0).all() for part in parts)


def test_a_rater_without_spans_is_all_gap_and_one_who_did_not_see_is_missing():
    rows = [(0, 0, 0, 2, 9), (0, 1, 0, 3, 9)]
    missing = spans_of(rows, lengths=[20], raters=3, seen=[[True, True, False]])
    silent = spans_of(rows, lengths=[20], raters=3)
    two = binary_u_alpha(total(location_parts(spans_of(rows, lengths=[20]))))
    assert binary_u_alpha(total(location_parts(missing))) == two
    assert binary_u_alpha(total(location_parts(silent))) < two


def test_a_raters_overlapping_and_touching_spans_of_a_code_are_one():
    pieces = [(0, 0, 0, 2, 5), (0, 0, 0, 5, 7), (0, 0, 0, 6, 9), (0, 0, 0, 3, 4), (0, 1, 0, 3, 9)]
    whole = [(0, 0, 0, 2, 9), (0, 1, 0, 3, 9)]
    for part, other in zip(*(location_parts(spans_of(r, lengths=[20])) for r in (pieces, whole)), strict=True):
        same(part, other)


def test_in_a_group_overlapping_spans_of_a_code_are_one_and_touching_ones_two():
    overlap = unitizing_parts(spans_of([(0, 0, 0, 2, 6), (0, 0, 0, 5, 9)], lengths=[20], codes=2))
    touch = unitizing_parts(spans_of([(0, 0, 0, 2, 5), (0, 0, 0, 5, 9)], lengths=[20], codes=2))
    assert overlap.squares[0, 0] == 49
    assert touch.squares[0, 0] == 9 + 16


def test_codes_that_do_not_exclude_each_other_leave_the_group_undefined_and_the_codes_alone_defined():
    rows = [(0, 0, 0, 2, 9), (0, 1, 0, 3, 9), (1, 0, 0, 2, 9), (1, 0, 1, 7, 12), (1, 1, 1, 8, 12)]
    spans = spans_of(rows, lengths=[20, 20], codes=2)
    parts = unitizing_parts(spans)
    assert np.isnan(u_alpha(parts)).tolist() == [False, True]
    assert np.isnan([u_alpha(total(parts)), cu_alpha(total(parts)), *ku_alpha(total(parts))]).all()
    assert np.isnan(ku_coverage(total(parts))).all()
    assert not np.isnan(binary_u_alpha(total(location_parts(spans)))).any()
    assert clashes(spans) == (("interview 1", "A", ("code 0", "code 1"), 7, 9),)
    reasons = why_undefined(spans, total(parts))
    told = "The codes do not exclude each other: A gave code 0 and code 1 to characters 7 to 9 of interview 1."
    assert reasons == (told, told, told, (told, told))


@given(overlapping())
def test_a_clash_is_found_exactly_where_a_rater_gave_a_character_two_codes(spans):
    clashing = [
        interview
        for interview in range(3)
        if spans.seen[interview].sum() >= 2
        for paints in [[[painted(spans, code, interview, rater) for code in (0, 1)] for rater in range(3)]]
        if any((one & other).any() for one, other in paints)
    ]
    assert [clash.interview for clash in clashes(spans)] == [spans.interviews[number] for number in clashing]
    assert np.flatnonzero(np.isnan(u_alpha_parts(spans))).tolist() == clashing


def u_alpha_parts(spans):
    return unitizing_parts(spans).coincidences.sum(axis=(1, 2))


UNDEFINED = [
    ([], ("Nobody gave a code of the group.",) * 3, "Nobody gave the code."),
    ([(0, 0, 0, 0, 20), (0, 1, 0, 0, 20)], ("Every rater gave the same code to every character.",), None),
    ([(0, 0, 0, 0, 20), (0, 1, 1, 0, 20)], ("", "Every rater gave a code of the group to every character.", ""), ""),
    ([(0, 0, 0, 0, 5), (0, 1, 1, 9, 12)], ("", "", "No character was coded by two raters."), None),
    ([(0, 0, 0, 0, 5), (0, 1, 0, 0, 5)], ("", "", "Where two raters coded, they gave one code only."), None),
    ([(0, 0, 0, 0, 5), (0, 1, 1, 0, 5)], ("", "", ""), ""),
]


@pytest.mark.parametrize(("rows", "reasons", "first"), UNDEFINED)
def test_an_undefined_coefficient_of_a_group_has_its_reason(rows, reasons, first):
    spans = spans_of(rows, lengths=[20], codes=2)
    parts = total(unitizing_parts(spans))
    told = why_undefined(spans, parts)
    assert told[: len(reasons)] == reasons
    assert first is None or told.ku[0] == first


@given(st.one_of(overlapping(), exclusive()))
def test_there_is_a_reason_exactly_where_there_is_no_value(spans):
    parts, alone = total(unitizing_parts(spans)), total(location_parts(spans))
    values = [u_alpha(parts), binary_u_alpha(location_of(parts)), cu_alpha(parts), *ku_alpha(parts)]
    reasons = why_undefined(spans, parts)
    assert [value != value for value in values] == [bool(told) for told in (*reasons[:3], *reasons.ku)]
    assert np.isnan(binary_u_alpha(alone)).tolist() == [bool(told) for told in why_not_located(alone)]


def test_a_code_is_not_located_when_nobody_gave_it_or_all_gave_it_throughout():
    rows = [(0, rater, 1, 0, 20) for rater in (0, 1)] + [(0, 0, 2, 3, 4)]
    parts = total(location_parts(spans_of(rows, lengths=[20], codes=3)))
    assert why_not_located(parts) == ("Nobody gave the code.", "Every rater gave the code to every character.", "")
    alone = total(location_parts(spans_of([], lengths=[20], seen=[[True, False]])))
    assert why_not_located(alone) == ("No interview was seen by two raters.",)


@given(exclusive(), st.lists(st.integers(0, 4), min_size=3, max_size=3))
def test_coefficients_keep_the_leading_axes_of_resampled_parts(spans, counts):
    assume(sum(counts))
    parts = unitizing_parts(spans)
    draws = np.array([counts, [1, 1, 1]], dtype=float)
    drawn = UnitizingParts(*(np.tensordot(draws, part, axes=1) for part in parts))
    assert u_alpha(drawn).shape == cu_alpha(drawn).shape == (2,)
    assert ku_alpha(drawn).shape == ku_coverage(drawn).shape == (2, 3)
    same(u_alpha(drawn)[1], u_alpha(total(parts)))
    repeated = [i for i, count in enumerate(counts) for _ in range(count)]
    rows = [(new, *row[1:]) for new, old in enumerate(repeated) for row in rows_of(spans) if row[0] == old]
    again = spans_of(rows, lengths=spans.lengths[repeated], raters=3, codes=3, seen=spans.seen[repeated])
    same(cu_alpha(drawn)[0], cu_alpha(total(unitizing_parts(again))))
