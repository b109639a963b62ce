"""The connection to a model's endpoint: kept alive, no redirects, and no reply larger than a reply may be."""

import ssl
from collections.abc import AsyncIterator
from functools import cache
from typing import Any, cast

import httpx2
import openai

from coder.errors import TooLargeError

MOST_BYTES = 8 * 2**20
"""The largest body of a reply that is read."""
CONNECT_SECONDS = 10.0
"""How long a connection may take to come about."""


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that are trusted, read once for a process: that takes as long as ten requests."""
    return httpx2.create_ssl_context()


def http_client(*, most_bytes: int = MOST_BYTES) -> httpx2.AsyncClient:
    """A client that follows no redirects and closes the connection when a reply grows larger than it may be.

    A proxy that the environment names (``HTTPS_PROXY``) is used for ``https`` alone, where it only sees the host.
    """
    make: Any = openai.DefaultAioHttpClient
    client: httpx2.AsyncClient = make(
        verify=_trusted(),
        follow_redirects=False,
        limits=httpx2.Limits(max_connections=None, max_keepalive_connections=None),
        timeout=httpx2.Timeout(None, connect=CONNECT_SECONDS),
    )
    inner = cast("Any", client)
    direct = inner._transport
    inner._transport = _Capped(direct, most_bytes)
    inner._mounts = {
        where: proxied and _Capped(_TunnelOnly(proxied, direct), most_bytes) for where, proxied in inner._mounts.items()
    }
    return client


class _TunnelOnly(httpx2.AsyncBaseTransport):
    """Uses a proxy of the environment only where it cannot read along; without TLS, what is sent goes straight."""

    def __init__(self, proxied: httpx2.AsyncBaseTransport, direct: httpx2.AsyncBaseTransport) -> None:
        self._proxied, self._direct = proxied, direct

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        transport = self._proxied if request.url.scheme == "https" else self._direct
        return await transport.handle_async_request(request)

    async def aclose(self) -> None:
        await self._proxied.aclose()


class _Capped(httpx2.AsyncBaseTransport):
    def __init__(self, inner: httpx2.AsyncBaseTransport, most: int) -> None:
        self._inner, self._most = inner, most

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await self._inner.handle_async_request(request)
        told = response.headers.get("content-length", "")
        packed = response.headers.get("content-encoding", "identity") != "identity"
        if packed or (told.isdecimal() and int(told) > self._most):
            await response.aclose()
            what = "came compressed, unasked" if packed else f"is of {told} bytes"
            raise TooLargeError(f"The reply {what}", response.status_code)
        response.stream = _CappedStream(cast("httpx2.AsyncByteStream", response.stream), self._most)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class _CappedStream(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream, most: int) -> None:
        self._inner, self._left = inner, most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._inner:
            self._left -= len(chunk)
            if self._left < 0:
                raise TooLargeError("The reply does not end")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()
