from hypothesis import given
from hypothesis import strategies as st

from runs.exchange.placing.paragraph_hints import ParagraphHints

TEXT = "".join(f"line {at}\n" + "\n" * (at % 3) for at in range(40))
PLACES = [TEXT.index(f"line {at}\n") for at in range(40)]


@given(st.lists(st.integers(0, 39), min_size=2, unique=True), st.integers(0, 39), st.integers(0, 50))
def test_numbers_that_count_filled_lines_from_anywhere_never_give_another_place(known, wanted, first):
    hints = ParagraphHints(TEXT, [(at + first, PLACES[at]) for at in known])
    assert hints.choose(wanted + first, PLACES) in {None, wanted}


@given(st.integers(0, 39), st.integers(0, 50), st.booleans())
def test_with_enough_known_places_the_very_place_is_given_though_blank_lines_count_or_not(wanted, first, blank_count):
    def number(at):
        return first + (TEXT.count("\n", 0, PLACES[at]) if blank_count else at)

    hints = ParagraphHints(TEXT, [(number(at), PLACES[at]) for at in range(40) if at != wanted])
    assert hints.choose(number(wanted), PLACES) == wanted


def test_a_number_by_itself_and_numbers_that_are_all_the_same_choose_nothing():
    assert ParagraphHints(TEXT, []).choose(3, PLACES) is None
    assert ParagraphHints(TEXT, [(1, PLACES[4]), (1, PLACES[9])]).choose(1, PLACES[2:4]) is None


def test_numbers_of_another_text_choose_only_what_their_order_leaves():
    known = [(10, PLACES[4]), (31, PLACES[20]), (40, PLACES[22])]
    hints = ParagraphHints(TEXT, known)
    assert hints.choose(20, [PLACES[2], PLACES[9], PLACES[30]]) == 1
    assert hints.choose(20, [PLACES[9], PLACES[10]]) is None


def test_numbers_that_go_backwards_choose_nothing():
    hints = ParagraphHints(TEXT, [(10, PLACES[20]), (31, PLACES[4]), (40, PLACES[9])])
    assert hints.choose(20, PLACES) is None
