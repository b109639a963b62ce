"""What the review app is started with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

PATIENCE = 15.0
"""Seconds to wait for a lock that another holds: longer than a busy run does, since the page says that it is saving."""


@dataclass(frozen=True)
class ReviewSettings:
    """Everything the app takes from outside.

    Attributes:
        study: The study file.
        port: Where the server listens; it names the session cookie.
        address: The way to the server for the first browser, such as ``http://127.0.0.1:8765``.
        hosts: The values of the Host header that are answered, in small letters, with the port.
        clock: The time now, in UTC.
        secret: A new secret of 256 bits, as text that may stand in an address.
        free_space: How many bytes are free where a file lies.
        tell_link: Told each new one-time link.
        tell_bug: Told an exception that nobody expected; it may hold transcript text.
        reviewer: The name of a reviewer who has not given another.
        blind: Whether who is who stays hidden until the decision, unless a screen says otherwise.
        read_only: Whether nothing may be decided, although the file may be written.
        remote: Whether other machines can reach the app.
    """

    study: Path
    port: int
    address: str
    hosts: frozenset[str]
    clock: Callable[[], datetime]
    secret: Callable[[], str]
    free_space: Callable[[Path], int]
    tell_link: Callable[[str], None]
    tell_bug: Callable[[Exception], None] = field(default=lambda error: None)
    reviewer: str = "Reviewer"
    blind: bool = True
    read_only: bool = False
    remote: bool = False
