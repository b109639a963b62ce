"""``code``, ``demo`` and ``doctor``: the commands that need a model, or ask whether one can be had."""

from contextlib import closing
from pathlib import Path

import click

from coder.cli.options import (
    base_url_option,
    json_option,
    model_option,
    names_in,
    speakers_option,
    study_option,
    unit_option,
)
from coder.cli.telling import print_json


@click.command()
@model_option
@base_url_option
@unit_option
@speakers_option
@click.option(
    "--concurrency",
    type=click.IntRange(1, 256),
    default=1,
    envvar="INTERCODER_CONCURRENCY",
    show_default=True,
    help="How many requests are under way at once.",
)
@click.option(
    "--pack",
    type=click.IntRange(1, 50),
    default=1,
    envvar="INTERCODER_PACK",
    show_default=True,
    help="How many segments one request asks about: cheaper, and a little less careful.",
)
@study_option
@json_option
@click.pass_context
def code(
    context: click.Context,
    model: str | None,
    base_url: str | None,
    unit: str,
    speakers: str | None,
    concurrency: int,
    pack: int,
    study: Path,
    as_json: bool,
) -> None:
    """Code every transcript of the study with a model; run it again to finish what is missing."""
    from coder.cli.coding import run_code, told
    from coder.cli.models import model_of
    from runs import Unit
    from runs.study import Study

    asked = model_of(model, base_url)
    with closing(Study(study)) as opened:
        done = run_code(opened, asked, unit=Unit(unit), speakers=names_in(speakers), concurrency=concurrency, pack=pack)
    if as_json:
        print_json(done._asdict())
    else:
        click.echo(told(done))
    if done.unanswered:
        context.exit(3)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("intercoder-demo"))
@json_option
def demo(folder: Path, as_json: bool) -> None:
    """Run the whole way on the study that ships with the product, in FOLDER, with the embedded model."""
    from coder.cli.demonstration import run_demo

    run_demo(folder, as_json=as_json)


@click.command()
@model_option
@base_url_option
@study_option
@json_option
@click.pass_context
def doctor(context: click.Context, model: str | None, base_url: str | None, study: Path, as_json: bool) -> None:
    """Check what the commands need, and say what to do where something is missing; sends no text."""
    from coder.cli.checking import checks

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
