"""``verify`` and ``backup``: whether a study is whole, and a copy of it that is."""

from pathlib import Path

import click

from coder.cli.options import json_option, study_option


@click.command()
@study_option
@json_option
@click.pass_context
def verify(context: click.Context, study: Path, as_json: bool) -> None:
    """Check that the study holds what was stored in it; names what is damaged, and changes nothing.

    Compares each transcript, turn, quotation, coding, codebook and reply with what was stored with it, and checks
    the file's structure. May run while a run goes on. Ends with 6 where something is damaged.
    """
    from coder.cli.keeping import tell_verdict
    from runs.keeping.verifying import verify as check

    verdict = check(study)
    tell_verdict(verdict, study, as_json=as_json)
    if not verdict.whole:
        context.exit(6)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--salvage", is_flag=True, help="Of a damaged study, save each row that can be read and is right.")
@study_option
@json_option
@click.pass_context
def backup(context: click.Context, file: Path, salvage: bool, study: Path, as_json: bool) -> None:
    """Make a copy of the study, FILE, that is checked as by verify; replaces no file, also while a run goes on.

    Never copy a study with cp while a command may be writing to it: such a copy may be damaged and looks whole.
    A damaged study is not copied; --salvage saves what is right of it, says what was left out, and ends with 3.
    """
    from coder.cli.keeping import tell_copied, tell_salvaged
    from runs.keeping.backup import verified_copy
    from runs.keeping.salvage import salvage as save

    if salvage:
        saved = save(study, file)
        tell_salvaged(saved, file, as_json=as_json)
        if not saved.whole:
            context.exit(3)
    else:
        tell_copied(verified_copy(study, file), file, as_json=as_json)
