"""The lines of a text are made one by one, and are those that splitting it gives."""

from hypothesis import given
from hypothesis import strategies as st

from runs.transcripts.lines import Lines

TEXTS = st.text(alphabet="ab \n\r\x85\u2028😀é")


@given(TEXTS)
def test_lines_are_what_stands_between_line_feeds(text: str):
    assert [line.text for line in Lines(text)] == text.split("\n")


@given(TEXTS)
def test_the_span_of_a_line_holds_its_words(text: str):
    assert all(text[line.start : line.end] == line.text for line in Lines(text))


@given(TEXTS, st.integers(-5, 5), st.integers(-5, 5))
def test_a_line_or_some_lines_are_the_same_by_number_as_in_their_order(text: str, first: int, last: int):
    lines = Lines(text)
    in_order = list(lines)
    assert len(lines) == len(in_order)
    assert [lines[number] for number in range(len(lines))] == in_order
    assert lines[first:last] == in_order[first:last]
    assert lines[-1] == in_order[-1]
