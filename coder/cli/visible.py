"""Text of a model, a file or an endpoint, fit for a terminal: what would steer it is shown instead."""

import unicodedata

_STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"
"""Part of words and of emoji; they steer nothing."""


def visible(text: str, *, lines: bool = False) -> str:
    r"""The text with control, escape and direction characters written out, such as ``\x1b`` and ``\u202e``.

    Args:
        text: What is to be shown.
        lines: Whether line breaks and tabs are kept.
    """
    kept = _JOINERS + ("\n\t" if lines else "")
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c in kept or unicodedata.category(c) not in _STEERING else _written_out(c) for c in text)


def _written_out(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
