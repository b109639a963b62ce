"""``triage``: which of the models' codings deserve a person's look first."""

from pathlib import Path

import click

from coder.cli.options import json_option, names_in, speakers_option, study_option, unit_option


@click.command()
@unit_option
@speakers_option
@click.option("--model", "models", multiple=True, help="A rater that is a model; repeat it.  [default: all of them]")
@click.option(
    "--by",
    type=click.Choice(["disagreement", "probability"]),
    help="Go by where models disagree, or by how probable one model found the codes that it gave (asked for with"
    " intercoder code --logprobs).  [default: disagreement, of one model alone probability]",
)
@click.option("--against", help="A person: show how much sooner the first model's errors are found than by chance.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Show at most so many.")
@study_option
@json_option
def triage(
    unit: str,
    speakers: str | None,
    models: tuple[str, ...],
    by: str | None,
    against: str | None,
    limit: int,
    study: Path,
    as_json: bool,
) -> None:
    """List the units and codes that are in doubt, the most doubtful first.

    In doubt is where models, or replicates of one, disagree, or where one model found its own code improbable.

    These cases are chosen, not drawn: what a person finds there says nothing of the rest. Use intercoder sample for
    prevalence and agreement.
    """
    from coder.cli.agreement.triaging import Choice, tell_triage
    from coder.cli.opening import to_read

    choice = Choice(unit, names_in(speakers), models, by, against)
    with to_read(study) as opened:
        tell_triage(opened, choice, limit=limit, as_json=as_json)
