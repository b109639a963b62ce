"""What each request may cost and did cost: set aside before it is sent, settled when the reply is there."""

from coder.money.budget import Budget, Reserved
from coder.money.prices import Price, cost_of, most
from coder.money.usage import usage_in
from coder.requests import Request


class Meter:
    """Keeps a run within its budget.

    Args:
        price: What tokens cost; None where that is not known: then no cost is told, and only requests are counted.
        budget: What the run may cost.
        output_limit: The most tokens that an answer may have.
    """

    def __init__(self, price: Price | None, budget: Budget, *, output_limit: int) -> None:
        self._price, self._budget, self._output_limit = price, budget, output_limit
        self._before = budget.spent

    @property
    def cost(self) -> float:
        """US dollars that were spent since this meter was made."""
        return self._budget.spent - self._before

    async def reserve(self, request: Request) -> Reserved:
        """What is set aside for a request: the most that it can cost, as a token has one byte at least.

        Raises:
            BudgetError: The run would go beyond what it may cost or ask.
        """
        bound = most(self._price, len(request.content), self._output_limit) if self._price else 0.0
        return await self._budget.reserve_when_it_fits(bound)

    def told(self, reserved: Reserved) -> float | None:
        """The amount that was set aside, for the ledger; None without a price."""
        return reserved.most if self._price else None

    def release(self, reserved: Reserved) -> None:
        """Give back what was set aside for a request that was not sent."""
        self._budget.release(reserved)

    def settle(self, reserved: Reserved, body: str | None) -> float | None:
        """What an exchange cost, by the usage in the reply; None where the reply does not tell.

        Args:
            reserved: What was set aside; without a usage it counts as spent.
            body: The reply's body; None where none came.
        """
        usage = usage_in(body) if body else None
        actual = cost_of(self._price, usage) if self._price and usage else None
        self._budget.settle(reserved, actual)
        return actual

    def settle_declined(self, reserved: Reserved) -> float | None:
        """What an exchange cost that the endpoint declined with an error: nothing."""
        self._budget.settle(reserved, 0.0)
        return 0.0 if self._price else None
