"""What ``intercoder demo`` does: the main job on the study that was composed for this product."""

from contextlib import closing
from importlib.resources import as_file, files
from pathlib import Path

import click

from coder.cli.agreeing import print_report, report_of, table_of, wide_console
from coder.cli.coding import run_code, told
from coder.cli.importing import import_codebook, import_codings, import_transcripts
from coder.cli.models import model_of
from evaluation.html_report import html_report
from runs import Unit
from runs.study import Study

HONESTY = (
    "The interviews, codebook and people's codings of the demo were composed for it.\n"
    "The embedded model shows the way and keeps data on this machine; it gives nearly every turn a code.\n"
    "Research needs a stronger model: name one with --model."
)


def run_demo(folder: Path) -> None:
    """Import, code with the embedded model, compare, and say where the results lie.

    Raises:
        WeightsError: The embedded model cannot be had.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with closing(Study(folder / "study.db", create=True)) as study:
        _import(study)
        done = run_code(study, model_of(None, None), unit=Unit.TURN, speakers=None, concurrency=1)
        click.echo(f"\n{told(done)} It took {done.seconds:.0f} s.\n")
        report = report_of(study, table_of(study, Unit.TURN, None, ()))
    print_report(report, wide_console(), per_code=False)
    page = folder / "agreement.html"
    page.write_text(html_report(report), encoding="utf-8")
    click.echo(f"\n{HONESTY}\n\nReport: {page}\nStudy file: {folder / 'study.db'}")


def _import(study: Study) -> None:
    with as_file(files("coder") / "demo") as source:
        import_transcripts(study, tuple(sorted(source.glob("interview_*"))))
        import_codebook(study, source / "codebook.yaml")
        for name, consensus in (
            ("codings_rater_a.csv", False),
            ("codings_rater_b.csv", False),
            ("consensus.csv", True),
        ):
            import_codings(study, (source / name,), rater=None, consensus=consensus)
