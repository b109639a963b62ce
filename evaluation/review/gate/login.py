"""The way in: a one-time link becomes a cookie, and without the cookie there is no page."""

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from evaluation.review.asking import app_of, let_in
from evaluation.review.gate.sessions import Session, Sessions
from evaluation.review.rendering import page, problem

OPEN = ("/login", "/static/", "/favicon.ico")
"""What is answered without a session; nothing of it comes from the study."""


def cookie_name(port: int) -> str:
    """The name of the session's cookie: browsers share cookies between the ports of a machine."""
    return f"intercoder-{port}"


class RequireSession:
    """Refuses what comes without the cookie of a session."""

    def __init__(self, app: ASGIApp, sessions: Sessions, port: int) -> None:
        self._app, self._sessions, self._name = app, sessions, cookie_name(port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its session, or answer 401."""
        session = self._session(scope)
        scope.setdefault("state", {})["session"] = session
        if session or scope["path"].startswith(OPEN):
            await self._app(scope, receive, send)
        else:
            await _not_let_in(Request(scope))(scope, receive, send)

    def _session(self, scope: Scope) -> Session | None:
        secret = HTTPConnection(scope).cookies.get(self._name)
        return self._sessions.of(secret) if secret else None


def login(request: Request) -> Response:
    """Let in whoever has the token, once; whoever was let in before just goes on."""
    app = app_of(request)
    if let_in(request) or request.method == "HEAD":
        return RedirectResponse("/", 303)
    session = app.sessions.begin(request.query_params.get("token", ""))
    if session is None:
        return _not_let_in(request)
    answer = _going_on(request)
    answer.set_cookie(cookie_name(app.settings.port), session.secret, httponly=True, samesite="strict", path="/")
    return answer


def _going_on(request: Request) -> Response:
    """The way to the first page.

    A browser keeps a strict cookie from a redirect that began on another site, such as the file that
    opened it; it then gets a page of ours that goes on by itself.
    """
    if request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
        return page(request, "entering.html")
    return RedirectResponse("/", 303)


def _not_let_in(request: Request) -> Response:
    return problem(
        request,
        401,
        "This browser has not been let in.",
        why="A link is good for one use, and a session ends with the server.",
        do="Open the link printed in the terminal again: the newest one.",
    )


ROUTES = (Route("/login", login),)
