from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.asking import Asked
from coder.money.dollars import dollars
from coder.money.estimate_told import told
from coder.money.estimating import Earlier, Size, Work, estimate, learned, size_of
from coder.money.prices import cost_of
from coder.money.pricing import price_of
from coder.money.usage import Usage
from coder.run import parts_to_ask_again
from runs import CodingStatus

NOW = datetime(2026, 11, 1, tzinfo=UTC)
PRICE = price_of("m", "https://example.org/v1", "1/0.1/4", NOW)
WORK = Work(interviews=2, segments=4, shared=Size(4000, 4000), own=[Size(400, 400)] * 4)

sizes = st.integers(0, 10**6).flatmap(lambda length: st.integers(length, 4 * length).map(lambda n: Size(length, n)))
works = st.builds(Work, st.integers(1, 9), st.integers(1, 99), sizes, st.lists(sizes, max_size=9), st.integers(1, 9))
prices = st.sampled_from(
    [PRICE, *(price_of(name, None, None, NOW) for name in ("gpt-5-mini", "gpt-5.6", "gpt-5.4", "gpt-4o"))]
)
earlier = st.none() | st.builds(Earlier, st.integers(1, 9), st.floats(0.01, 40), st.floats(0, 1e5), st.floats(0, 600))


def test_every_figure_follows_from_the_work():
    found = estimate(WORK, max_tokens=2000, price=PRICE, concurrency=3)
    assert (found.interviews, found.segments, found.requests) == (2, 4, 4)
    assert (found.input_tokens, found.method) == (4400, "characters / 4")
    assert (found.output_tokens, found.output_tokens_at_most) == (800, 4 * 2 * 5 * 2000)
    assert found.expected == pytest.approx((4400 * 1 + 800 * 4) / 1e6)
    assert found.lowest == pytest.approx((1000 + 400 + 3 * 1000 * 0.1 + 40 * 4) / 1e6)
    assert found.highest == pytest.approx(4 * 5 * ((4400 + 8400) * 1 + 2 * 2000 * 4) / 1e6)
    assert found.seconds == 10


def test_earlier_replies_take_the_place_of_assumptions():
    replies = [(1000, Usage(prompt=300, completion=50), 2.0), (3000, Usage(prompt=900, completion=150), 4.0)]
    known = learned(replies)
    assert known == Earlier(2, 0.3, 100, 3)
    found = estimate(WORK, max_tokens=2000, price=None, concurrency=1, earlier=known)
    assert found.input_tokens == 4 * (1200 + 120)
    assert (found.output_tokens, found.seconds) == (400, 12)
    assert found.method == "calibrated on 2 replies of this study"


@pytest.mark.parametrize(
    "replies", [[], [(0, Usage(prompt=5, completion=5), 1.0)], [(5, Usage(prompt=0, completion=5), 1.0)]]
)
def test_replies_that_show_nothing_teach_nothing(replies):
    assert learned(replies) is None


@given(works, st.integers(1, 5000), prices, st.integers(1, 64), earlier)
def test_the_lowest_cost_is_never_above_the_expected_and_that_never_above_the_highest(
    work, limit, price, at_once, known
):
    found = estimate(work, max_tokens=limit, price=price, concurrency=at_once, earlier=known)
    assert 0 <= found.lowest <= found.expected <= found.highest
    assert found.output_tokens <= found.output_tokens_at_most


@given(works, st.integers(1, 5000), prices, st.floats(0, 1), st.integers(0, 10))
def test_whatever_the_tokens_are_two_answers_in_five_attempts_cost_no_more_than_the_highest(
    work, limit, price, part, sent
):
    found = estimate(work, max_tokens=limit, price=price, concurrency=1)
    sizes_sent = [int(part * (work.shared.bytes + own.bytes)) for own in work.own]
    each = (Usage(prompt=tokens, completion=limit, written=tokens) for tokens in sizes_sent)
    assert sum(min(sent, 2 * found.attempts) * cost_of(price, usage) for usage in each) <= found.highest * (1 + 1e-9)


@given(st.integers(1, 12), st.randoms(use_true_random=False))
def test_however_a_pack_is_split_it_takes_no_more_requests_than_were_announced(size, chance):
    unread = Asked(status=CodingStatus.FAILED, ask_apart=True)
    became = [unread, Asked(status=CodingStatus.CODED), Asked(status=CodingStatus.TRUNCATED)]

    def sent(count):
        cut = [became[2]] * count
        asked = chance.choice([cut, [chance.choice(became[:2]) for _ in range(count)], [unread] * count])
        return 1 + sum(sent(len(part)) for part in parts_to_ask_again(asked))

    found = estimate(WORK._replace(pack=size, own=[Size(9, 9)]), max_tokens=9, price=None, concurrency=1, attempts=1)
    assert 2 * sent(size) <= found.requests_at_most


@given(st.text(st.characters(exclude_categories=[])))
def test_a_text_has_at_least_a_byte_for_each_character(text):
    size = size_of(text)
    assert size.characters <= size.bytes <= 4 * size.characters


def test_the_terminal_is_told_in_lines():
    lines = told(estimate(WORK, max_tokens=2000, price=PRICE, concurrency=3))
    assert lines[:8] == [
        "Interviews     2",
        "Segments       4",
        "Requests       4, at most 40",
        "Input tokens   about 4,400 (characters / 4)",
        "Output tokens  about 800, at most 80,000",
        "Price          m: $1.00 input, $0.10 cached, $4.00 output for a million tokens (--price)",
        "Cost           about $0.0076, at least $0.00186, at most $0.576",
        "Time           about 10 s (3 at once, 5 s each: an assumption)",
    ]
    assert "asked 2 times" in lines[9]
    assert "sent 5 times" in lines[9]
    assert "2,000 tokens, all that it may have" in lines[9]


def test_an_unknown_price_is_told_and_no_amount_of_money_with_it():
    found = estimate(WORK, max_tokens=2000, price=None, concurrency=3)
    assert (found.lowest, found.expected, found.highest) == (None, None, None)
    lines = "\n".join(told(found))
    assert "give it with --price IN/OUT" in lines
    assert "$" not in lines


def test_a_model_on_this_machine_costs_nothing_and_says_why():
    price = price_of("m", "http://127.0.0.1:8000/v1", None, NOW)
    lines = told(estimate(WORK, max_tokens=2000, price=price, concurrency=3))
    assert lines[5:7] == ["Price          nothing (runs on this machine)", "Cost           $0"]


@pytest.mark.parametrize(("seconds", "said"), [(0.2, "1 s"), (100, "100 s"), (300, "5 minutes"), (9000, "2.5 hours")])
def test_a_time_is_told_in_units_that_suit_it(seconds, said):
    known = Earlier(3, 0.25, 10, seconds / 4)
    lines = told(estimate(WORK, max_tokens=2000, price=PRICE, concurrency=1, earlier=known))
    assert f"about {said} (1 at once" in lines[7]


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "$0"), (0.5, "$0.50"), (0.0495, "$0.0495"), (0.05, "$0.05"), (0.00012345, "$0.000123"),
        (3e-9, "$0.000000003"),
        (0.99996, "$1.00"), (1, "$1.00"), (1234.567, "$1,234.57"), (999.999, "$1,000.00"), (1e6, "$1,000,000.00"),
    ],
)  # fmt: skip
def test_amounts_are_rounded_as_a_person_would(amount, said):
    assert dollars(amount) == said


@given(st.floats(1e-300, 1e9))
def test_no_amount_is_told_as_nothing_and_a_bound_is_never_rounded_down(amount):
    near, bound = (Decimal(dollars(amount, up=up).lstrip("$").replace(",", "")) for up in (False, True))
    assert bound >= Decimal(str(amount))
    assert float(near) == pytest.approx(amount, rel=0.006)
    assert near > 0
