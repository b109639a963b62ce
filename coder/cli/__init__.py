"""The command line: the only place that may see every room."""

import os
import sys
from contextlib import closing
from pathlib import Path

import click

from codebook import IntercoderError


class Group(click.Group):
    """Turns our errors into a message and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error of ours is told in a sentence, without a traceback."""
        try:
            return super().invoke(ctx)
        except IntercoderError as error:
            click.echo(f"intercoder: {error}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo(
                "intercoder: Interrupted. What was stored is kept; the same command goes on from there.", err=True
            )
            ctx.exit(130)


@click.group(cls=Group)
@click.version_option(package_name="intercoder")
def main() -> None:
    """Code interview transcripts with a language model and measure how far its codes agree with people's."""


def study_path() -> Path:
    """The study file that is meant where none is named."""
    return Path(os.environ.get("INTERCODER_STUDY", "study.db"))


study_option = click.option(
    "--study",
    type=click.Path(dir_okay=False, path_type=Path),
    default=study_path,
    help="The study file.  [default: study.db here, or INTERCODER_STUDY]",
)


unit_option = click.option(
    "--unit",
    type=click.Choice(["turn", "sentence", "paragraph", "window"]),
    default="turn",
    show_default=True,
    help="The unit of analysis.",
)
speakers_option = click.option(
    "--speakers", help="Whose talk counts, separated by commas.  [default: those who are interviewed]"
)
rater_option = click.option("--rater", "raters", multiple=True, help="Compare only these raters; repeat the option.")


def _names(speakers: str | None) -> frozenset[str] | None:
    return frozenset(name.strip() for name in speakers.split(",")) if speakers else None


@main.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--as",
    "kind",
    type=click.Choice(["transcripts", "codebook", "codings"]),
    default="transcripts",
    show_default=True,
    help="What the files are.",
)
@click.option("--rater", help="Whose codings they are, where the file does not name the rater.")
@click.option("--consensus", is_flag=True, help="The codings were settled by several people together.")
@study_option
def import_command(files: tuple[Path, ...], kind: str, rater: str | None, consensus: bool, study: Path) -> None:
    """Bring transcripts, a codebook or people's codings into the study."""
    from coder.cli.importing import import_codebook, import_codings, import_transcripts
    from runs.study import Study

    if not study.exists():
        click.echo(f"Making the study file {study}.", err=True)
    with closing(Study(study, create=True)) as opened:
        if kind == "transcripts":
            sys.exit(3 if import_transcripts(opened, files) else 0)
        if kind == "codebook":
            import_codebook(opened, files[0])
        else:
            import_codings(opened, files, rater=rater, consensus=consensus)


@main.command()
@click.argument("form", type=click.Choice(["csv", "jsonl", "xlsx"]))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@study_option
def export(form: str, file: Path, study: Path) -> None:
    """Write all codings into a file, one row an assignment and one for each "looked, none applies"."""
    from coder.cli.exporting import export_codings
    from runs.study import Study

    with closing(Study(study)) as opened:
        click.echo(f"{export_codings(opened, form, file)} rows in {file}")


@main.command()
@click.option("--model", help="A hosted model's name, or a GGUF file.  [default: the embedded model]")
@click.option("--base-url", help="Address of an OpenAI-compatible server, such as http://localhost:11434/v1.")
@unit_option
@speakers_option
@click.option("--concurrency", type=click.IntRange(1, 256), default=1, show_default=True)
@study_option
def code(
    model: str | None, base_url: str | None, unit: str, speakers: str | None, concurrency: int, study: Path
) -> None:
    """Code every transcript of the study with a model; run it again to finish what is missing."""
    from coder.cli.coding import run_code, told
    from coder.cli.models import model_of
    from runs import Unit
    from runs.study import Study

    with closing(Study(study)) as opened:
        done = run_code(
            opened, model_of(model, base_url), unit=Unit(unit), speakers=_names(speakers), concurrency=concurrency
        )
    click.echo(told(done))
    if any(done.states.get(state) for state in ("failed", "refused", "truncated")):
        sys.exit(3)


@main.command()
@unit_option
@speakers_option
@rater_option
@click.option("--json", "as_json", is_flag=True, help="Print the same figures as JSON.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a page with a plot as well.")
@study_option
def agree(
    unit: str, speakers: str | None, raters: tuple[str, ...], as_json: bool, html: Path | None, study: Path
) -> None:
    """Show how far raters agree: per code and overall, for each pair and for people and models."""
    from coder.cli.agreeing import print_report, report_of, table_of, wide_console
    from evaluation.html_report import html_report
    from runs import Unit
    from runs.study import Study

    with closing(Study(study)) as opened:
        report = report_of(opened, table_of(opened, Unit(unit), _names(speakers), raters))
    if html:
        html.write_text(html_report(report), encoding="utf-8")
    if as_json:
        click.echo(report.model_dump_json(indent=2))
    else:
        print_report(report, wide_console())


@main.command()
@unit_option
@speakers_option
@rater_option
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Show at most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print all of them as JSON.")
@study_option
def disagreements(
    unit: str, speakers: str | None, raters: tuple[str, ...], limit: int, as_json: bool, study: Path
) -> None:
    """List where raters disagree, worst code first, with what each quoted."""
    import json

    from coder.cli.agreeing import print_disagreements, table_of, wide_console
    from evaluation.disagreements import disagreements as listed
    from runs import Unit
    from runs.study import Study

    with closing(Study(study)) as opened:
        found = listed(table_of(opened, Unit(unit), _names(speakers), raters))
    if as_json:
        rows = [each.model_dump(mode="json") for each in found]
        click.echo(json.dumps({"schema_version": 1, "disagreements": rows}, ensure_ascii=False, indent=2))
    else:
        print_disagreements(found, wide_console(), limit=limit)


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("intercoder-demo"))
def demo(folder: Path) -> None:
    """Run the whole way on the study that ships with the product, in FOLDER, with the embedded model."""
    from coder.cli.demonstration import run_demo

    run_demo(folder)
