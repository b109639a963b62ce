"""How far a run is: counted as it goes, and told about once a second."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

from coder.money.metering import Meter
from coder.pacing import Pacer
from runs import Coding, CodingStatus


class Progress(NamedTuple):
    """How far a run is at one moment."""

    total: int
    """Segments to ask about this time."""
    states: dict[str, int]
    """How many of them are done, by what became of them; ``none applies`` counts those without a code."""
    in_flight: int
    """Requests under way."""
    pause: float
    """Seconds until the endpoint lets requests through again; 0 where it does."""
    failures: dict[str, int]
    """Exchanges that brought no usable reply, by kind."""
    cost: float
    """US dollars spent this time, as far as prices are known."""
    seconds: float
    """Since the run began to ask."""

    @property
    def done(self) -> int:
        """Segments that have an answer, or will have none this time."""
        return sum(self.states.values())


class Tally:
    """Counts what a run does.

    Args:
        total: Segments to ask about.
        clock: Seconds that never go back.
    """

    def __init__(self, total: int, *, clock: Callable[[], float]) -> None:
        self.total, self._clock, self._began = total, clock, clock()
        self.states: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()

    @property
    def seconds(self) -> float:
        """Since the count began."""
        return self._clock() - self._began

    def note(self, coding: Coding) -> None:
        """Count a coding that was stored."""
        none_applies = coding.status is CodingStatus.CODED and not coding.assignments
        self.states["none applies" if none_applies else coding.status] += 1

    def note_failure(self, kind: str) -> None:
        """Count an exchange that brought no usable reply."""
        self.failures[kind] += 1


@asynccontextmanager
async def telling(watch: Callable[[Progress], None], tally: Tally, pacer: Pacer, meter: Meter) -> AsyncGenerator[None]:
    """Tell how far a run is each second while the block lasts, and at its end."""

    def now() -> Progress:
        return Progress(
            total=tally.total,
            states=dict(tally.states),
            in_flight=pacer.in_flight,
            pause=pacer.pause,
            failures=dict(tally.failures),
            cost=meter.cost,
            seconds=tally.seconds,
        )

    async def each_second() -> None:
        while True:
            watch(now())
            await asyncio.sleep(1)

    task = asyncio.ensure_future(each_second())
    try:
        yield
    finally:
        task.cancel()
        watch(now())
