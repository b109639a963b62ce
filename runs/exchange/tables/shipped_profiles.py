"""The profiles that stand beside the formats, each a YAML file of its own."""

from functools import cache
from pathlib import Path

from runs.exchange import formats
from runs.exchange.tables.profile import Profile
from runs.exchange.tables.profile_reading import read_profile


@cache
def shipped_profiles() -> dict[str, Profile]:
    """Every profile by the name of its file, without the ending, in the order of these names."""
    files = sorted(file for folder in formats.__path__ for file in Path(folder).glob("*.yaml"))
    return {file.stem: read_profile(file.name, file.read_bytes()) for file in sorted(files, key=lambda each: each.stem)}
