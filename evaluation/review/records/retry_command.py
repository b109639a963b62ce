"""The commands that go on with a run: to ask again what has no answer, or to tell what asking would cost."""

import shlex
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

EMBEDDED = "embedded"


def retry_command(model: str, settings: dict[str, Any], ended: str, study: str) -> str:
    """The command line, to be pasted into a terminal.

    Args:
        model: The model that was asked for.
        settings: What the run was made with.
        ended: How the segments ended: ``failed``, ``refused`` or ``truncated``.
        study: The study file.
    """
    return shlex.join(["intercoder", "code", *_same_run(model, settings), "--retry", ended, "--study", study])


def price_command(model: str, settings: dict[str, Any], study: str) -> str:
    """The command line that tells what the same run would ask and cost now, and sends nothing.

    Args:
        model: The model that was asked for.
        settings: What the run was made with.
        study: The study file.
    """
    return shlex.join(["intercoder", "code", *_same_run(model, settings), "--dry-run", "--study", study])


def _same_run(model: str, settings: dict[str, Any]) -> Iterator[str]:
    """The options that make it the same run, as far as they are not the defaults."""
    address = str(settings.get("address") or EMBEDDED)
    if address != EMBEDDED:
        yield from ("--model", model, "--base-url", _without_password(address))
    if settings.get("unit", "turn") != "turn":
        yield from ("--unit", str(settings["unit"]))
    if settings.get("pack", 1) != 1:
        yield from ("--pack", str(settings["pack"]))
    if settings.get("replicate", 1) != 1:
        yield from ("--replicates", str(settings["replicate"]))


def _without_password(address: str) -> str:
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
