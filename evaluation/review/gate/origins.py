"""Only the app's own pages may change anything; other sites may at most open a page of it."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from evaluation.review.gate.refusing import refuse

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN = frozenset({"same-origin", "none"})


class CheckOrigin:
    """Refuses what another site has the browser ask for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if _is_own(scope["method"], Headers(scope=scope)):
            await self._app(scope, receive, send)
        else:
            await refuse(403, "Another site asked for this.", scope, receive, send)


def _is_own(method: str, headers: Headers) -> bool:
    """Whether the browser says that no other site is behind the request.

    ``Sec-Fetch-Site`` comes first: under our referrer policy a browser sends ``Origin: null`` with our own forms.
    """
    site = headers.get("sec-fetch-site")
    if method in SAFE:
        return site is None or site in OWN or headers.get("sec-fetch-mode") == "navigate"
    if site is not None:
        return site in OWN
    return headers.get("origin") == f"http://{headers.get('host')}"
