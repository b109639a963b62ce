"""``sample`` and ``prevalence``: units that a person codes, and what they say about the model's codes."""

from pathlib import Path

import click

from coder.cli.options import json_option, names_in, speakers_option, study_option, unit_option

NEW_FILES = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("files", nargs=-1, required=True, type=NEW_FILES)
@click.option("--size", type=click.IntRange(1), default=100, show_default=True, help="How many units to draw.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Draw what this seed draws.  [default: a new one]")
@click.option(
    "--strata",
    type=click.Choice(["coded", "code"]),
    default="coded",
    show_default=True,
    help="Draw as many with a code as without one, or as many of each code.",
)
@click.option("--rater", help="By whose codes to draw.  [default: the model that has coded]")
@click.option("--context", type=click.IntRange(0, 50), default=2, show_default=True, help="Turns to show on each side.")
@click.option("--again", type=int, metavar="N", help="Draw nothing: write the sheets of sample N once more.")
@unit_option
@speakers_option
@study_option
@json_option
def sample(
    files: tuple[Path, ...],
    size: int,
    seed: int | None,
    strata: str,
    rater: str | None,
    context: int,
    again: int | None,
    unit: str,
    speakers: str | None,
    study: Path,
    as_json: bool,
) -> None:
    """Draw units at random and write blind sheets, FILES, on which people code them: .xlsx, or .csv.

    The sheets show the text and the codebook, and nothing of what the model gave. They come back through import
    --as codings. The sample is kept in the study with the probability of each unit, so that intercoder prevalence can
    correct the model's prevalences by it.
    """
    from secrets import randbelow

    from coder.cli.opening import to_write
    from coder.cli.sampling.drawing import Asked, draw, require_new_sheets, write_sheets
    from coder.cli.sampling.telling import tell_sample
    from runs import Unit
    from runs.samples import sample as stored_sample

    require_new_sheets(files)
    chance = randbelow(2**32) if seed is None else seed
    with to_write(study) as opened:
        if again is None:
            stored = draw(opened, Asked(size, chance, Unit(unit), names_in(speakers), strata, rater))
        else:
            stored = stored_sample(opened, again)
        sheets = write_sheets(opened, stored, files, context=context)
    tell_sample(stored, sheets, as_json=as_json)


@click.command()
@click.option("--sample", "number", type=int, metavar="N", help="The sample that was coded.  [default: the last]")
@click.option("--rater", required=True, help="Who coded it.")
@click.option("--of", help="Whose codes to correct.  [default: the rater by whose codes it was drawn]")
@study_option
@json_option
def prevalence(number: int | None, rater: str, of: str | None, study: Path, as_json: bool) -> None:
    """Show how frequent each code is: as the model says, and corrected by a person's codes of a sample."""
    from coder.cli.opening import to_read
    from coder.cli.sampling.prevalence import prevalence_of
    from coder.cli.sampling.telling import tell_prevalence
    from runs.samples import sample as stored_sample

    with to_read(study) as opened:
        report = prevalence_of(opened, stored_sample(opened, number), rater=rater, of=of)
    tell_prevalence(report, as_json=as_json)
