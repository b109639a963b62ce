"""Forms: read with limits, then handled in a thread of their own, where the study may be opened."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

MOST_FIELDS = 300
Form: TypeAlias = Mapping[str, str]
"""The fields by name, the first of each name; files are left out."""


def posted(handler: Callable[[Request, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
    """A route's endpoint that reads the form and hands it on."""

    async def read(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=MOST_FIELDS) as sent:
            form = {name: value for name, value in reversed(sent.multi_items()) if isinstance(value, str)}
        return await run_in_threadpool(handler, request, form)

    return read
