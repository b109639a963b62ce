"""From the options of ``intercoder code`` to a plan and its terms."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from codebook import ConfigurationError
from coder.cli.coding.models import model_with_key
from coder.cli.options import names_in
from coder.models import Model
from coder.money.pricing import price_of
from coder.plan import UNDECIDED, Plan
from coder.session import Terms
from runs import CodingStatus, Unit


def plan_of(given: Mapping[str, Any]) -> Plan:
    """The run that the options describe.

    Raises:
        CredentialsError: A hosted model was asked for and there is no key.
    """
    return Plan(
        model=model_with_key(given["model"], given["base_url"]),
        unit=Unit(given["unit"]),
        speakers=names_in(given["speakers"]),
        pack=given["pack"],
        concurrency=given["concurrency"],
        again=frozenset(CodingStatus(status) for status in given["retry"]) or UNDECIDED,
        logprobs=given["logprobs"],
        limit=given["limit"],
    )


def terms_of(given: Mapping[str, Any], model: Model) -> Terms:
    """What the run may cost.

    Raises:
        ConfigurationError: A cap on the cost was set, and no price is known.
    """
    price = price_of(model.name, model.base_url, given["price"], datetime.now(UTC), embedded=model.small)
    if given["max_cost"] is not None and price is None:
        raise ConfigurationError(
            "The cost cannot be capped.",
            why=f"The price of {model.name} is not known.",
            do="Give it with --price IN/OUT, in US dollars for a million tokens.",
        )
    return Terms(price=price, max_cost=given["max_cost"], max_requests=given["max_requests"])
