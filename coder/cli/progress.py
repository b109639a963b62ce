"""How a command shows that it works: a bar where somebody watches, a line now and then where nobody does."""

from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from runs import Coding, CodingStatus

Note = Callable[[Coding], None]
"""Told each coding as soon as it is stored."""


class _Rate(ProgressColumn):
    """Segments a minute."""

    def render(self, task: Task) -> Text:
        return Text(f"{60 * task.speed:.0f} a minute" if task.speed else "")


@contextmanager
def coding_progress(total: int, made: Counter[str]) -> Generator[Note]:
    """A function that counts each coding and moves the bar."""
    console = Console(stderr=True)
    columns = (TextColumn("Coding"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=total)

        def note(coding: Coding) -> None:
            none_applies = coding.status is CodingStatus.CODED and not coding.assignments
            made["none applies" if none_applies else coding.status] += 1
            progress.advance(task)
            if not console.is_terminal and made.total() % 10 == 0:
                click.echo(f"{made.total()} of {total} segments coded", err=True)

        yield note
