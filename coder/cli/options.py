"""The options that several commands share, and the settings that stand behind them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

FC = TypeVar("FC", bound=Callable[..., Any] | click.Command)

study_option = click.option(
    "--study",
    type=click.Path(dir_okay=False, path_type=Path),
    default="study.db",
    envvar="INTERCODER_STUDY",
    help="The study file.  [default: study.db here, or INTERCODER_STUDY]",
)
unit_option = click.option(
    "--unit",
    type=click.Choice(["turn", "sentence", "paragraph", "window"]),
    default="turn",
    envvar="INTERCODER_UNIT",
    show_default=True,
    help="The unit of analysis.",
)
speakers_option = click.option(
    "--speakers",
    envvar="INTERCODER_SPEAKERS",
    help="Whose talk counts, separated by commas.  [default: those who are interviewed]",
)
model_option = click.option(
    "--model",
    envvar="INTERCODER_MODEL",
    help="A hosted model's name, or a GGUF file.  [default: the embedded model]",
)
base_url_option = click.option(
    "--base-url",
    envvar="INTERCODER_BASE_URL",
    help="Address of an OpenAI-compatible server, such as http://localhost:11434/v1.",
)
rater_option = click.option("--rater", "raters", multiple=True, help="Compare only these raters; repeat the option.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


def consensus_option(what: str) -> Callable[[FC], FC]:
    """An option that names a review, or by 0 the one that was begun last."""
    return click.option(
        "--consensus", type=click.IntRange(0), is_flag=False, flag_value=0, metavar="[REVIEW]", help=what
    )


def names_in(speakers: str | None) -> frozenset[str] | None:
    """The speakers that an option names; None where it is not given."""
    return frozenset(name.strip() for name in speakers.split(",")) if speakers else None
