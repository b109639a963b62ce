"""Spans without white space at their ends, which never cut what a reader sees as one character."""

import unicodedata
from collections.abc import Iterator

_JOINERS = frozenset("\u200c\u200d\uff9e\uff9f")
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)


def trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span without white space at its ends; nothing where it is blank.

    A space that carries a combining mark stays, since the two are one character to a reader.
    """
    said = text[start:end]
    if said.strip():
        first = start + len(said) - len(said.lstrip())
        kept = first > start and are_one(text[first - 1], text[first])
        yield first - kept, start + len(said.rstrip())


def are_one(before: str, after: str) -> bool:
    """Whether a character adds to the one before it: a mark, a joiner, a skin tone or a tag (UAX 29, GB4 to GB9a)."""
    if after.isascii() or unicodedata.category(before) in {"Cc", "Zl", "Zp"}:
        return False
    number = ord(after)
    return unicodedata.category(after)[0] == "M" or after in _JOINERS or number in _SKIN_TONES or number in _TAGS
