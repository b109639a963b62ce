"""What ``intercoder demo`` does: the main job on the study that was composed for this product."""

from collections.abc import Callable
from contextlib import closing
from importlib.resources import as_file, files
from pathlib import Path

import click

from coder.cli.agreement.telling import print_report
from coder.cli.coding.coding import run_code, told
from coder.cli.coding.models import model_with_key
from coder.cli.consoles import wide_console
from coder.cli.importing.files import import_files
from coder.cli.telling import print_json
from coder.plan import Plan
from evaluation.reports.html import html_report
from evaluation.reports.of_study import report_of
from evaluation.study_table import table_of
from runs import Unit
from runs.study import Study

HONESTY = (
    "The interviews, codebook and people's codings of the demo were composed for it.\n"
    "The embedded model shows the way and keeps data on this machine; it nearly always takes the code that an\n"
    "embedding ranks first. Research needs a stronger model: name one with --model."
)


def run_demo(folder: Path, *, as_json: bool = False) -> None:
    """Import, code with the embedded model, compare, and say where the results lie.

    Raises:
        WeightsError: The embedded model cannot be had.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file, page = folder / "study.db", folder / "agreement.html"
    with closing(Study(file, create=True)) as study:
        import_demo(study, tell=lambda line: click.echo(line, err=as_json))
        done = run_code(study, Plan(model_with_key(None, None)))
        report = report_of(study, table_of(study, Unit.TURN, None, ()))
    page.write_text(html_report(report), encoding="utf-8")
    if as_json:
        print_json({"study": str(file), "html": str(page), **done._asdict(), "agreement": report.model_dump()})
        return
    click.echo(f"\n{told(done)} It took {done.seconds:.0f} s.\n")
    print_report(report, wide_console(), per_code=False)
    click.echo(f"\n{HONESTY}\n\nReport: {page}\nStudy file: {file}")
    click.echo(f"Settle where they differ, in the browser: intercoder review --study {file}")


def import_demo(study: Study, *, tell: Callable[[str], None] = lambda line: None) -> None:
    """Bring the demo's interviews, codebook and codings into a study."""
    with as_file(files("coder") / "demo") as source:
        people = (source / "codings_rater_a.csv", source / "codings_rater_b.csv")
        reports = (
            *import_files(study, (*sorted(source.glob("interview_*")), source / "codebook.yaml", *people)),
            *import_files(study, (source / "consensus.csv",), consensus=True),
        )
    for report in reports:
        for line in report.lines():
            tell(line)
