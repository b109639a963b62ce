"""What a handler learns from a request about the app and about who asks."""

from dataclasses import dataclass, field
from typing import cast

from jinja2 import Environment
from starlette.requests import Request

from evaluation.review.display import Display
from evaluation.review.gate.sessions import Session, Sessions
from evaluation.review.interviews.texts import Texts
from evaluation.review.kept import Kept
from evaluation.review.records.run_memory import RunMemory
from evaluation.review.settings import PATIENCE, ReviewSettings
from evaluation.review.turns import Turns


@dataclass(frozen=True)
class ReviewApp:
    """What all requests of one server share."""

    settings: ReviewSettings
    sessions: Sessions
    templates: Environment
    paths: frozenset[str]
    """The addresses of screens that take no numbers."""
    kept: Kept
    """What took long to compute."""
    texts: Texts = field(default_factory=Texts)
    """The transcripts that were looked at last."""
    runs: RunMemory = field(default_factory=RunMemory)
    """What was counted of runs so far."""
    turns: Turns = field(default_factory=lambda: Turns(PATIENCE))
    """Of those who write."""

    def offer_link(self) -> str:
        """A new one-time link, which is told as well; it voids the one before."""
        return link(self.settings, self.sessions.offer())


def link(settings: ReviewSettings, token: str) -> str:
    """The one-time link with a token."""
    return f"{settings.address}/login?token={token}"


def app_of(request: Request) -> ReviewApp:
    """What the request's server was started with."""
    return cast(ReviewApp, request.app.state.review)


def settings_of(request: Request) -> ReviewSettings:
    """What the app was started with."""
    return app_of(request).settings


def session_of(request: Request) -> Session:
    """The session that asks; every screen has one."""
    return cast(Session, request.state.session)


def let_in(request: Request) -> Session | None:
    """The session that asks; None where a browser was not let in, or it was not looked at yet."""
    return cast("Session | None", getattr(request.state, "session", None))


def display_cookie(port: int) -> str:
    """The name of the cookie that holds how a browser shows the app."""
    return f"intercoder-display-{port}"


def display_of(request: Request) -> Display:
    """How the browser that asks shows the app."""
    return Display.read(request.cookies.get(display_cookie(settings_of(request).port), ""))


def asks_for_a_part(request: Request) -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("hx-request-type") == "partial"


def asked_by_script(request: Request) -> bool:
    """Whether htmx asks, which shows what went wrong by itself."""
    return "hx-request" in request.headers
