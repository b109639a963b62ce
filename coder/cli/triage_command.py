"""``triage``: which of the models' codings deserve a person's look first."""

from pathlib import Path

import click

from coder.cli.options import json_option, names_in, speakers_option, study_option, unit_option


@click.command()
@unit_option
@speakers_option
@click.option("--model", "models", multiple=True, help="A rater that is a model; repeat it.  [default: all of them]")
@click.option("--against", help="A person: show how much sooner the first model's errors are found than by chance.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Show at most so many.")
@study_option
@json_option
def triage(
    unit: str,
    speakers: str | None,
    models: tuple[str, ...],
    against: str | None,
    limit: int,
    study: Path,
    as_json: bool,
) -> None:
    """List the units and codes on which models, or replicates of one, disagree: the most doubtful first.

    These cases are chosen, not drawn: what a person finds there says nothing of the rest. Use intercoder sample for
    prevalence and agreement.
    """
    from coder.cli.opening import to_read
    from coder.cli.triaging import tell_triage

    with to_read(study) as opened:
        tell_triage(opened, unit, names_in(speakers), models, against, limit=limit, as_json=as_json)
