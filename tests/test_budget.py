import asyncio
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.errors import BudgetError
from coder.money.budget import Budget
from coder.money.prices import cost_of, most
from coder.money.pricing import price_of
from coder.money.usage import Usage

amounts = st.floats(0, 1e6) | st.decimals(0, 10, places=4).map(float)
steps = st.lists(st.tuples(st.sampled_from(["reserve", "settle", "unknown", "release"]), amounts, st.floats(0, 1)))


def exactly(amount):
    return Fraction(str(amount))


@given(cap=amounts, most_requests=st.integers(0, 20) | st.none(), spent=amounts, steps=steps)
def test_no_order_of_requests_and_replies_crosses_a_limit(cap, most_requests, spent, steps):
    budget, under_way, booked, sent = Budget(cap, most_requests, spent=spent), [], exactly(spent), 0
    for what, amount, part in steps:
        if what == "reserve":
            before = booked + sum(exactly(each.most) for each in under_way)
            fits = before + exactly(amount) <= exactly(cap) and (most_requests is None or sent < most_requests)
            if fits:
                under_way.append(budget.reserve(amount))
                sent += 1
            else:
                with pytest.raises(BudgetError):
                    budget.reserve(amount)
        elif under_way:
            reserved = under_way.pop(int(part * (len(under_way) - 1)))
            if what == "release":
                budget.release(reserved)
                sent -= 1
            else:
                actual = None if what == "unknown" else min(reserved.most, reserved.most * part)
                budget.settle(reserved, actual)
                booked += exactly(reserved.most if actual is None else actual)
        aside = sum(exactly(each.most) for each in under_way)
        assert booked + aside <= max(exactly(cap), exactly(spent))
        assert (budget.spent, budget.reserved) == (float(booked), float(aside))
        assert budget.requests == sent
        assert budget.under_way == len(under_way)


@given(st.integers(1, 64), st.lists(st.tuples(st.floats(0.001, 0.01), st.floats(0, 1)), max_size=120), st.randoms())
def test_no_number_of_requests_at_once_crosses_the_limit_and_each_gets_its_turn(at_once, costs, chance):
    budget, waiting = Budget(0.1), list(costs)

    async def work():
        while waiting:
            highest, part = waiting.pop()
            try:
                reserved = await budget.reserve_when_it_fits(highest)
            except BudgetError:
                waiting.append((highest, part))
                return
            for _ in range(chance.randrange(4)):
                await asyncio.sleep(0)
            budget.settle(reserved, min(highest, highest * part))
            assert exactly(budget.spent) + exactly(budget.reserved) <= Fraction(1, 10) + Fraction(1, 10**15)

    async def run():
        await asyncio.wait_for(asyncio.gather(*(work() for _ in range(at_once))), 60)

    asyncio.run(run())
    assert budget.under_way == 0
    if waiting:
        assert exactly(budget.spent) + Fraction(1, 100) > Fraction(1, 10) - Fraction(1, 10**15)


def test_without_limits_nothing_is_refused_and_everything_is_counted():
    budget = Budget()
    for _ in range(3):
        budget.settle(budget.reserve(1e9), 0.1)
    assert (budget.spent, budget.requests) == (0.3, 3)


def test_a_limit_can_be_reached_to_the_last_cent():
    budget = Budget(0.3)
    for _ in range(3):
        budget.settle(budget.reserve(0.1), 0.1)
    with pytest.raises(BudgetError):
        budget.reserve(1e-12)
    budget.reserve(0)


def test_a_request_that_can_never_fit_is_refused_at_once_and_the_message_says_what_to_raise():
    with pytest.raises(BudgetError) as caught:
        Budget(0.05, spent=0.0495).reserve(0.00123)
    assert str(caught.value) == (
        "The next request could take the run beyond the $0.05 that it may cost. $0.0495 are spent, and it can cost up"
        " to $0.00123. Raise --max-cost: the same command goes on from there."
    )
    assert caught.value.exit_code == 5
    with pytest.raises(BudgetError, match="beyond the"):
        asyncio.run(Budget(0.05).reserve_when_it_fits(0.06))


def test_what_is_under_way_is_told_where_it_takes_the_room():
    budget = Budget(1)
    budget.reserve(0.75)
    with pytest.raises(BudgetError, match=r"\$0 are spent, \$0.75 are set aside for what is under way"):
        budget.reserve(0.5)


def test_a_request_waits_while_those_under_way_may_turn_out_cheaper():
    async def run():
        budget = Budget(1)
        first = budget.reserve(0.9)
        second = asyncio.create_task(budget.reserve_when_it_fits(0.5))
        await asyncio.sleep(0)
        assert not second.done()
        budget.settle(first, 0.1)
        return await second

    assert asyncio.run(run()).most == 0.5


def test_a_request_that_waits_is_refused_when_those_under_way_cost_all_that_was_reserved():
    async def run():
        budget = Budget(1)
        first = budget.reserve(0.9)
        second = asyncio.create_task(budget.reserve_when_it_fits(0.5))
        await asyncio.sleep(0)
        budget.settle(first, None)
        await second

    with pytest.raises(BudgetError, match=r"\$0.90 are spent"):
        asyncio.run(run())


def test_every_attempt_counts_as_a_request_and_earlier_runs_count_with_it():
    budget = Budget(max_requests=3, requests=2)
    budget.settle(budget.reserve(0), None)
    with pytest.raises(BudgetError, match=r"has sent 3 requests, and may send 3\. Raise --max-requests"):
        budget.reserve(0)


def test_what_was_not_sent_after_all_is_neither_spent_nor_counted():
    budget = Budget(1, 1)
    budget.release(budget.reserve(1))
    assert (budget.spent, budget.reserved, budget.requests) == (0, 0, 0)
    budget.reserve(1)


@pytest.mark.parametrize("amount", [-1e-9, float("nan"), float("inf")])
def test_an_amount_that_is_none_is_never_booked(amount):
    budget = Budget(1)
    reserved = budget.reserve(0.5)
    with pytest.raises(ValueError, match="an amount of money"):
        budget.settle(reserved, amount)
    with pytest.raises(ValueError, match="an amount of money"):
        budget.reserve(amount)
    assert (budget.spent, budget.reserved) == (0, 0.5)


def test_a_request_cannot_be_settled_twice():
    budget = Budget(1)
    reserved = budget.reserve(0.5)
    budget.settle(reserved, 0.1)
    with pytest.raises(KeyError):
        budget.settle(reserved, 0.1)
    assert budget.spent == 0.1


def test_replies_that_took_a_hundred_times_the_estimate_stop_the_run_at_its_limit():
    price = price_of("m", "https://example.org/v1", "1/4", None)
    expected, limit, at_once = 500, 200, 8
    each = most(price, expected, limit)
    budget = Budget(20 * each)
    wave = [budget.reserve(each) for _ in range(at_once)]
    for reserved in wave:
        budget.settle(reserved, cost_of(price, Usage(prompt=100 * expected, completion=100 * limit)))
    with pytest.raises(BudgetError, match="Raise --max-cost"):
        budget.reserve(each)
    assert budget.requests == at_once
    with pytest.raises(BudgetError):
        Budget(20 * each, spent=budget.spent, requests=budget.requests).reserve(each)
    Budget(2 * budget.spent, spent=budget.spent, requests=budget.requests).reserve(each)
