"""What a run's settings say, also those of older versions, in which parts are absent."""

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlsplit


def parameters_of(settings: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent beside the messages, such as the temperature."""
    given = settings.get("parameters")
    return cast("dict[str, Any]", given) if isinstance(given, dict) else {}


def host_of(settings: Mapping[str, Any], made_with: Mapping[str, Any]) -> str:
    """The endpoint's host, without a password that its address may hold; empty where it is not known."""
    if made_with.get("host"):
        return str(made_with["host"])
    address = str(settings.get("address") or "")
    return urlsplit(address).netloc.rpartition("@")[2] or address
