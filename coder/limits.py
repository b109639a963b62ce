"""What an endpoint tells of its limits in the headers of a reply."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)?")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "": 1.0}


class Limit(NamedTuple):
    """How much may be asked for, of one kind."""

    most: float
    """What may be asked for at once."""
    left: float
    """What is left of it."""
    rate: float
    """How much comes back in a second; 0 where that cannot be told yet."""


def limit_in(headers: Mapping[str, str], kind: str) -> Limit | None:
    """The limit in ``x-ratelimit-*-requests`` or ``-tokens``; None where it is not told.

    Args:
        headers: The reply's headers.
        kind: ``requests`` or ``tokens``.
    """
    most, left = (_number(headers.get(f"x-ratelimit-{what}-{kind}")) for what in ("limit", "remaining"))
    reset = duration(headers.get(f"x-ratelimit-reset-{kind}", ""))
    if most is None or left is None or most <= 0:
        return None
    return Limit(most, left, (most - left) / reset if reset else 0)


def retry_after(headers: Mapping[str, str], *, now: datetime | None = None) -> float | None:
    """Seconds to wait, from ``retry-after-ms`` or ``retry-after`` in seconds or as a date; None where neither tells."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    told = headers.get("retry-after", "")
    seconds = _number(told)
    if seconds is not None:
        return seconds
    try:
        return max(0.0, (parsedate_to_datetime(told) - (now or datetime.now(UTC))).total_seconds())
    except (ValueError, TypeError):
        return None


def duration(told: str) -> float:
    """Seconds in a duration such as ``120ms``, ``6m0s`` or ``2``; 0 where it is none."""
    parts = _PART.findall(told)
    if "".join(number + unit for number, unit in parts) != told.strip():
        return 0.0
    return sum(float(number) * _SECONDS[unit] for number, unit in parts)


def _number(told: str | None) -> float | None:
    try:
        number = float(told or "")
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None
