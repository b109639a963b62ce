"""What ``intercoder runs watch`` shows while a run goes on in another terminal."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import click
from rich.console import Console
from rich.live import Live
from rich.table import Table

from codebook import InputError
from coder.cli.telling import print_json
from coder.cli.visible import visible
from runs.errors import told_as_study_error
from runs.ledger.detail import require_run
from runs.ledger.progress import RunProgress, Tally, progress_of, run_at_work
from runs.sharing.reading import StudyView

EVERY, TELL_EVERY = 1.0, 10
"""Seconds between two looks; every which look is told where nobody watches."""


def watch_run(view: StudyView, run: int | None, *, once: bool, as_json: bool) -> None:
    """Follow the run until it ends; the one at work where none is named.

    Raises:
        InputError: There is no such run, or none at all.
        StudyError: The study cannot be read.
    """
    states = _states(view, run)
    if once:
        _tell(next(states), as_json=as_json)
        return
    console = Console(markup=False, emoji=False, highlight=False)
    last = _live(states, console) if console.is_terminal and not as_json else _lines(states, as_json=as_json)
    if not as_json:
        click.echo(visible(_ending(last)))


def _states(view: StudyView, asked: int | None) -> Iterator[RunProgress]:
    """A state a second, until the run is over; the last one is what became of it."""
    tallies: dict[int, Tally] = {}
    idle = 0
    while True:
        with told_as_study_error(view.path, "read"):
            run = _chosen(view, asked)
            state = progress_of(view, run, tallies.setdefault(run, Tally()), datetime.now(UTC))
        yield state
        idle = 0 if state.holder else idle + 1
        if state.elsewhere and asked is not None:
            return
        if idle > 1 or (idle and state.finished_at):
            return
        time.sleep(EVERY)


def _chosen(view: StudyView, asked: int | None) -> int:
    if asked is not None:
        require_run(view, asked)
        return asked
    run = run_at_work(view)
    if run is None:
        raise InputError("There is no run to watch.", why="No model has coded in this study yet.")
    return run


def _live(states: Iterator[RunProgress], console: Console) -> RunProgress:
    """Keep a block of lines up to date."""
    last = next(states)
    with ExitStack() as stack:
        live = stack.enter_context(Live(_block(last), console=console, auto_refresh=False))
        for last in states:
            live.update(_block(last), refresh=True)
    return last


def _lines(states: Iterator[RunProgress], *, as_json: bool) -> RunProgress:
    """A line now and then, and one at the end."""
    last = next(states)
    _tell(last, as_json=as_json)
    told = last
    for number, last in enumerate(states, start=1):
        if number % TELL_EVERY == 0:
            _tell(last, as_json=as_json)
            told = last
    if told is not last:
        _tell(last, as_json=as_json)
    return last


def _tell(state: RunProgress, *, as_json: bool) -> None:
    if as_json:
        print_json({"progress": state.model_dump(mode="json") | {"done": state.done}})
    else:
        click.echo(visible("; ".join(f"{label} {value}" for label, value in _facts(state))))


def _block(state: RunProgress) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in (*_facts(state), ("at work", state.holder or "nobody")):
        table.add_row(label, visible(value))
    return table


def _facts(state: RunProgress) -> Iterator[tuple[str, str]]:
    yield "run", f"{state.run} by {state.rater}"
    share = f" of {state.total:,} ({100 * state.done / state.total:.0f} %)" if state.total else ""
    yield "segments", f"{state.done:,}{share}: {_counts(state.segments) or 'none yet'}"
    lost = f", {state.lost:,} lost by an earlier process" if state.lost else ""
    yield "requests", f"{state.answered:,} answered, {state.in_flight:,} in flight{lost}"
    if state.failures:
        yield "failed", _counts(state.failures, "×")
    left = "" if state.seconds_left is None else f", about {_span(state.seconds_left)} left"
    yield "rate", f"{state.per_minute:.0f} a minute{left}"
    yield "cost", "not known" if state.cost is None else f"${state.cost:,.4f}"


def _counts(counts: dict[str, int], times: str = "") -> str:
    return ", ".join(f"{count:,} {f'{times} ' if times else ''}{name}" for name, count in counts.items())


def _span(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))


def _ending(state: RunProgress) -> str:
    if state.elsewhere:
        return f"Run {state.run} does not go on: the process at work is busy with run {state.elsewhere}."
    if state.finished_at:
        return f"Run {state.run} is finished: {state.done:,} segments."
    return (
        f"Nobody is at work on run {state.run} any more, and it is not finished: {state.done:,} segments are done."
        " The command that began it goes on from there."
    )
