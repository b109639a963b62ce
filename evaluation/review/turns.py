"""Threads that write take turns: SQLite lets nobody wait in line, and who is unlucky among many is left out."""

import threading
from collections.abc import Generator
from contextlib import contextmanager


class Turns:
    """One turn at a time; who has waited too long for it goes on without, and meets SQLite's own lock.

    Args:
        patience: Seconds to wait for a turn.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._lock = threading.Lock()

    @property
    def is_taken(self) -> bool:
        """Whether somebody has the turn."""
        return self._lock.locked()

    @contextmanager
    def taken(self) -> Generator[None]:
        """A turn."""
        has_it = self._lock.acquire(timeout=self._patience)
        try:
            yield
        finally:
            if has_it:
                self._lock.release()
