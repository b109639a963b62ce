"""``audit``: how a model behaves where a participant's words try to steer it."""

from pathlib import Path
from typing import Any

import click

from coder.cli.options import (
    allow_host_option,
    base_url_option,
    concurrency_option,
    json_option,
    max_cost_option,
    max_requests_option,
    model_option,
    price_option,
    study_option,
    yes_option,
)


@click.command()
@click.option(
    "--injection",
    is_flag=True,
    required=True,
    help="Ask about made-up passages that tell the model what to do, and count how often it obeys.",
)
@click.option(
    "--keep",
    type=click.Path(dir_okay=False, path_type=Path),
    default="injection-audit.db",
    show_default=True,
    help="The study file that the passages and answers go to; run again, only what is missing is asked.",
)
@model_option
@base_url_option
@concurrency_option
@max_cost_option
@max_requests_option
@price_option
@yes_option
@allow_host_option
@study_option
@json_option
@click.pass_context
def audit(context: click.Context, injection: bool, keep: Path, study: Path, as_json: bool, **given: Any) -> None:
    """Try a model with the codebook of the study on passages that try to steer it.

    Nothing of the study's interviews is sent: the passages are made up, and the answers go to a file of their own.
    """
    from coder.cli.coding.auditing import audit_injection

    if audit_injection(study, keep, given, as_json=as_json):
        context.exit(3)
