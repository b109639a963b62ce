"""Characters that a reader does not see, counted so that nobody is misled by them."""

import re

_HIDDEN = (
    ("zero-width", re.compile("[\u200b\u2060-\u2064\ufeff]")),
    ("text-direction override", re.compile("[\u202a-\u202e\u2066-\u2069]")),
    ("tag", re.compile("[\U000e0001\U000e0020-\U000e007f]")),
    ("variation", re.compile("(?<=[\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]")),
    ("NUL", re.compile("\x00")),
    ("control", re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")),
)
"""What is counted; a variation selector only after another, since one alone gives a character its shape."""
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
"""The flags of England, Scotland and Wales are spelt with tag characters."""
HIDDEN_CHARACTER = re.compile(
    "|".join([_FLAG.pattern, *(pattern.pattern for _, pattern in _HIDDEN), "[\ud800-\udfff]"])
)
"""Finds the hidden characters one by one, lone surrogates among them, and flags, which ``is_hidden`` tells apart."""
_MAY_SPEAK = frozenset({"zero-width", "tag", "variation"})
"""Kinds in which whole sentences can be written that only a model reads."""


def hidden_characters(text: str) -> tuple[str, ...]:
    """One warning for each kind of invisible character in the text, with its number and the line of the first."""
    text = _FLAG.sub("", text)
    return tuple(_warning(kind, text, pattern) for kind, pattern in _HIDDEN if pattern.search(text))


def is_hidden(found: str) -> bool:
    """Whether what ``HIDDEN_CHARACTER`` found is a hidden character, and no flag."""
    return len(found) == 1


def _warning(kind: str, text: str, pattern: re.Pattern[str]) -> str:
    places = [found.start() for found in pattern.finditer(text)]
    line = text.count("\n", 0, places[0]) + 1
    where = f"the first in line {line}" if len(places) > 1 else f"in line {line}"
    said = f"The text holds {len(places)} invisible {kind} character{'s' if len(places) > 1 else ''}, {where}"
    hint = " They may hide instructions to a model." if kind in _MAY_SPEAK else ""
    return f"{said}; kept as data.{hint}"
