"""What a run may spend: money and requests are set aside before anything is sent, so that no limit is crossed."""

import asyncio
import math
from fractions import Fraction
from typing import NamedTuple

from coder.errors import BudgetError
from coder.money.dollars import dollars


class Reserved(NamedTuple):
    """What is set aside for one request."""

    number: int
    most: float
    """US dollars."""


class Budget:
    """Money and requests of one run. Amounts are added up exactly.

    Every request is reserved at the most it can cost, and settled once. While no request costs more than was
    reserved for it, what is spent and what is reserved never exceed the limit together, however many are under way.

    Args:
        max_cost: US dollars that the run may cost; None for no limit.
        max_requests: How often the run may send something; None for no limit.
        spent: US dollars that earlier attempts of the run have cost.
        requests: How often earlier attempts of the run have sent something.
    """

    def __init__(
        self, max_cost: float | None = None, max_requests: int | None = None, *, spent: float = 0, requests: int = 0
    ) -> None:
        self.max_cost, self.max_requests, self.requests = max_cost, max_requests, requests
        self._spent = _exact(spent)
        self._reserved: dict[int, Fraction] = {}
        self._reserved_sum = Fraction(0)
        self._numbers = 0
        self._settled = asyncio.Event()

    @property
    def spent(self) -> float:
        """US dollars that are spent, those of earlier attempts with them."""
        return float(self._spent)

    @property
    def reserved(self) -> float:
        """US dollars that are set aside for requests under way."""
        return float(self._reserved_sum)

    @property
    def under_way(self) -> int:
        """How many requests are reserved and not settled."""
        return len(self._reserved)

    def reserve(self, most: float) -> Reserved:
        """What is set aside for one request that is about to be sent.

        Args:
            most: US dollars that it can cost at most.

        Raises:
            BudgetError: The run would cost more, or send more often, than it may.
        """
        aside = _exact(most)
        if self.max_requests is not None and self.requests >= self.max_requests:
            raise self._enough_requests()
        if not self._fits(most):
            raise self._enough_money(most)
        self._numbers += 1
        self.requests += 1
        self._reserved[self._numbers] = aside
        self._reserved_sum += aside
        return Reserved(self._numbers, most)

    async def reserve_when_it_fits(self, most: float) -> Reserved:
        """What is set aside for one request, as soon as there is room: requests under way may cost less than reserved.

        Raises:
            BudgetError: There is no room, and no request under way could make some.
        """
        while self._reserved and not self._fits(most):
            await self._settled.wait()
        return self.reserve(most)

    def settle(self, reserved: Reserved, actual: float | None) -> None:
        """Book what a request has cost; where that is not known, all that was set aside for it counts as spent."""
        cost = _exact(reserved.most if actual is None else actual)
        self._give_back(reserved)
        self._spent += cost

    def release(self, reserved: Reserved) -> None:
        """Give back what was set aside for a request that was not sent after all."""
        self._give_back(reserved)
        self.requests -= 1

    def _fits(self, most: float) -> bool:
        return self.max_cost is None or self._spent + self._reserved_sum + _exact(most) <= _exact(self.max_cost)

    def _give_back(self, reserved: Reserved) -> None:
        self._reserved_sum -= self._reserved.pop(reserved.number)
        self._settled.set()
        self._settled = asyncio.Event()

    def _enough_requests(self) -> BudgetError:
        return BudgetError(
            f"The run has sent {self.requests:,} requests, and may send {self.max_requests:,}.",
            do="Raise --max-requests: the same command goes on from there.",
        )

    def _enough_money(self, most: float) -> BudgetError:
        aside = f", {dollars(self.reserved)} are set aside for what is under way" if self._reserved else ""
        return BudgetError(
            f"The next request could take the run beyond the {dollars(self.max_cost or 0)} that it may cost.",
            why=f"{dollars(self.spent)} are spent{aside}, and it can cost up to {dollars(most, up=True)}.",
            do="Raise --max-cost: the same command goes on from there.",
        )


def _exact(amount: float) -> Fraction:
    """The amount as it is written, so that ten times $0.1 are $1.

    Raises:
        ValueError: It is negative, infinite or no number.
    """
    if not 0 <= amount < math.inf:
        raise ValueError("an amount of money is negative, infinite or no number")
    return Fraction(str(amount))
