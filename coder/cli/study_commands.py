"""``init``, ``import`` and ``export``: what goes into a study file and comes out of it."""

from pathlib import Path

import click

from coder.cli.options import consensus_option, json_option, study_option
from coder.cli.telling import print_json

FILES = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@study_option
@json_option
def init(study: Path, as_json: bool) -> None:
    """Begin a study here: an empty study file, a codebook to fill in, and a file for settings."""
    from coder.cli.beginning import begin_study

    made, kept = begin_study(study)
    if as_json:
        print_json({"made": [str(path) for path in made], "kept": [str(path) for path in kept]})
        return
    for path in made:
        click.echo(f"made {path}")
    for path in kept:
        click.echo(f"{path} was there and is left as it is")
    click.echo("Next: intercoder import your transcripts, the codebook and people's codings.")


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=FILES)
@click.option(
    "--as",
    "kind",
    type=click.Choice(["transcripts", "codebook", "codings"]),
    help="What the files are.  [default: recognised by their content]",
)
@click.option("--rater", help="Whose codings they are, where the file does not name the rater.")
@click.option("--consensus", is_flag=True, help="The codings were settled by several people together.")
@click.option("--preview", is_flag=True, help="Show what was recognised and store nothing.")
@study_option
@json_option
@click.pass_context
def import_command(
    context: click.Context,
    files: tuple[Path, ...],
    kind: str | None,
    rater: str | None,
    consensus: bool,
    preview: bool,
    study: Path,
    as_json: bool,
) -> None:
    """Bring transcripts, a codebook and people's codings into the study."""
    from coder.cli.importing import import_files
    from coder.cli.opening import to_write
    from runs.study import study_copy

    if not study.exists() and not preview:
        click.echo(f"Making the study file {study}.", err=True)
    opened = study_copy(study) if preview else to_write(study, create=True)
    with opened as target:
        reports = import_files(target, files, kind=kind, rater=rater, consensus=consensus)
    if as_json:
        print_json({"stored": not preview, "files": [report.model_dump(mode="json") for report in reports]})
    else:
        for report in reports:
            for line in report.lines():
                click.echo(line, err=report.refused)
        if preview:
            click.echo("A preview: nothing was stored.")
    if any(report.refused for report in reports):
        context.exit(2 if len(reports) == 1 else 3)


@click.command()
@click.argument("form", type=click.Choice(["csv", "jsonl", "xlsx"]))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@consensus_option("Write the consensus of a review instead, of that begun last where no number is given.")
@study_option
@json_option
def export(form: str, file: Path, consensus: int | None, study: Path, as_json: bool) -> None:
    """Write all codings into a file, one row an assignment and one for each "looked, none applies"."""
    from coder.cli.opening import to_read
    from runs.exchange.study_export import export_codings

    with to_read(study) as opened:
        if consensus is None:
            from runs.exchange.study_export import export_codings

            rows, told = export_codings(opened, form, file), None
        else:
            from evaluation.review.exporting_consensus import export_consensus

            rows, told = export_consensus(opened, form, file, consensus)
    if told:
        click.echo(
            f"{told.rater}: {told.unanimous} {told.unit}s unanimous, {told.adjudicated} adjudicated;"
            f" {told.unresolved} are unresolved and left out.",
            err=True,
        )
    if as_json:
        of = {"consensus": told.model_dump(mode="json")} if told else {}
        print_json({"file": str(file), "form": form, "rows": rows, **of})
    else:
        click.echo(f"{rows} rows in {file}")
