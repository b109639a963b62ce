"""The name under which a person decides."""

import unicodedata

from codebook import InputError

LONGEST = 80


def reviewer_name(given: str) -> str:
    """The name, without spaces around it.

    Raises:
        InputError: It is empty, too long, or holds characters that nobody sees.
    """
    name = given.strip()
    if not name:
        raise InputError("Your name is empty.", why="Each decision says who made it.", do="Give a name.")
    if len(name) > LONGEST:
        raise InputError(f"Your name has more than {LONGEST} characters.", do="Give a shorter one.")
    if any(unicodedata.category(character)[0] == "C" for character in name):
        raise InputError("Your name holds characters that nobody sees.", do="Type it anew.")
    return name
