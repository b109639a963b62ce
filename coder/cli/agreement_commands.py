"""``agree`` and ``disagreements``: how far raters agree, and where they do not."""

from pathlib import Path

import click

from coder.cli.options import json_option, names_in, rater_option, speakers_option, study_option, unit_option
from coder.cli.telling import print_json


@click.command()
@unit_option
@speakers_option
@rater_option
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a page with a plot as well.")
@study_option
@json_option
def agree(
    unit: str, speakers: str | None, raters: tuple[str, ...], html: Path | None, study: Path, as_json: bool
) -> None:
    """Show how far raters agree: per code and overall, for each pair and for people and models."""
    from evaluation.html_report import html_report

    from coder.cli.agreeing import print_report, report_of, table_of, wide_console
    from coder.cli.opening import to_read
    from runs import Unit

    with to_read(study) as opened:
        report = report_of(opened, table_of(opened, Unit(unit), names_in(speakers), raters))
    if html:
        html.write_text(html_report(report), encoding="utf-8")
    if as_json:
        click.echo(report.model_dump_json(indent=2))
    else:
        print_report(report, wide_console())


@click.command()
@unit_option
@speakers_option
@rater_option
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Show at most so many.")
@study_option
@json_option
def disagreements(
    unit: str, speakers: str | None, raters: tuple[str, ...], limit: int, study: Path, as_json: bool
) -> None:
    """List where raters disagree, worst code first, with what each quoted; as JSON all of them."""
    from coder.cli.agreeing import print_disagreements, table_of, wide_console
    from coder.cli.opening import to_read
    from evaluation.disagreements import disagreements as listed
    from runs import Unit

    with to_read(study) as opened:
        found = listed(table_of(opened, Unit(unit), names_in(speakers), raters))
    if as_json:
        print_json({"disagreements": [each.model_dump(mode="json") for each in found]})
    else:
        print_disagreements(found, wide_console(), limit=limit)
