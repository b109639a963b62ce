"""The server of the review app: one process, on this machine, until it is told to end."""

import socket

import uvicorn
from starlette.types import ASGIApp

from codebook import InputError

ENDING = 5
"""Seconds that answers under way may take when the server ends."""


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; with port 0 on a free one.

    Raises:
        InputError: The port is taken, or the address is not one of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
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
        http="h11",
        loop="asyncio",
        ws="none",
        lifespan="off",
        workers=1,
        timeout_graceful_shutdown=ENDING,
    )
    uvicorn.Server(config).run(sockets=[on])
