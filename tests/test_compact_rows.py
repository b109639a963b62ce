from hypothesis import given
from hypothesis import strategies as st

from runs.exchange.codings_table import CodingRow
from runs.exchange.tables.compact_rows import CompactRows

NUMBERS = st.none() | st.integers(0, 2**31 - 1)
NAMES = st.text(st.characters(), max_size=8)
ROWS = st.lists(
    st.builds(
        CodingRow,
        number=st.integers(1, 2**31 - 1),
        document=NAMES,
        rater=NAMES,
        codes=st.lists(NAMES, max_size=3).map(tuple),
        quotation=st.text(st.characters(), max_size=20),
        start=NUMBERS,
        end=NUMBERS,
        turn=NUMBERS,
        rationale=NAMES,
        judged_start=NUMBERS,
        judged_end=NUMBERS,
        paragraph=NUMBERS,
        occurrence=NUMBERS,
    ),
    max_size=12,
)


def packed(rows):
    held = CompactRows()
    for row in rows:
        held.append(row)
    return held


@given(ROWS)
def test_packed_rows_are_what_was_put_in(rows):
    held = packed(rows)
    assert [*held] == rows
    assert held[:] == rows
    assert [*held.documents()] == [row.document for row in rows]
    assert [*held.without(frozenset(row.number for row in rows[:1]))] == [
        row for row in rows if row.number != rows[0].number
    ]


def test_a_number_that_no_text_is_as_long_as_stays_beyond_every_text():
    (row,) = packed([CodingRow(1, "a", "b", (), start=10**30, end=10**30 + 1)])
    assert row.start == 2**31 - 1
