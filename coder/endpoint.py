"""The one place that talks to a model: an OpenAI-compatible endpoint, retried by one owner."""

import time
from typing import Any

import openai
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from codebook import IntercoderError

PASSING_STATUS = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
"""HTTP statuses after which the same request may succeed."""


class EndpointError(IntercoderError):
    """The model's endpoint cannot be used."""

    exit_code = 5


class CredentialsError(IntercoderError):
    """The endpoint does not accept the key, or does not have the model."""

    exit_code = 4


class PassingError(Exception):
    """One exchange failed in a way that may pass."""

    def __init__(self, what: str, status: int | None) -> None:
        super().__init__(what)
        self.status = status


class Received:
    """One reply of the endpoint: its body as text, its HTTP status and how long it took."""

    def __init__(self, body: str, status: int, seconds: float) -> None:
        self.body = body
        self.status = status
        self.seconds = seconds


class Endpoint:
    """An OpenAI-compatible chat endpoint; follows no redirect and is never retried by the client itself.

    Args:
        base_url: Address up to and including ``/v1``; None for OpenAI's own.
        key: The key to send.
        timeout: Seconds after which one exchange is given up.
        http_client: An httpx2 client to use instead of a new one.
    """

    def __init__(self, base_url: str | None, key: str, *, timeout: float = 180, http_client: Any = None) -> None:
        self._client = openai.AsyncOpenAI(
            base_url=base_url,
            api_key=key,
            max_retries=0,
            timeout=timeout,
            http_client=http_client or openai.DefaultAsyncHttpxClient(follow_redirects=False),
        )
        self._create: Any = self._client.chat.completions.with_raw_response.create

    async def send(self, request: dict[str, Any]) -> Received:
        """The endpoint's reply to one request, sent once.

        Raises:
            PassingError: No reply came, and the same request may succeed later.
            CredentialsError: The key is refused or the model is unknown.
            EndpointError: The endpoint refuses the request.
        """
        began = time.monotonic()
        try:
            raw = await self._create(**request)
        except openai.APIStatusError as error:
            raise _status_error(error.status_code) from None
        except openai.APIError as error:
            raise PassingError(type(error).__name__, None) from None
        return Received(raw.text, raw.status_code, time.monotonic() - began)

    async def models(self) -> list[str]:
        """The models that the endpoint offers; no text is sent.

        Raises:
            CredentialsError: The key is refused.
            EndpointError: Nothing answers there.
        """
        try:
            return [model.id async for model in self._client.models.list()]
        except openai.APIStatusError as error:
            if error.status_code in {404, 405}:
                return []
            raise _status_error(error.status_code) from None
        except openai.APIError as error:
            raise EndpointError(
                "The endpoint cannot be reached.",
                why=f"{type(error).__name__}.",
                do="Check --base-url and the network.",
            ) from None

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


def patiently(attempts: int) -> AsyncRetrying:
    """The one owner of retries: full jitter up to a minute, only after errors that may pass."""
    return AsyncRetrying(
        retry=retry_if_exception_type(PassingError),
        stop=stop_after_attempt(attempts),
        wait=wait_random_exponential(multiplier=0.5, max=60),
        reraise=True,
    )


def _status_error(status: int) -> Exception:
    if status in PASSING_STATUS:
        return PassingError(f"HTTP {status}", status)
    if status in {401, 403}:
        return CredentialsError(
            "The endpoint does not accept the key.",
            why=f"It answered HTTP {status}.",
            do="Check OPENAI_API_KEY, or the key variable of your provider.",
        )
    if status == 404:
        return CredentialsError(
            "The endpoint does not have the model.", why="It answered HTTP 404.", do="Check --model and --base-url."
        )
    return EndpointError(
        "The endpoint refuses the request.", why=f"It answered HTTP {status}.", do="Check --base-url and --model."
    )
