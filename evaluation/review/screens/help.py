"""Help: every key and what it does."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluation.review.rendering import page


def keys(request: Request) -> Response:
    """The page of all keys."""
    return page(request, "help.html")


ROUTES = (Route("/help", keys),)
