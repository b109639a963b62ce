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
concurrency_option = click.option(
    "--concurrency",
    type=click.IntRange(1, 256),
    envvar="INTERCODER_CONCURRENCY",
    help="How many requests are under way at once.  [default: 1 for a model in this process, else 16]",
)
max_cost_option = click.option(
    "--max-cost", type=click.FloatRange(min=0), help="US dollars that the run may cost, never more."
)
max_requests_option = click.option(
    "--max-requests", type=click.IntRange(min=0), help="Requests that the run may send, never more."
)
price_option = click.option(
    "--price",
    metavar="IN/OUT",
    envvar="INTERCODER_PRICE",
    help="US dollars for a million tokens read and written, or IN/CACHED/OUT, where the price list has no price.",
)
yes_option = click.option("--yes", is_flag=True, help="Do not ask before the run begins.")
allow_host_option = click.option(
    "--allow-host", metavar="HOST", help="Allow this host to receive text of this study, from now on."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


def consensus_option(what: str) -> Callable[[FC], FC]:
    """An option that names a review, or by 0 the one that was begun last."""
    return click.option(
        "--consensus", type=click.IntRange(0), is_flag=False, flag_value=0, metavar="[REVIEW]", help=what
    )


def names_in(speakers: str | None) -> frozenset[str] | None:
    """The speakers that an option names; None where it is not given."""
    return frozenset(name.strip() for name in speakers.split(",")) if speakers else None
