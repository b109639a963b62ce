"""JSON of other programs, read within limits."""

import json
from typing import TypeAlias, cast

from runs.exchange.imported import UnreadableFile

MOST = 200_000_000
"""The largest file that is read, in bytes."""
Fields: TypeAlias = dict[str, object]


def json_in(file: str, form: str, data: bytes) -> object:
    """What a JSON file holds.

    Raises:
        UnreadableFile: It is damaged, nested too deep, no UTF-8 or too large.
    """
    if len(data) > MOST:
        raise UnreadableFile(file, form, f"It has over {MOST // 1_000_000} MB.", do="Export it in parts.")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except RecursionError:
        raise UnreadableFile(file, form, "Its JSON is nested too deep.") from None
    except ValueError:
        raise UnreadableFile(file, form, "Its JSON is damaged.", do="Export it anew.") from None


def fields(value: object) -> Fields:
    """The fields of an object; none where it is something else."""
    return cast("Fields", value) if isinstance(value, dict) else {}


def items(value: object) -> list[object]:
    """The items of a list; none where it is something else."""
    return cast("list[object]", value) if isinstance(value, list) else []


def words(value: object) -> str:
    """A string, or a number as one; empty where it is something else."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if isinstance(value, str) else str(value) if is_number else ""


def whole_number(value: object) -> int | None:
    """A whole number that is not negative; None where it is something else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**62 else None
