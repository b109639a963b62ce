"""The embedded model: llama.cpp in this process, behind an OpenAI-compatible port on loopback."""

import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from codebook import Record
from coder.weights import WeightsError

GGUF_MAGIC = b"GGUF"


class LocalServer(Record, frozen=True):
    """A model that answers on this machine."""

    base_url: str
    """Address up to and including ``/v1``."""
    key: str
    """Made anew for each start, so that no other program uses the port."""


@contextmanager
def served(weights: Path, *, context_tokens: int = 16384, threads: int | None = None) -> Generator[LocalServer]:
    """The model in a GGUF file, answering on a loopback port until the block ends.

    Raises:
        WeightsError: The file is no GGUF model, does not load, or the ``local`` extra is not installed.
    """
    _require_gguf(weights)
    key = secrets.token_hex(16)
    server: Any = _start(weights, key, context_tokens, threads or os.cpu_count() or 1)
    try:
        yield LocalServer(base_url=f"{server.listening_address}/v1", key=key)
    finally:
        del server


def _require_gguf(weights: Path) -> None:
    try:
        with weights.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise WeightsError(f"The model file {str(weights)!r} cannot be read.", why=f"{error.strerror}.") from None
    if magic != GGUF_MAGIC:
        raise WeightsError(
            f"{str(weights)!r} is not a GGUF model.",
            why="It does not begin with the letters GGUF.",
            do="Name a .gguf file, or leave --model out for the embedded model.",
        )


def _start(weights: Path, key: str, context_tokens: int, threads: int) -> Any:
    try:
        import xllamacpp
    except ImportError:
        raise WeightsError(
            "The embedded model cannot run here.", why="xllamacpp is not installed.", do="Install intercoder[local]."
        ) from None
    llama: Any = xllamacpp
    parameters = llama.CommonParams()
    parameters.model.path = str(weights.absolute())
    parameters.n_ctx = context_tokens
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = threads
    parameters.cpuparams_batch.n_threads = threads
    parameters.api_keys = [key]
    parameters.ui = False
    parameters.endpoint_slots = False
    parameters.verbosity = 0
    try:
        return llama.Server(parameters)
    except RuntimeError:
        raise WeightsError(
            f"The model file {str(weights)!r} does not load.",
            why="It is damaged, or of a kind that this llama.cpp does not know.",
            do="Fetch it again, or name another model.",
        ) from None
