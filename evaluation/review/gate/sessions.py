"""Who may use the app: whoever opened a one-time link, for as long as the server runs."""

import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

MOST = 100
"""Sessions that are kept; the oldest ends when one more begins."""


@dataclass
class Session:
    """One browser that was let in."""

    secret: str = field(repr=False)
    reviewer: str


class Sessions:
    """The sessions of a server, in memory, and the link that begins the next one.

    A link is good for one use. When it has been used, the next one is told, so that a second browser can be let in.

    Args:
        secret: Makes a new secret.
        tell: Told the token of each new link.
        reviewer: The name that a session begins with.
    """

    def __init__(self, secret: Callable[[], str], tell: Callable[[str], None], reviewer: str) -> None:
        self._secret, self._tell, self._reviewer = secret, tell, reviewer
        self._sessions: list[Session] = []
        self._token = ""
        self._lock = threading.Lock()

    def offer(self) -> str:
        """Make a new link's token, which voids the one before, and tell it."""
        self._token = self._secret()
        self._tell(self._token)
        return self._token

    def begin(self, token: str) -> Session | None:
        """A new session for a token that was not used yet; None for any other."""
        with self._lock:
            if not self._token or not _same(token, self._token):
                return None
            session = Session(self._secret(), self._reviewer)
            self._sessions = [*self._sessions[1 - MOST :], session]
            self.offer()
            return session

    def of(self, secret: str) -> Session | None:
        """The session with a secret; None where there is none."""
        return next((each for each in self._sessions if _same(secret, each.secret)), None)


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(errors="replace"), right.encode())
