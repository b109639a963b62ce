"""The review app, put together."""

from collections.abc import Iterable
from typing import cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from evaluation.review.asking import ReviewApp, link
from evaluation.review.failing import CatchFailures, failed
from evaluation.review.gate import login
from evaluation.review.gate.headers import AddHeaders
from evaluation.review.gate.hosts import CheckHost
from evaluation.review.gate.login import RequireSession
from evaluation.review.gate.origins import CheckOrigin
from evaluation.review.gate.sessions import Sessions
from evaluation.review.kept import Kept
from evaluation.review.rendering import templates
from evaluation.review.screens import (
    adjudicate,
    agreement,
    bulk,
    code_editing,
    codebooks,
    coding,
    coding_tasks,
    counted_cases,
    decisions,
    documents,
    export,
    help,
    history,
    queue,
    requests,
    runs,
    settings,
    start,
    undoing,
)
from evaluation.review.settings import ReviewSettings

SCREENS = (
    start,
    queue,
    bulk,
    adjudicate,
    decisions,
    undoing,
    documents,
    coding_tasks,
    coding,
    agreement,
    counted_cases,
    codebooks,
    code_editing,
    runs,
    requests,
    history,
    export,
    settings,
    help,
)
MOST_BYTES = 1 << 20
"""Of what a browser may send at once."""


def application(review: ReviewSettings) -> Starlette:
    """The app; ``app.state.review.offer_link()`` makes the link that lets the first browser in."""
    sessions = Sessions(review.secret, lambda token: review.tell_link(link(review, token)), review.reviewer)
    screens = [route for screen in SCREENS for route in screen.ROUTES]
    app = Starlette(
        routes=[*screens, *login.ROUTES, Route("/favicon.ico", _favicon), Mount("/static", _static())],
        middleware=[
            Middleware(AddHeaders),
            Middleware(CatchFailures),
            Middleware(CheckHost, review.hosts),
            Middleware(CheckOrigin),
            Middleware(RequestBodyLimitMiddleware, MOST_BYTES),
            Middleware(RequireSession, sessions, review.port),
        ],
        exception_handlers={HTTPException: failed},
    )
    app.state.review = ReviewApp(review, sessions, templates(), frozenset(_plain(screens)), Kept(review.study))
    return app


def _plain(routes: Iterable[BaseRoute]) -> list[str]:
    return [route.path for route in routes if isinstance(route, Route) and "{" not in route.path]


def _static() -> StaticFiles:
    return StaticFiles(packages=[("evaluation.review", "static"), ("evaluation.reports", "page/shared")])


def _favicon(request: Request) -> Response:
    return FileResponse(cast(str, _static().all_directories[0]) + "/icon.svg", media_type="image/svg+xml")
