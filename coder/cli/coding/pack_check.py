"""What ``intercoder code --pack-check`` does: code a sample both ways, before anybody relies on packs."""

import click

from codebook import InputError
from coder.cli.agreement.telling import print_report
from coder.cli.coding.coding import embedding, run_code, told
from coder.cli.consoles import wide_console
from coder.cli.telling import print_json
from coder.plan import Plan
from coder.session import Terms
from coder.work import Work, work
from evaluation.reports.of_study import report_of
from evaluation.study_table import table_of
from runs.study import Study


def print_pack_check(study: Study, plan: Plan, terms: Terms, *, size: int, as_json: bool) -> None:
    """Code a sample in packs and one by one, as two runs that stay in the study, and print how far they agree.

    Args:
        study: The study.
        plan: The run in packs.
        terms: What each of the two runs may cost.
        size: How many segments the sample has, rounded up to whole packs.
        as_json: Whether to print JSON.

    Raises:
        InputError: The plan has no packs.
    """
    if plan.pack == 1:
        raise InputError("There are no packs to check.", do="Say how large they are with --pack.")
    plan = plan._replace(within=sampled(work(study, plan, embed=embedding), size))
    done = [run_code(study, each, terms) for each in (plan, plan._replace(pack=1))]
    report = report_of(study, table_of(study, plan.unit, plan.speakers, tuple(each.rater for each in done)))
    if as_json:
        print_json({"runs": [each._asdict() for each in done], "agreement": report.model_dump()})
        return
    for each in done:
        click.echo(told(each))
    click.echo("\nThe same model, in packs and one by one: how far it agrees with itself, not how good it is.\n")
    print_report(report, wide_console())


def sampled(whole: Work, size: int) -> frozenset[tuple[str, int, int]]:
    """The segments of whole packs, spread evenly over the study, so many at least."""
    packs = list(whole.every_pack())
    wanted = min(len(packs), -(-size // whole.plan.pack))
    chosen = [packs[i * len(packs) // wanted] for i in range(wanted)]
    return frozenset((s.document, s.start, s.end) for pack in chosen for s in pack)
