"""Lists of words, written as text."""


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """The phrases of a text, one a line or with a bar between."""
    return frozenset(phrase.strip() for line in text.splitlines() for phrase in line.split("|")) - {""}
