"""How a run shows that it works: a bar where somebody watches, a line every ten seconds where nobody does."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from coder import progress as run_progress
from coder.money.dollars import dollars

EVERY = 10.0
"""Seconds between lines where nobody watches."""

Watch = Callable[[run_progress.Progress], None]


@contextmanager
def coding_progress() -> Generator[Watch]:
    """A function that shows how far a run is."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines()
        return
    columns = (
        TextColumn("Coding"),
        BarColumn(20),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, TextColumn("{task.fields[more]}", markup=False), console=console) as bar:
        task = bar.add_task("", total=None, more="")

        def show(now: run_progress.Progress) -> None:
            bar.update(task, total=now.total, completed=now.done, more=details(now))

        yield show


def details(now: run_progress.Progress) -> str:
    """What is told beside how many segments are done."""
    said = [f"{now.in_flight} in flight"] if now.in_flight else []
    if now.done and now.seconds > 1:
        said.append(f"{60 * now.done / now.seconds:.0f} a minute")
    if now.cost:
        said.append(dollars(now.cost))
    if now.pause > 1:
        said.append(f"the endpoint asks to wait {now.pause:.0f} s")
    if now.failures:
        said.append(", ".join(f"{count} x {kind}" for kind, count in sorted(now.failures.items())))
    return ", ".join(said)


def _lines() -> Watch:
    told_at, told_done = 0.0, -1

    def tell(now: run_progress.Progress) -> None:
        nonlocal told_at, told_done
        finished = now.done == now.total and told_done != now.total
        if finished or now.seconds - told_at >= EVERY:
            told_at, told_done = now.seconds, now.done
            more = details(now)
            click.echo(f"{now.done} of {now.total} segments coded{f' ({more})' if more else ''}", err=True)

    return tell
