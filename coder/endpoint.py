"""The one place that talks to a model: an OpenAI-compatible endpoint, asked once for each call."""

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import httpx2

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
"""Where OpenAI's own endpoint is; no address of the environment takes its place."""


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
        self._client = http_client or protected_client()
        address = (base_url or OPENAI_URL).rstrip("/")
        self._completions, self._models = (httpx2.URL(f"{address}/{name}") for name in ("chat/completions", "models"))
        self._headers = httpx2.Headers(
            {
                "Authorization": f"Bearer {key}",
                "Content-Type": "application/json",
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                "User-Agent": "intercoder",
            }
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
        reply = await self._exchange("POST", self._completions, content, self._deadline)
        seconds = time.monotonic() - began
        if not reply.is_success:
            raise _status_error(reply, seconds)
        if _is_page(reply):
            raise _no_api(f"It answered with a page ({reply.headers.get('content-type', 'no type')}).")
        return Received(reply.text, reply.status_code, seconds, reply.headers)

    async def models(self) -> list[str]:
        """The models that the endpoint offers; no text is sent.

        Raises:
            CredentialsError: The key is refused.
            EndpointError: Nothing answers there.
        """
        try:
            reply = await self._exchange("GET", self._models, b"", min(self._deadline, 30))
        except PassingError as error:
            raise _unreachable(f"{error}.") from None
        if reply.status_code in {404, 405}:
            return []
        if not reply.is_success:
            failure = _status_error(reply, 0)
            raise failure if isinstance(failure, IntercoderError) else _unreachable(f"It said {failure}.")
        try:
            return [str(model["id"]) for model in reply.json()["data"]]
        except (ValueError, KeyError, TypeError):
            raise _no_api("It does not list its models as JSON.") from None

    async def _exchange(self, method: str, url: httpx2.URL, content: bytes, deadline: float) -> httpx2.Response:
        began = time.monotonic()
        request = httpx2.Request(method, url, headers=self._headers, content=content)
        try:
            async with asyncio.timeout(deadline):
                return await self._client.send(request)
        except TimeoutError:
            raise PassingError(f"No whole reply within {deadline:g} s", seconds=deadline) from None
        except TooLargeError:
            raise
        except Exception as error:
            raise _no_reply(error, time.monotonic() - began) from None

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _is_page(reply: httpx2.Response) -> bool:
    return "html" in reply.headers.get("content-type", "") or reply.content[:64].lstrip()[:1] == b"<"


def _no_reply(error: Exception, seconds: float) -> Exception:
    if "certificate" in str(error).lower():
        return _unreachable("Its certificate is not trusted.")
    return PassingError(f"The connection failed ({type(error).__name__})", seconds=seconds)


def _status_error(reply: httpx2.Response, seconds: float) -> Exception:
    status, code, body = reply.status_code, _code(reply), reply.text
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
        limited.headers = reply.headers
        return limited
    if status in PASSING_STATUS or status >= 500:
        return PassingError(f"HTTP {status}", status, body=body, seconds=seconds)
    if status in REJECTED_STATUS:
        what = f"HTTP {status}{f' ({code})' if code else ''}"
        return RejectedError(what, status, body=body, seconds=seconds, filtered=code in FILTERED)
    if 300 <= status < 400:
        return _no_api(f"It points elsewhere (HTTP {status}), and redirects are not followed.")
    return _no_api(f"It answered HTTP {status}.")


def _code(reply: httpx2.Response) -> str:
    """The short code that the endpoint gives its error; empty where it gives none that is a word."""
    try:
        said: Any = json.loads(reply.content)
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
