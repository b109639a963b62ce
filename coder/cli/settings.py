"""The settings in ``intercoder.toml``: defaults for options, never keys."""

import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

FILE = Path("intercoder.toml")
SETTINGS = ("study", "model", "base_url", "unit", "speakers", "concurrency", "pack", "logprobs")


def settings_as_defaults(commands: Iterable[click.Command]) -> dict[str, dict[str, Any]]:
    """For each command the defaults that ``intercoder.toml`` in the current folder sets for its options.

    Raises:
        ConfigurationError: The file is no TOML, or holds a setting that there is not.
    """
    if not FILE.is_file():
        return {}
    settings = _read(FILE)
    known = {command.name or "": {each.name for each in command.params} for command in commands}
    return {name: {key: value for key, value in settings.items() if key in options} for name, options in known.items()}


def _read(file: Path) -> dict[str, Any]:
    from codebook import ConfigurationError

    try:
        settings = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{file} cannot be read.", why=f"{error}.", do="Write settings as in: model = 'gpt-...'"
        ) from None
    for key in settings:
        if key not in SETTINGS:
            raise ConfigurationError(f"{file} has a setting {key!r} that there is not.", do=_advice(key))
    return settings


def _advice(key: str) -> str:
    if "key" in key or "token" in key:
        return "Keys are taken from the environment only: set OPENAI_API_KEY, and take the key out of the file."
    near = get_close_matches(key, SETTINGS, n=1)
    return f"Do you mean {near[0]!r}?" if near else f"There are {', '.join(SETTINGS)}."
