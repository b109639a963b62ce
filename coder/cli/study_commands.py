"""``init``, ``import`` and ``export``: what goes into a study file and comes out of it."""

from pathlib import Path
from typing import Literal

import click

from coder.cli.options import consensus_option, json_option, study_option
from coder.cli.telling import print_json
from coder.cli.visible import visible

FILES = click.Path(exists=True, path_type=Path)


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
    help="What the files are, or the only thing to take of projects.  [default: recognised by their content]",
)
@click.option("--rater", help="Whose codings they are, where the file does not name the rater.")
@click.option("--consensus", is_flag=True, help="The codings were settled by several people together.")
@click.option(
    "--profile",
    metavar="NAME",
    help="The layout of the tables of codings: a YAML file of yours, or the name of one of ours.",
)
@click.option(
    "--map",
    "mapping",
    metavar="FIELD=HEADER",
    multiple=True,
    help="Which header of a table of codings is what, as in code=Kod, or of a survey, as in question=Q7; repeatable.",
)
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
    profile: str | None,
    mapping: tuple[str, ...],
    preview: bool,
    study: Path,
    as_json: bool,
) -> None:
    """Bring transcripts, a codebook, people's codings, and projects of other programs into the study.

    FILES are recognised by their content. Of a folder all files are taken, but not those of its folders.
    """
    from coder.cli.importing.files import import_files
    from coder.cli.importing.gathering import gather
    from coder.cli.importing.layouts import layout_asked_for, survey_asked_for
    from coder.cli.opening import to_write
    from runs.study import study_copy

    layout = (None if profile else survey_asked_for(mapping)) or layout_asked_for(profile, mapping)
    gathered = gather(files, study)
    if not study.exists() and not preview:
        click.echo(f"Making the study file {study}.", err=True)
    opened = study_copy(study) if preview else to_write(study, create=True)
    with opened as target:
        reports = import_files(
            target, gathered.files, kind=kind, rater=rater, consensus=consensus, preview=preview, layout=layout
        )
    for note in gathered.notes:
        click.echo(f"note: {visible(note)}", err=True)
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


class _Form(click.ParamType[str]):
    """One of the forms that the registry has; it is asked only when it is needed, so that other commands are quick."""

    name = "form"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The forms as a choice."""
        from runs.exchange.registry import forms

        return f"{{{'|'.join(forms())}}}"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The form, where there is one of this name."""
        from runs.exchange.registry import forms

        if value not in forms():
            self.fail(f"{value!r} is not one of {', '.join(forms())}.", param, ctx)
        return value


@click.command()
@click.argument("form", type=_Form())
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@consensus_option("Write the consensus of a review instead, of that begun last where no number is given.")
@click.option(
    "--line-endings", type=click.Choice(["lf", "crlf"]), default="lf", show_default=True, help="Of texts in a qdpx."
)
@click.option(
    "--offsets",
    type=click.Choice(["codepoints", "utf16"]),
    default="codepoints",
    show_default=True,
    help="What positions in a qdpx count; the standard says code points.",
)
@click.option("--overwrite", is_flag=True, help="Replace the file where it is there already.")
@study_option
@json_option
def export(
    form: str,
    file: Path,
    consensus: int | None,
    line_endings: Literal["lf", "crlf"],
    offsets: Literal["codepoints", "utf16"],
    overwrite: bool,
    study: Path,
    as_json: bool,
) -> None:
    """Write all codings into a file, or for other programs a whole project or the codebook.

    csv, jsonl, xlsx and parquet have one row an assignment and one for each "looked, none applies"; onehot one row a
    unit and rater with a column of 0 and 1 for each code; html is a page to read and print, jsonld W3C Web
    Annotations; docx is a Word document with the codings as comments by rater; qdpx is a project and qdc a codebook
    after REFI-QDA. docs/formats.md tells what each leaves out.
    """
    from coder.cli.exporting import export_form, require_writable, told
    from coder.cli.opening import to_read
    from runs.exchange.format import WriteOptions

    with to_read(study) as opened:
        require_writable(file, study, overwrite=overwrite)
        written = export_form(opened, form, file, consensus, WriteOptions(line_endings, offsets))
    for line in written.told:
        click.echo(line, err=True)
    if as_json:
        print_json(told(written, form, file))
    else:
        click.echo(f"{written.rows} {written.what} in {file}")
