"""Before text leaves the machine: is the host allowed to receive text of this study?"""

import sys
from datetime import UTC, datetime

import click

from codebook import ConfigurationError
from coder.hosts import host_of, is_loopback
from coder.models import Model
from runs.allowed_hosts import allow_host, is_allowed
from runs.study import Study


def permitted(study: Study, model: Model, *, allowed: str | None) -> None:
    """Return where the model's host may receive text of this study; on a terminal, ask.

    Args:
        study: The study.
        model: The model that is to be asked.
        allowed: A host that the user allows now.

    Raises:
        ConfigurationError: It may not.
    """
    host = "localhost" if model.small else host_of(model.base_url)
    if is_loopback(host) or is_allowed(study, host):
        return
    if allowed != host and not _agreed(host):
        raise ConfigurationError(
            f"Nothing was sent to {host}.",
            why=f"It was not allowed to receive text of this study{f', {allowed} was' if allowed else ''}.",
            do=f"If participants' consent and your ethics approval cover it, run again with --allow-host {host}.",
        )
    allow_host(study, host, now=datetime.now(UTC).isoformat())


def _agreed(host: str) -> bool:
    asked = f"Interview text will be sent to {host}. Is it allowed to receive text of this study?"
    return sys.stdin.isatty() and sys.stderr.isatty() and click.confirm(asked, err=True)
