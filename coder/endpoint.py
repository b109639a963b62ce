"""The one place that talks to a model: an OpenAI-compatible endpoint, asked once for each call."""

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import httpx2
import openai

from coder.errors import (
    CredentialsError,
    EndpointError,
    IntercoderError,
    PassingError,
    RateLimitedError,
    RejectedError,
    TooLargeError,
)
from coder.transport import http_client as protected_client

PASSING_STATUS = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
"""HTTP statuses after which the same request may succeed."""
REJECTED_STATUS = frozenset({400, 413, 422})
"""HTTP statuses by which an endpoint declines one request."""
NO_QUOTA = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
"""Codes with which an endpoint says that no money is left, whatever the status."""
FILTERED = frozenset({"content_filter", "content_policy_violation"})
"""Codes with which an endpoint says that a filter before the model declined the text."""
OPENAI_URL = "https://api.openai.com/v1"
"""Where OpenAI's own endpoint is. It is always given: the client would take another from its environment."""


class Received(NamedTuple):
    """One reply of the endpoint."""

    body: str
    status: int
    seconds: float
    headers: Mapping[str, str]


class Endpoint:
    """An OpenAI-compatible chat endpoint; follows no redirect and sends nothing twice.

    Args:
        base_url: Address up to and including ``/v1``; None for OpenAI's own.
        key: The key to send.
        deadline: Seconds after which one exchange is given up, however much of the reply has come.
        http_client: An httpx2 client to use instead of a new one.
    """

    def __init__(
        self, base_url: str | None, key: str, *, deadline: float = 180, http_client: httpx2.AsyncClient | None = None
    ) -> None:
        self._deadline = deadline
        self._client = openai.AsyncOpenAI(
            base_url=base_url or OPENAI_URL,
            api_key=key,
            max_retries=0,
            timeout=None,
            http_client=http_client or protected_client(),
        )

    async def send(self, content: bytes) -> Received:
        """The endpoint's reply to one request, whose body is sent once and as it is.

        Raises:
            PassingError: No reply came, and the same request may succeed later.
            RejectedError: The endpoint does not take this request.
            CredentialsError: The key is refused, its quota is used up, or the model is unknown.
            EndpointError: The endpoint is none, or answers from elsewhere.
        """
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._deadline):
                reply = await self._client.post("/chat/completions", cast_to=httpx2.Response, content=content)
        except TimeoutError:
            raise PassingError(f"No whole reply within {self._deadline:g} s", seconds=self._deadline) from None
        except openai.APIStatusError as error:
            raise _status_error(error, time.monotonic() - began) from None
        except openai.APIError as error:
            raise _no_reply(error, time.monotonic() - began) from None
        if _is_page(reply):
            raise _no_api(f"It answered with a page ({reply.headers.get('content-type', 'no type')}).")
        return Received(reply.text, reply.status_code, time.monotonic() - began, reply.headers)

    async def models(self) -> list[str]:
        """The models that the endpoint offers; no text is sent.

        Raises:
            CredentialsError: The key is refused.
            EndpointError: Nothing answers there.
        """
        try:
            async with asyncio.timeout(min(self._deadline, 30)):
                return [model.id async for model in self._client.models.list()]
        except openai.APIStatusError as error:
            if error.status_code in {404, 405}:
                return []
            failure = _status_error(error, 0)
            if isinstance(failure, IntercoderError):
                raise failure from None
            raise _unreachable(f"It answered HTTP {error.status_code}.") from None
        except (openai.APIError, TimeoutError) as error:
            raise _unreachable(f"{type(error).__name__}.") from None

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


def _is_page(reply: httpx2.Response) -> bool:
    return "html" in reply.headers.get("content-type", "") or reply.content[:64].lstrip()[:1] == b"<"


def _no_reply(error: openai.APIError, seconds: float) -> Exception:
    cause = error.__cause__
    if isinstance(cause, TooLargeError):
        return cause
    name = type(cause or error).__name__
    if "certificate" in str(cause).lower():
        return _unreachable("Its certificate is not trusted.")
    return PassingError(f"The connection failed ({name})", seconds=seconds)


def _status_error(error: openai.APIStatusError, seconds: float) -> Exception:
    status, code, body = error.status_code, _code(error), error.response.text
    if status in {401, 403} or code in NO_QUOTA:
        what = "has no quota left for this key" if code in NO_QUOTA else "does not accept the key"
        return CredentialsError(
            f"The endpoint {what}.",
            why=f"It answered HTTP {status}.",
            do="Check OPENAI_API_KEY, and the account that it belongs to.",
        )
    if status == 404:
        return CredentialsError(
            "The endpoint does not have the model.", why="It answered HTTP 404.", do="Check --model and --base-url."
        )
    if status == 429:
        limited = RateLimitedError("HTTP 429", status, body=body, seconds=seconds)
        limited.headers = error.response.headers
        return limited
    if status in PASSING_STATUS or status >= 500:
        return PassingError(f"HTTP {status}", status, body=body, seconds=seconds)
    if status in REJECTED_STATUS:
        what = f"HTTP {status}{f' ({code})' if code else ''}"
        return RejectedError(what, status, body=body, seconds=seconds, filtered=code in FILTERED)
    if 300 <= status < 400:
        return _no_api(f"It points elsewhere (HTTP {status}), and redirects are not followed.")
    return _no_api(f"It answered HTTP {status}.")


def _code(error: openai.APIStatusError) -> str:
    """The short code that the endpoint gives its error; empty where it gives none that is a word."""
    try:
        said: Any = json.loads(error.response.content)
        code = str(said["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return ""
    return code if code.isidentifier() and len(code) < 60 else ""


def _no_api(why: str) -> EndpointError:
    return EndpointError(
        "This does not look like an OpenAI-compatible API.",
        why=why,
        do="Check --base-url (it ends with /v1), and whether the network asks you to log in.",
    )


def _unreachable(why: str) -> EndpointError:
    return EndpointError("The endpoint cannot be reached.", why=why, do="Check --base-url and the network.")
