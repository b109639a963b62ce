"""How fast a run asks: so many requests at once, and no faster than the endpoint allows."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager

from coder.errors import EndpointError, StoppedError
from coder.limits import limit_in, retry_after

LONGEST_WAIT = 900.0
"""Seconds that an endpoint may ask to wait; where it asks for more, the run stops."""
CUT, GROWTH, MARGIN = 0.95, 0.01, 0.99
"""A limit that is not told: the share of the reached rate that is kept after a 429, and the growth in a second
without one; of a limit that is told, the share that is used."""


class _Bucket:
    """So much a second, and so much at once."""

    def __init__(self, rate: float, most: float, left: float, now: float) -> None:
        self.rate, self.most, self.left, self.at = rate, most, left, now

    def take(self, amount: float, now: float) -> float:
        """Seconds to wait before the amount, which is taken now, may be used."""
        self.left = min(self.most, self.left + (now - self.at) * self.rate)
        self.at = now
        self.left -= amount
        return max(0.0, -self.left / self.rate)


class Pacer:
    """Lets requests go, and learns from what comes back.

    Where the endpoint tells its limits in headers, requests keep within them. Where it does not, a 429 cuts the
    rate to a little less than what was reached, and each answer raises it a little, the more the longer ago
    that was.

    Until the endpoint has answered once, requests go one at a time: what all share is read once, and an endpoint that
    is of no use is asked once.

    Args:
        concurrency: Requests under way at once, at most.
        clock: Seconds that never go back.
    """

    def __init__(self, concurrency: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._slots, self._clock = asyncio.Semaphore(1), clock
        self._withheld = concurrency - 1
        self._gate = 0.0
        self._requests: _Bucket | None = None
        self._tokens: _Bucket | None = None
        self._told = False
        self._starts: deque[float] = deque(maxlen=8192)
        self._refusals: deque[float] = deque(maxlen=8192)
        self._cut_at = float("-inf")
        self._stopping = asyncio.Event()
        self.in_flight = 0
        self.waited = 0.0
        """Seconds that requests waited for the endpoint's limit."""

    @asynccontextmanager
    async def slot(self, tokens: float = 0) -> AsyncGenerator[None]:
        """One request's turn.

        Args:
            tokens: About how many tokens the request will use.

        Raises:
            StoppedError: The run is to stop.
        """
        async with self._slots:
            await self._turn(tokens)
            self.in_flight += 1
            try:
                yield
            finally:
                self.in_flight -= 1

    async def sleep(self, seconds: float) -> None:
        """Wait; the wait ends with StoppedError when the run is to stop."""
        if self._stopping.is_set():
            raise StoppedError
        if seconds <= 0:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return
        raise StoppedError

    def stop(self) -> None:
        """Let nothing go any more."""
        self._stopping.set()

    @property
    def stopping(self) -> bool:
        """Whether nothing is let go any more."""
        return self._stopping.is_set()

    @property
    def pause(self) -> float:
        """Seconds until the endpoint lets requests through again; 0 where it does."""
        return max(0.0, self._gate - self._clock())

    def answered(self, headers: Mapping[str, str]) -> None:
        """Learn from a reply; after the first one, as many requests may be under way as are allowed."""
        for _ in range(self._withheld):
            self._slots.release()
        self._withheld = 0
        now = self._clock()
        self._told |= self._learn(headers, now)
        if self._requests and not self._told:
            self._requests.rate += GROWTH * (1 + (now - self._cut_at) / 5)

    def limited(self, headers: Mapping[str, str]) -> None:
        """Learn from a 429.

        Raises:
            EndpointError: It asks to wait for longer than a run should.
        """
        now = self._clock()
        wait = retry_after(headers) or 0.0
        if wait > LONGEST_WAIT:
            raise EndpointError(
                f"The endpoint asks to wait for {wait:.0f} s.",
                why="A limit of your account is reached.",
                do="Run the same command again later; what was answered is kept.",
            )
        self._gate = max(self._gate, now + wait)
        self._refusals.append(now)
        self._told |= self._learn(headers, now)
        if not self._told and now - self._cut_at > 1:
            self._cut_at = now
            rate = max(CUT * self._reached(now), 0.2)
            self._requests = self._requests or _Bucket(rate, 1, 0, now)
            self._requests.rate = rate

    def _reached(self, now: float) -> float:
        """Requests of the last second that were not declined."""
        started, declined = (sum(1 for at in times if now - at <= 1) for times in (self._starts, self._refusals))
        return float(started - declined)

    def _learn(self, headers: Mapping[str, str], now: float) -> bool:
        requests, tokens = limit_in(headers, "requests"), limit_in(headers, "tokens")
        if requests:
            self._requests = _mirror(self._requests, MARGIN * requests.rate, requests.most, requests.left, now)
        if tokens:
            self._tokens = _mirror(self._tokens, MARGIN * tokens.rate, tokens.most, tokens.left, now)
        return requests is not None

    async def _turn(self, tokens: float) -> None:
        now = self._clock()
        wait = max(
            self._requests.take(1, now) if self._requests else 0.0,
            self._tokens.take(tokens, now) if self._tokens else 0.0,
        )
        began = now
        await self.sleep(wait)
        while (wait := self._gate - self._clock()) > 0:
            await self.sleep(wait)
        now = self._clock()
        self.waited += now - began
        self._starts.append(now)


def _mirror(known: _Bucket | None, rate: float, most: float, left: float, now: float) -> _Bucket | None:
    """Our picture of the endpoint's bucket: never more in it than the endpoint says."""
    if known is None:
        return _Bucket(rate, most, left, now) if rate else None
    known.take(0, now)
    known.left = min(known.left, left)
    known.most = most
    if rate:
        known.rate = rate
    return known
