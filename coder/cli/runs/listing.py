"""What ``intercoder runs`` shows."""

from rich.box import SIMPLE_HEAD
from rich.table import Table

from coder.cli.consoles import wide_console
from runs.ledger.entries import RunSummary


def print_runs(found: tuple[RunSummary, ...]) -> None:
    """A row for each run."""
    console = wide_console()
    if not found:
        console.print("No model has coded in this study yet: intercoder code begins a run.")
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("run", "rater", "codebook", "started", "state", "segments", "requests"):
        table.add_column(heading, justify="right" if heading == "run" else "left")
    for run in found:
        segments = ", ".join(f"{count} {status}" for status, count in run.segments.items()) or "none yet"
        requests = ", ".join(f"{count} {state}" for state, count in run.requests.items()) or "none"
        state = f"finished {_minute(run.finished_at)}" if run.finished_at else "unfinished"
        table.add_row(str(run.run), run.rater, run.codebook, _minute(run.started_at), state, segments, requests)
    console.print(table)


def _minute(moment: str) -> str:
    return moment[:16].replace("T", " ")
