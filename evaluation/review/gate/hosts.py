"""Only requests that name this server are answered: a page elsewhere whose name was bent to this machine is not."""

from starlette.types import ASGIApp, Receive, Scope, Send

from evaluation.review.gate.refusing import refuse

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
WEB_PORT = 80


def allowed_hosts(names: tuple[str, ...], port: int) -> frozenset[str]:
    """The values of the Host header that mean this server: names with the port, in small letters."""
    alone = names if port == WEB_PORT else ()
    return frozenset(name.lower() for name in (*(f"{name}:{port}" for name in names), *alone))


class CheckHost:
    """Refuses a request with another Host header, with none or several, or with a whole address for a path."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 400."""
        if scope["type"] != "http":
            return
        named = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
        if len(named) == 1 and named[0] in self._hosts and scope["raw_path"].startswith(b"/"):
            await self._app(scope, receive, send)
        else:
            await refuse(400, "This server does not go by that name.", scope, receive, send)
