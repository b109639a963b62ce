"""``runs``: the runs of models, one by one, side by side, and while they go on."""

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from coder.cli.options import json_option, study_option
from coder.cli.telling import print_json


def _or_the_groups(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """What was given after the subcommand, else what was given or set for ``runs``."""
    return value or (context.parent.params.get(str(parameter.name)) if context.parent else None)


run_study_option = click.option(
    "--study",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_or_the_groups,
    help="The study file.  [default: study.db here, or INTERCODER_STUDY]",
)
run_json_option = click.option(
    "--json", "as_json", is_flag=True, callback=_or_the_groups, help="Print the result as JSON."
)


@click.group("runs", invoke_without_command=True)
@study_option
@json_option
@click.pass_context
def runs_command(context: click.Context, study: Path, as_json: bool) -> None:
    """List the runs of models: what each was made with, how far it came, what was sent."""
    if context.invoked_subcommand:
        return
    from coder.cli.opening import to_read
    from coder.cli.runs.listing import print_runs
    from runs.ledger.entries import run_summaries

    with to_read(study) as opened:
        found = run_summaries(opened)
    if as_json:
        print_json({"runs": [each.model_dump(mode="json") for each in found]})
    else:
        print_runs(found)


@runs_command.command()
@click.argument("run", type=int)
@click.option("--requests", is_flag=True, help="List each request: what became of it, how long it took, its tokens.")
@click.option("--request", "number", type=int, metavar="ID", help="Show the prompt and the raw reply of one request.")
@run_study_option
@run_json_option
def show(run: int, requests: bool, number: int | None, study: Path, as_json: bool) -> None:
    """Show one run whole: who answered, with what settings, what became of it, tokens, cost, and what looks wrong."""
    from coder.cli.opening import to_read
    from coder.cli.runs.request_telling import tell_request, tell_requests
    from coder.cli.runs.telling import tell_run

    if requests and number is not None:
        raise click.UsageError("Give --requests or --request, not both.")
    with to_read(study) as opened:
        if number is not None:
            tell_request(opened, run, number, as_json=as_json)
        elif requests:
            tell_requests(opened, run, as_json=as_json)
        else:
            tell_run(opened, run, as_json=as_json)


@runs_command.command()
@click.argument("a", type=int)
@click.argument("b", type=int)
@click.option("--list", "listed", is_flag=True, help="Name each segment that changed, with its codes in A and in B.")
@run_study_option
@run_json_option
def compare(a: int, b: int, listed: bool, study: Path, as_json: bool) -> None:
    """Show what changed from run A to run B: per code on how many segments, and how far the two agree.

    Only segments that both runs judged are compared. One that a run has no usable answer for is missing,
    not without a code.
    """
    from coder.cli.opening import to_read
    from coder.cli.runs.differences import tell_comparison

    with to_read(study) as opened:
        tell_comparison(opened, a, b, listed=listed, as_json=as_json)


@runs_command.command()
@click.argument("run", type=int, required=False)
@click.option("--once", is_flag=True, help="Show how far the run is now, and end.")
@run_study_option
@run_json_option
@click.pass_context
def watch(context: click.Context, run: int | None, once: bool, study: Path, as_json: bool) -> None:
    """Follow a run that goes on, from another terminal: how far it is, how fast, and what fails.

    Without RUN the one that is at work. Ends with the run; Ctrl-C ends only the watching.
    """
    from coder.cli.runs.watching import watch_run
    from runs.sharing.reading import StudyView

    try:
        with closing(StudyView(study)) as view:
            watch_run(view, run, once=once, as_json=as_json)
    except KeyboardInterrupt:
        context.exit(130)
