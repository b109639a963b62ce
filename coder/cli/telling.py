"""How a command ends: an error in a sentence, an exit code, and results as JSON."""

import json
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

SCHEMA_VERSION = 1
"""Of everything that ``--json`` prints."""


class Group(click.Group):
    """Turns what goes wrong into a message and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of use."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; whatever goes wrong is told in a sentence, without a traceback."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except KeyboardInterrupt:
            said = "Interrupted. What was stored is kept; the same command goes on from there."
            click.echo(f"intercoder: {said}", err=True)
            ctx.exit(130)
        except Exception as error:
            if ctx.params.get("traceback"):
                traceback.print_exception(error)
            ctx.exit(_told(error))


def _told(error: Exception) -> int:
    """The exit code, after the error was told."""
    from codebook import IntercoderError

    if isinstance(error, IntercoderError):
        click.echo(f"intercoder: {error}", err=True)
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
    click.echo(json.dumps({"schema_version": SCHEMA_VERSION, **result}, ensure_ascii=False, indent=2))
