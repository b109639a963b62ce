"""What stands in the cells of a code: entries of lists, and yes or no."""

import re
from collections.abc import Iterable

from codebook.headers import header_key

_ENTRIES = re.compile(r"[\n|]+")
_BULLET = re.compile(r"^[-*\u2022\u2013]\s+")
_NO = frozenset({"no", "n", "false", "0", "nein", "non", "nie", "nao"})
_YES = frozenset({"yes", "y", "true", "1", "x", "ja", "oui", "si", "sim", "tak"})


def entries(cells: Iterable[str]) -> tuple[str, ...]:
    """The entries in some cells: each on a line of its own or after a bar, with or without a bullet."""
    parts = (_BULLET.sub("", part.strip()) for cell in cells for part in _ENTRIES.split(cell))
    return tuple(part for part in parts if part)


def yes_or_no(written: str) -> bool | None:
    """What a cell says in one of six languages; None where it is neither yes nor no."""
    key = header_key(written)
    return True if key in _YES else False if key in _NO else None
