"""What ``intercoder review`` does: serves the review app until it is told to end."""

import getpass
import secrets
import shutil
import sys
import traceback as traces
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from codebook import InputError
from coder.cli.opening import to_read
from coder.cli.telling import print_json
from coder.hosts import is_loopback
from evaluation.review.app import application
from evaluation.review.browser_file import opened_by_file
from evaluation.review.gate.hosts import LOOPBACK, allowed_hosts
from evaluation.review.names import reviewer_name
from evaluation.review.server import listening, serve
from evaluation.review.settings import ReviewSettings


@dataclass(frozen=True)
class Listening:
    """Where the server listens, and for whom."""

    host: str
    port: int
    allow_remote: bool
    trusted: tuple[str, ...]


def open_review(
    study: Path,
    where: Listening,
    *,
    reviewer: str | None,
    read_only: bool,
    browser: bool,
    as_json: bool,
    traceback: bool,
) -> None:
    """Serve the review of a study until Ctrl-C.

    Raises:
        StudyError: The study cannot be read.
        InputError: The address or the port cannot be used, or the name.
        KeyboardInterrupt: Ctrl-C.
    """
    remote = _is_remote(where)
    name = reviewer_name(reviewer if reviewer is not None else _account())
    with to_read(study):
        pass
    if remote:
        click.echo(LOUD.format(", ".join(where.trusted)), err=True)
    with closing(listening(where.host, where.port)) as socket, ExitStack() as ending:
        port: int = socket.getsockname()[1]
        names = (*LOOPBACK, *where.trusted)
        app = application(
            ReviewSettings(
                study=study,
                port=port,
                address=f"http://{where.trusted[0] if remote else _named(where.host)}:{port}",
                hosts=allowed_hosts(names, port),
                clock=lambda: datetime.now(UTC),
                secret=lambda: secrets.token_urlsafe(32),
                free_space=lambda path: shutil.disk_usage(path.absolute().parent).free,
                tell_link=lambda link: _tell_link(link, as_json=as_json),
                tell_bug=_traceback if traceback else _no_traceback,
                reviewer=name,
                read_only=read_only,
                remote=remote,
            )
        )
        link = app.state.review.offer_link()
        if browser:
            ending.enter_context(opened_by_file(link))
        serve(app, socket)


LOUD = (
    "WARNING: other machines can reach this review, as {}. Whoever has the link, or listens on the network, can read\n"
    "the transcripts: the connection is not encrypted. End it with Ctrl-C as soon as you are done."
)


def _is_remote(where: Listening) -> bool:
    """Whether other machines are let in.

    Raises:
        InputError: They would be, and nobody said that they may.
    """
    if is_loopback(_named(where.host).strip("[]")):
        return False
    if not (where.allow_remote and where.trusted):
        raise InputError(
            f"The review is not opened on {where.host}.",
            why="Other machines could reach it there, and read the transcripts.",
            do="Leave --host out. If others must reach it, add --allow-remote and, with --trusted-host, the name by"
            " which they call this machine.",
        )
    return True


def _named(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _account() -> str:
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "Reviewer"


def _tell_link(link: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"link": link})
    else:
        click.echo(f"Review: {link}")
    sys.stdout.flush()


def _traceback(error: Exception) -> None:
    traces.print_exception(error)


def _no_traceback(error: Exception) -> None:
    click.echo(f"intercoder: A page failed: {type(error).__name__}. --traceback shows where.", err=True)
