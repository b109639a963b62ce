"""``code``, ``demo`` and ``doctor``: the commands that need a model, or ask whether one can be had."""

from pathlib import Path
from typing import Any

import click

from coder.cli.options import (
    allow_host_option,
    base_url_option,
    concurrency_option,
    json_option,
    max_cost_option,
    max_requests_option,
    model_option,
    price_option,
    speakers_option,
    study_option,
    unit_option,
    yes_option,
)
from coder.cli.telling import print_json


@click.command()
@model_option
@base_url_option
@unit_option
@speakers_option
@concurrency_option
@click.option(
    "--pack",
    type=click.IntRange(1, 50),
    default=1,
    envvar="INTERCODER_PACK",
    show_default=True,
    help="How many segments one request asks about: cheaper, and a little less careful.",
)
@click.option(
    "--pack-check",
    type=click.IntRange(min=1),
    metavar="N",
    help="Only code about N segments both ways, in packs and one by one, and report how far the two agree.",
)
@click.option(
    "--logprobs",
    is_flag=True,
    envvar="INTERCODER_LOGPROBS",
    help="Ask how probable the model found each code, for intercoder triage; not every endpoint tells.",
)
@click.option(
    "--replicates",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    help="Ask the same so many times, each as a run of its own, to see how stable the model is.",
)
@click.option(
    "--retry",
    type=click.Choice(["failed", "refused", "truncated"]),
    multiple=True,
    help="Ask again where the last answer ended so; repeat the option.  [default: failed]",
)
@click.option("--limit", type=click.IntRange(min=1), help="Ask about so many segments at most, and leave the rest.")
@max_cost_option
@max_requests_option
@price_option
@click.option("--dry-run", is_flag=True, help="Show what would be sent, where to and what it may cost; send nothing.")
@yes_option
@allow_host_option
@study_option
@json_option
@click.pass_context
def code(context: click.Context, study: Path, as_json: bool, dry_run: bool, **given: Any) -> None:
    """Code every transcript of the study with a model; run it again to finish what is missing."""
    from coder.cli.coding.coding import run_all, told
    from coder.cli.coding.dry_run import print_dry_run
    from coder.cli.coding.options import plan_of, terms_of
    from coder.cli.coding.pack_check import print_pack_check
    from coder.cli.coding.permission import permitted
    from coder.cli.opening import to_write

    plan = plan_of(given)
    terms = terms_of(given, plan.model)
    with to_write(study) as opened:
        if dry_run:
            print_dry_run(opened, plan, terms, as_json=as_json)
            return
        permitted(opened, plan.model, allowed=given["allow_host"])
        if given["pack_check"]:
            print_pack_check(opened, plan, terms, size=given["pack_check"], as_json=as_json)
            return
        done = run_all(opened, plan, terms, replicates=given["replicates"], ask=not given["yes"])
    if as_json:
        print_json(done[0]._asdict() if len(done) == 1 else {"runs": [each._asdict() for each in done]})
    else:
        for each in done:
            click.echo(told(each))
    if any(each.unanswered or each.left for each in done):
        context.exit(3)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("intercoder-demo"))
@json_option
def demo(folder: Path, as_json: bool) -> None:
    """Run the whole way on the study that ships with the product, in FOLDER, with the embedded model."""
    from coder.cli.coding.demonstration import run_demo

    run_demo(folder, as_json=as_json)


@click.command()
@model_option
@base_url_option
@study_option
@json_option
@click.pass_context
def doctor(context: click.Context, model: str | None, base_url: str | None, study: Path, as_json: bool) -> None:
    """Check what the commands need, and say what to do where something is missing; sends no text."""
    from coder.cli.coding.checking import checks

    found = checks(study, model, base_url)
    if as_json:
        print_json({"checks": [each._asdict() for each in found]})
    else:
        for each in found:
            click.echo(f"{'ok    ' if each.ok else 'NOT OK'}  {each.what}: {each.found}")
            if each.do:
                click.echo(f"        {each.do}")
    if not all(each.ok for each in found):
        context.exit(4)
