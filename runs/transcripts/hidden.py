"""Characters that a reader does not see, counted so that nobody is misled by them."""

import re

_HIDDEN = (
    ("zero-width", re.compile("[\u200b\u2060\ufeff]")),
    ("text-direction override", re.compile("[\u202a-\u202e\u2066-\u2069]")),
    ("tag", re.compile("[\U000e0001\U000e0020-\U000e007f]")),
    ("NUL", re.compile("\x00")),
)
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
"""The flags of England, Scotland and Wales are spelt with tag characters."""


def hidden_characters(text: str) -> tuple[str, ...]:
    """One warning for each kind of invisible character in the text, with its number."""
    text = _FLAG.sub("", text)
    found = ((kind, len(pattern.findall(text))) for kind, pattern in _HIDDEN)
    return tuple(
        f"The text holds {number} invisible {kind} character{'s' if number > 1 else ''}; kept as data."
        for kind, number in found
        if number
    )
