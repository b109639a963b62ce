"""``agree`` and ``disagreements``: how far raters agree, and where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.options import (
    consensus_option,
    json_option,
    names_in,
    rater_option,
    speakers_option,
    study_option,
    unit_option,
)
from coder.cli.telling import print_json

if TYPE_CHECKING:
    from evaluation.reports.records import AgreementReport

_PAGE = click.Path(dir_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


_TABLES = """\b
--table reads CSV or a workbook with one row for each rater and unit:
  unit,rater,codes[,interview]
    codes are separated by semicolons; without any, the rater looked and
    found none; without a row, the rater has not seen the unit
or with one row for each span:
  document,rater,start,end,code,length
    places are characters from 0, the end is the first one after the span;
    a row without a span says that the rater looked and found none
"""


@click.command(epilog=_TABLES)
@click.option(
    "--unit",
    "units",
    type=click.Choice(["turn", "sentence", "paragraph", "window"]),
    multiple=True,
    default=["turn"],
    envvar="INTERCODER_UNIT",
    show_default=True,
    help="The unit of analysis; repeat the option to see several side by side.",
)
@speakers_option
@rater_option
@click.option("--code", "codes", multiple=True, help="Judge only these codes; repeat the option.")
@click.option("--interview", "interviews", multiple=True, help="Judge only these interviews; repeat the option.")
@click.option("--parents", is_flag=True, help="Judge the codes at the top of the codebook instead of those below them.")
@click.option("--reference", help="The rater by whose codes the others' precision and recall are told as well.")
@click.option(
    "--sample",
    type=int,
    metavar="N",
    help="Judge the units of sample N, weighted by 1 / their probability of being drawn.",
)
@consensus_option("Compare the consensus of a review as well, of that begun last where no number is given.")
@click.option(
    "--gamma",
    "gamma_seed",
    type=int,
    metavar="SEED",
    help="Also compute gamma of spans, from this seed: slow, and needs the extra gamma.",
)
@click.option(
    "--bootstrap",
    "seed",
    type=int,
    metavar="SEED",
    help="Also draw interviews 10,000 times, from this seed: a check on the intervals of alpha, in the JSON.",
)
@click.option(
    "--epsilon",
    type=click.FloatRange(0, 1),
    default=0.15,
    show_default=True,
    help="How much worse than a person a model may be: 0.2 for experts, 0.15 for trained people, 0.1 for crowds.",
)
@click.option(
    "--table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Judge a spreadsheet instead of a study.",
)
@click.option(
    "--level",
    type=click.Choice(["nominal", "ordinal", "interval", "ratio"]),
    help="With --table: each unit has one value, at this level of measurement.",
)
@click.option("--values", help="With --level: all values that can be given, ascending, separated by semicolons.")
@click.option("--model", "models", multiple=True, help="With --table: this rater is a model; repeat the option.")
@click.option("--lengths", type=_FILE, help="With --table of spans: a table document,length.")
@click.option("--html", type=_PAGE, help="Write a page with plots as well.")
@click.option("--markdown", type=_PAGE, help="Write the report as Markdown as well.")
@study_option
@json_option
def agree(
    html: Path | None, markdown: Path | None, study: Path, as_json: bool, table: Path | None, **chosen: Any
) -> None:
    """Show how far raters agree: per code and overall, for each pair and for people and models."""
    from coder.cli.agreement.agreeing import Choice, reports_of_study, written
    from coder.cli.agreement.agreeing_tables import reports_of_table, require_fitting
    from coder.cli.agreement.telling import print_report
    from coder.cli.consoles import wide_console
    from coder.cli.opening import to_read
    from evaluation.reports.of_study import Judged

    chosen["speakers"] = names_in(chosen["speakers"])
    judged = Judged(**{name: chosen.pop(name) for name in Judged._fields})
    choice = Choice(judged=judged, **chosen)
    require_fitting(_given_here(), table=table is not None)
    if table:
        reports = reports_of_table(table, choice)
    else:
        with to_read(study) as opened:
            reports = reports_of_study(opened, choice)
    written(reports, html=html, markdown=markdown)
    if as_json:
        click.echo(json_of(reports))
    else:
        for report in reports:
            print_report(report, wide_console())


def _given_here() -> set[str]:
    """The parameters of the command that were given on the command line, and not by a default or the environment."""
    context = click.get_current_context()
    source = click.core.ParameterSource.COMMANDLINE
    return {name for name in context.params if context.get_parameter_source(name) is source}


def json_of(reports: Sequence[AgreementReport]) -> str:
    """The report as JSON; several one beside the other."""
    if len(reports) == 1:
        return reports[0].model_dump_json(indent=2)
    inner = ",\n".join(report.model_dump_json(indent=2) for report in reports)
    return f'{{"schema_version": {reports[0].schema_version}, "reports": [\n{inner}\n]}}'


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
    from coder.cli.agreement.telling import print_disagreements
    from coder.cli.consoles import wide_console
    from coder.cli.opening import to_read
    from evaluation.disagreements import disagreements as listed
    from evaluation.study_table import table_of
    from runs import Unit

    with to_read(study) as opened:
        found = listed(table_of(opened, Unit(unit), names_in(speakers), raters))
    if as_json:
        print_json({"disagreements": [each.model_dump(mode="json") for each in found]})
    else:
        print_disagreements(found, wide_console(), limit=limit)
