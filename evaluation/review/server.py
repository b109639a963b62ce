"""The server of the review app: one process, on this machine, until it is told to end."""

import socket

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from codebook import InputError
from evaluation.review.gate.headers import HEADERS, NOT_KEPT

ENDING = 5
"""Seconds that answers under way may take when the server ends."""

_WORDS = "This is no request that can be answered.\n"
_HEADERS = HEADERS | {
    "Cache-Control": NOT_KEPT,
    "Connection": "close",
    "Content-Length": str(len(_WORDS)),
    "Content-Type": "text/plain; charset=utf-8",
}
_REFUSED = "\r\n".join(["HTTP/1.1 400 Bad Request", *map(": ".join, _HEADERS.items()), "", _WORDS]).encode()


class Protocol(H11Protocol):
    """HTTP, whose own refusal of what is no request carries the headers of every answer."""

    def send_400_response(self, msg: str) -> None:
        """Refuse, and close the connection."""
        self.transport.write(_REFUSED)
        self.transport.close()


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; with port 0 on a free one. Known as TCP, so that asyncio sends each part at once.

    Raises:
        InputError: The port is taken, or the address is not one of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
        taken.listen(128)
    except OSError as error:
        taken.close()
        raise InputError(
            f"The review cannot be opened on {host}, port {port}.",
            why=f"{error.strerror}.",
            do="End the program that uses the port (perhaps a review that is still open), or leave --port out: "
            "a free port is then taken.",
        ) from None
    return taken


def serve(app: ASGIApp, on: socket.socket) -> None:
    """Answer until a signal says to end; answers under way are finished first.

    Nothing is logged: an address may hold what was searched for.

    Args:
        app: What answers.
        on: Where it listens.

    Raises:
        KeyboardInterrupt: Ctrl-C ended it.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        http=Protocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        workers=1,
        timeout_graceful_shutdown=ENDING,
    )
    uvicorn.Server(config).run(sockets=[on])
