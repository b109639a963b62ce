"""How a command ends: an error in a sentence, an exit code, and results as JSON."""

import json
import shlex
import signal
import sys
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from coder.cli.signals import ended_by_signals
from coder.cli.visible import visible

SCHEMA_VERSION = 1
"""Of everything that ``--json`` prints."""


class Group(click.Group):
    """Turns what goes wrong into a message and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of use."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; whatever goes wrong is told in a sentence, without a traceback."""
        with ended_by_signals() as came:
            try:
                return super().invoke(ctx)
            except (click.exceptions.Exit, click.ClickException):
                raise
            except click.Abort as error:
                if not isinstance(error.__context__, KeyboardInterrupt):
                    raise
                ctx.exit(_interrupted(came))
            except KeyboardInterrupt:
                ctx.exit(_interrupted(came))
            except BrokenPipeError:
                raise
            except Exception as error:
                if ctx.params.get("traceback"):
                    traceback.print_exception(error)
                ctx.exit(_interrupted(came) if came else _told(error))


def _interrupted(came: Sequence[signal.Signals]) -> int:
    """The exit code, after it was told how to go on: 128 and the number of the signal."""
    how = f"Ended by {came[0].name}." if came else "Interrupted."
    again = shlex.join(["intercoder", *sys.argv[1:]])
    with suppress(OSError):
        click.echo(f"intercoder: {how} What was stored is kept. To go on, run:\n  {again}", err=True)
    return 128 + (came[0] if came else signal.SIGINT)


def _told(error: Exception) -> int:
    """The exit code, after the error was told."""
    from codebook import IntercoderError
    from runs.errors import if_sqlite

    error = if_sqlite(error) or error
    if isinstance(error, IntercoderError):
        click.echo(f"intercoder: {visible(str(error), lines=True)}", err=True)
        return error.exit_code
    if isinstance(error, OSError):
        click.echo(f"intercoder: {error.filename or 'A file'} cannot be used. {error.strerror or error}.", err=True)
        return 2
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"
    click.echo(
        f"intercoder: Something went wrong that should not: {where}. Run again with"
        " intercoder --traceback ... and report what it shows; read it first, it may quote a transcript.",
        err=True,
    )
    return 1


def print_json(result: Mapping[str, Any]) -> None:
    """Print a result as JSON, with the version of its layout."""
    said = json.dumps({"schema_version": SCHEMA_VERSION, **result}, ensure_ascii=False, indent=2)
    click.echo(said.encode("utf-8", "backslashreplace").decode())
