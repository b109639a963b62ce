"""When two names are the same name."""

import unicodedata


def name_key(name: str) -> str:
    """What names are compared by: equal for names that differ in case, spacing or accent encoding only."""
    return unicodedata.normalize("NFC", " ".join(name.split()).casefold())
