"""Times as transcripts write them: ``0:04``, ``00:01:23``, ``[00:00:02.100]``, ``#00:01:23-4#``."""

import re

TIME = r"\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,3}|-\d(?=#))?"
SPAN = rf"{TIME}(?:\s*(?:-->|[-–—])\s*{TIME})?"
BOXED = rf"(?:\[{SPAN}\]|\({SPAN}\)|<{SPAN}>|#{SPAN}#)"

_FIRST = re.compile(r"(\d+):(\d+)(?::(\d+))?(?:([.,-])(\d+))?")
_ALONE = re.compile(rf"\s*(?:(?P<sure>{BOXED}|{TIME}\s*-->\s*{TIME}|\d{{1,2}}:\d{{2}}:\d{{2}}\S{{0,4}})|{TIME})\s*")
_LAST = re.compile(rf"#{TIME}#")


def milliseconds(time: str) -> int | None:
    """The first time in a string, in milliseconds from the start of the recording."""
    found = _FIRST.search(time)
    if found is None:
        return None
    first, second, third, mark, fraction = found.groups()
    seconds = int(first) * 60 + int(second)
    if third is not None:
        seconds = seconds * 60 + int(third)
    if mark not in (".", ","):
        return seconds * 1000 + int(fraction or 0) * 100
    return seconds * 1000 + int(fraction.ljust(3, "0"))


def is_time(line: str) -> bool:
    """Whether a line is nothing but a time."""
    return len(line) <= 60 and _ALONE.fullmatch(line) is not None


def is_time_code(line: str) -> bool:
    """Whether a line is a time in a form that people do not say: boxed, a range, or with hours."""
    found = _ALONE.fullmatch(line) if len(line) <= 60 else None
    return found is not None and found["sure"] is not None


def without_trailing_code(speech: str) -> str:
    """The speech without a time code at its end, as f4 and easytranscript set one after each paragraph."""
    bare = speech.rstrip()
    opening = bare.rfind("#", -30, -1) if bare.endswith("#") else -1
    is_code = opening >= 0 and _LAST.fullmatch(bare, opening) is not None
    return bare[:opening] if is_code else speech
