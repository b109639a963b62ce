"""Judgements and spans from spreadsheets, as researchers keep them."""

import io

import numpy as np
import openpyxl
import pytest

from codebook.tables import TableError
from evaluation.errors import AgreementError
from evaluation.files.judgements import read_codes, read_values
from evaluation.files.spans import is_of_spans, read_lengths, read_spans
from evaluation.weights import Level

CODES = """unit,rater,codes,interview
1,Ann,strain; support,a
1,Bo,strain,a
1,Ann,,b
2,Bo,support,b
"""
SPANS = """document,rater,start,end,code,length
a,Ann,0,10,strain,100
a,Bo,5,15,strain,100
b,Ann,3,4,support,50
b,Bo,,,,50
"""


def codes_of(text, **chosen):
    return read_codes("t.csv", text.encode(), **chosen)


def test_an_empty_cell_means_looked_and_found_none_and_no_row_means_not_seen():
    table = codes_of(CODES)
    assert (table.raters, table.codes, table.interviews) == (("Ann", "Bo"), ("strain", "support"), ("a", "b"))
    assert table.seen.tolist() == [[True, True], [True, False], [False, True]]
    assert table.applied[0].tolist() == [[True, True], [True, False]]
    assert not table.applied[1].any()
    assert table.interviews_told == 2


def test_equal_unit_numbers_of_two_interviews_are_two_units():
    assert codes_of(CODES).interview.tolist() == [0, 1, 1]


def test_a_table_without_interviews_says_that_nobody_told_them():
    table = codes_of("unit,rater,codes\n1,A,x\n1,B,x\n")
    assert (table.interviews_told, len(table)) == (0, 1)


def test_codes_that_are_named_are_judged_even_if_nobody_gave_them():
    table = codes_of(CODES, codes=["support", "never"])
    assert table.codes == ("support", "never")
    assert table.applied.sum(axis=(0, 1)).tolist() == [2, 0]


def test_a_workbook_a_semicolon_file_and_other_headers_are_read_alike():
    book = openpyxl.Workbook()
    for line in CODES.splitlines():
        book.active.append(line.split(","))
    data = io.BytesIO()
    book.save(data)
    other = "Coder;Item ID;Labels;Participant\n" + "".join(
        f'{r};{u};"{c}";{i}\n' for u, r, c, i in (line.split(",") for line in CODES.splitlines()[1:])
    )
    for read in (read_codes("t.xlsx", data.getvalue()), codes_of(other)):
        assert np.array_equal(read.applied, codes_of(CODES).applied)
        assert np.array_equal(read.seen, codes_of(CODES).seen)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unit,codes\n1,a\n", "It lacks a column"),
        ("unit,rater,codes\n", "has no rows"),
        ("unit,rater,codes\n1,,a\n", "Row 2 .* does not say the rater"),
        ("unit,rater,codes\n1,A,a\n1,B,a\n1,A,b\n", "Rows 2 and 4 .* both judge unit '1' by 'A'"),
    ],
)
def test_a_table_that_cannot_be_judged_is_refused_with_its_row(text, said):
    with pytest.raises(AgreementError, match=said):
        codes_of(text)


def test_what_is_no_table_is_refused():
    with pytest.raises((AgreementError, TableError)):
        read_codes("t.xlsx", b"PK\x03\x04 broken")


def values_of(rows, level, **chosen):
    text = "".join(f"{i},A,{a}\n{i},B,{b}\n" for i, (a, b) in enumerate(rows))
    text = f"unit,rater,codes\n{text}"
    return read_values("t.csv", text.encode(), level, **chosen)


def test_values_are_ordered_as_numbers_and_an_empty_one_is_missing():
    table = values_of([("10", "9"), ("2", ""), ("9", "2.5")], Level.INTERVAL)
    assert table.values == ("2", "2.5", "9", "10")
    assert table.numbers.tolist() == [2, 2.5, 9, 10]
    assert table.given.tolist() == [[3, 2], [0, -1], [2, 1]]


def test_the_order_of_words_has_to_be_told():
    rows = [("low", "high"), ("mid", "low")]
    with pytest.raises(AgreementError, match="--values"):
        values_of(rows, Level.ORDINAL)
    table = values_of(rows, Level.ORDINAL, values=["low", "mid", "high"])
    assert table.given.tolist() == [[0, 2], [1, 0]]
    with pytest.raises(AgreementError, match="'mid' is not among those"):
        values_of(rows, Level.ORDINAL, values=["low", "high"])


@pytest.mark.parametrize("value", ["-1", "n/a", "1e999", "nan"])
def test_a_value_that_does_not_fit_the_ratio_level_is_named(value):
    with pytest.raises(AgreementError, match="is not a number of at least 0"):
        values_of([("1", value)], Level.RATIO)


def test_values_that_could_be_given_count_although_nobody_gave_them():
    assert values_of([("a", "b")], Level.NOMINAL, values=["a", "b", "c"]).values == ("a", "b", "c")


def test_too_many_values_are_refused():
    with pytest.raises(AgreementError, match="At most 500"):
        values_of([(str(i), str(i + 1000)) for i in range(400)], Level.INTERVAL)


def spans_of(text, **chosen):
    return read_spans("t.csv", text.encode(), **chosen)


def test_a_row_without_a_span_means_looked_and_found_none():
    spans = spans_of(SPANS)
    assert spans.seen.tolist() == [[True, True], [True, True]]
    assert (spans.lengths.tolist(), spans.codes) == ([100, 50], ("strain", "support"))
    assert list(zip(spans.interview, spans.rater, spans.code, spans.start, spans.end, strict=True)) == [
        (0, 0, 0, 0, 10),
        (0, 1, 0, 5, 15),
        (1, 0, 1, 3, 4),
    ]
    assert spans_of(SPANS, codes=["strain"]).seen.tolist() == [[True, True], [True, True]]


def test_lengths_come_from_a_table_of_their_own_as_well():
    bare = "".join(line.rpartition(",")[0] + "\n" for line in SPANS.splitlines())
    with pytest.raises(AgreementError, match="The length of 'a' is not told"):
        spans_of(bare)
    lengths = read_lengths("l.csv", b"document,length\na,100\nb,50\n")
    assert np.array_equal(spans_of(bare, lengths=lengths).lengths, spans_of(SPANS).lengths)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,Ann,0,101,strain,100", "100"),
        ("a,Ann,5,5,strain,100", "a"),
        ("a,Ann,0,9,strain,99", "gives 'a' another length"),
        ("a,Ann,0,x,strain,100", "Row 6 .* has 'x' as its end"),
        ("a,Ann,0,1.5,strain,100", "no whole number"),
        ("a,Ann,0,9,,100", "Row 6 .* without a code"),
        (",Ann,0,9,strain,100", "does not say the document"),
    ],
)
def test_a_span_that_cannot_be_is_refused_with_its_place(row, said):
    with pytest.raises(AgreementError, match=said):
        spans_of(SPANS + row + "\n")


def test_spans_are_told_from_judgements_by_their_header():
    assert is_of_spans("t.csv", SPANS.encode())
    assert not is_of_spans("t.csv", CODES.encode())
