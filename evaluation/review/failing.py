"""What a person sees when something goes wrong: what, why and what to do; never a text or a traceback."""

import traceback
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from codebook import InputError, IntercoderError
from evaluation.review.asking import settings_of
from evaluation.review.rendering import problem, told
from runs.errors import StudyError, if_sqlite

WORDS = {
    400: ("This cannot be used.", "What was sent is not what the page sends.", "Go back, reload the page, try again."),
    404: ("There is no such page.", "", "Use the links above."),
    405: ("This page cannot be asked in that way.", "", "Use the links above."),
    413: ("This is too much at once.", "More was sent than a decision or a note needs.", "Shorten it, and try again."),
}


class CatchFailures:
    """Turns whatever goes wrong behind it into a page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer it where that fails."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            answer = await run_in_threadpool(failed, Request(scope), error)
            if not begun:
                await answer(scope, receive, send)


def failed(request: Request, error: Exception) -> Response:
    """The page for an error."""
    error = if_sqlite(error) or error
    if isinstance(error, StudyError):
        return told(request, 503, error)
    if isinstance(error, InputError):
        return told(request, 400, error)
    if isinstance(error, HTTPException):
        what, why, do = WORDS.get(error.status_code, (error.detail, "", ""))
        return problem(request, error.status_code, what, why=why, do=do)
    settings_of(request).tell_bug(error)
    if isinstance(error, IntercoderError):
        return told(request, 500, error)
    return problem(
        request,
        500,
        "Something went wrong that should not.",
        why=f"{type(error).__name__} in {_where(error)}.",
        do="Start the app with intercoder --traceback review, do this again, and report what the terminal shows; "
        "read it first, it may quote a transcript.",
    )


def _where(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}, line {last.lineno}"
