import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.errors import EndpointError, StoppedError
from coder.limits import Limit, duration, limit_in, retry_after
from coder.pacing import Pacer


@pytest.mark.parametrize(
    ("told", "seconds"), [("120ms", 0.12), ("6m0s", 360), ("1h2m", 3720), ("2", 2), ("1.5s", 1.5), ("", 0), ("soon", 0)]
)
def test_durations_are_read_as_endpoints_write_them(told, seconds):
    assert duration(told) == pytest.approx(seconds)


def test_a_limit_is_learned_from_headers():
    headers = {
        "x-ratelimit-limit-requests": "50",
        "x-ratelimit-remaining-requests": "40",
        "x-ratelimit-reset-requests": "200ms",
    }
    assert limit_in(headers, "requests") == Limit(50, 40, pytest.approx(50))
    assert limit_in(headers, "tokens") is None


@given(st.text(max_size=20))
def test_garbage_in_headers_is_no_limit_and_no_error(told):
    assert limit_in({f"x-ratelimit-{what}-requests": told for what in ("limit", "reset")}, "requests") is None
    assert (retry_after({"retry-after": told}) or 0) >= 0


def test_a_date_says_how_long_to_wait_too():
    assert retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    assert retry_after({"retry-after-ms": "250", "retry-after": "9"}) == 0.25


@pytest.mark.parametrize("answers", [False, True])
def test_no_more_requests_are_under_way_than_allowed_and_one_until_the_endpoint_has_answered(answers):
    async def work():
        pacer, most = Pacer(3), []

        async def one():
            async with pacer.slot():
                most.append(pacer.in_flight)
                await asyncio.sleep(0)
                if answers:
                    pacer.answered({})

        await asyncio.gather(*(one() for _ in range(20)))
        return most[0], max(most)

    assert asyncio.run(work()) == ((1, 3) if answers else (1, 1))


def test_a_wait_of_hours_is_not_waited_for():
    with pytest.raises(EndpointError):
        Pacer(1).limited({"retry-after": "9999"})


def test_what_waits_ends_when_the_run_is_to_stop():
    async def work():
        pacer = Pacer(1)
        pacer.limited({"retry-after": "60"})
        asyncio.get_running_loop().call_later(0.05, pacer.stop)
        async with pacer.slot():
            raise AssertionError

    with pytest.raises(StoppedError):
        asyncio.run(work())
