"""Which model is meant: a hosted one, a server of one's own, a GGUF file, or the embedded one."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

from coder.errors import CredentialsError
from coder.hosts import host_of
from coder.weights import QWEN_1_5B

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


Reach = Callable[[Model], AbstractContextManager[Access]]
"""Makes a model reachable while a block lasts."""


def is_remote(name: str | None, base_url: str | None) -> bool:
    """Whether a model behind an address is meant, and not a GGUF file or the embedded one."""
    return bool(base_url or (name and not name.endswith(".gguf")))


def model_of(name: str | None, base_url: str | None, *, key: str | None) -> Model:
    """The model that was asked for.

    Args:
        name: A model's name, or a GGUF file; None for the embedded model.
        base_url: Address of an OpenAI-compatible server; None for OpenAI's own.
        key: The key to send to it.

    Raises:
        CredentialsError: A hosted model was asked for and there is no key.
        ConfigurationError: The address is not that of a web server, or has a name or a password in it.
    """
    host_of(base_url)
    if is_remote(name, base_url):
        key = key or ("none" if base_url else "")
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
def behind_its_address(model: Model) -> Generator[Access]:
    """The access to a model that somebody else runs."""
    yield Access(model.base_url, model.key)
