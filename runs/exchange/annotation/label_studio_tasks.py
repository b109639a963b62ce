"""Tasks of Label Studio in one shape, whichever of its exports they come from."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import takewhile
from typing import NamedTuple

from codebook.tables import LONGEST_CELL, TableError, decode, is_workbook
from runs.exchange.annotation.json_files import Fields, fields, items, words

_MADE = frozenset({"annotator", "annotation_id", "lead_time"})
"""What each row of the smaller exports has."""
_META = frozenset({*_MADE, "id", "created_at", "updated_at", "agreement", "was_cancelled"})


_HEAD = 10_000
_SNIFFED = 2**20


class Tasks(NamedTuple):
    """Tasks with ``data``, ``annotations`` and ``predictions``, as the largest export has them."""

    tasks: Sequence[Fields]
    unread: int | None = None
    """In how many annotations a plain word may be a choice, in a smaller export; None in the largest."""


def tasks_in(found: object) -> Tasks | None:
    """The tasks of a JSON file, of the largest export or of JSON-MIN; None where it holds anything else."""
    held = [fields(each) for each in items(found)] or ([fields(found)] if fields(found) else [])
    if held and all(map(_is_task, held[:10])):
        return Tasks(held)
    return _grouped(held, in_order=True) if held and all(row.keys() >= _MADE for row in held[:10]) else None


def tasks_of_table(name: str, data: bytes) -> Tasks:
    """The tasks of a table, in which lists stand as JSON; texts stay as they are, with white space around them.

    Raises:
        TableError: It cannot be read as text, or is broken.
    """
    rows = _rows(decode(name, data).text)
    header = next(rows, None) or ()
    try:
        found = [dict(zip(header, map(_unpacked, row), strict=False)) for row in rows]
    except csv.Error:
        raise TableError(name, "Its quotation marks do not fit together.", do="Export it anew.") from None
    return _grouped(found, in_order=False)


def is_table_of_tasks(data: bytes) -> bool:
    """Whether a table is an export with labels; one with choices alone is a table of codings as any other."""
    if is_workbook(data) or not all(each.encode() in data[:_HEAD] for each in _MADE):
        return False
    rows = _rows(data[:_SNIFFED].decode("utf-8-sig", "replace"))
    with suppress(csv.Error):
        header = next(rows, None) or ()
        return set(header) >= _MADE and any(_labels_in(_unpacked(cell)) for row in rows for cell in row)
    return False


def _rows(text: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    head = text.partition("\n")[0]
    return csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in head else ",")


def _is_task(task: Fields) -> bool:
    return isinstance(task.get("data"), dict) and isinstance(task.get("annotations"), list)


def _unpacked(cell: str) -> object:
    """What a cell holds; a list where it is one."""
    try:
        return json.loads(cell) if cell.startswith("[") else cell
    except (ValueError, RecursionError):
        return cell


def _labels_in(value: object) -> bool:
    """Whether a value is a list of results, and none of the data of a task."""
    held = [fields(each) for each in items(value)]
    kinds = ("labels", "paragraphlabels", "hypertextlabels", "htmllabels", "choices")
    return any(isinstance(each.get(kind), list) for each in held for kind in kinds)


def _grouped(rows: Sequence[Fields], *, in_order: bool) -> Tasks:
    """A task for each text; a row is one annotation, or a task that nobody annotated.

    Args:
        rows: The rows.
        in_order: Whether the results stand after the number of the task.
    """
    controls = {name for row in rows for name, value in row.items() if name not in _META and _labels_in(value)}
    choosing = {name for name in controls if any(map(_chooses, (row.get(name) for row in rows)))}
    tasks: dict[str, Fields] = {}
    unread = 0
    for row in rows:
        data, after = _parted(row, controls, in_order=in_order)
        number = words(row.get("id"))
        key = number or max(map(_string, data.values()), key=len, default="")
        task = tasks.setdefault(key, {"id": number, "data": data, "annotations": []})
        if words(row.get("annotation_id")):
            results = list(_results(row, controls, choosing))
            may_choose = any(words(value) for value in after.values())
            unread += may_choose
            if results or not may_choose:
                items(task["annotations"]).append({"completed_by": row.get("annotator"), "result": results})
    return Tasks(list(tasks.values()), unread)


def _parted(row: Fields, controls: set[str], *, in_order: bool) -> tuple[Fields, Fields]:
    """The data of a task, and what of it may as well be a result; the number of the task stands between them."""
    held = {name: value for name, value in row.items() if name not in _META and name not in controls}
    if not in_order:
        return held, {name: value for name, value in held.items() if name != "text"}
    first = set(takewhile(lambda name: name != "id", row))
    before = {name: value for name, value in held.items() if name in first}
    after = {name: value for name, value in held.items() if name not in first}
    has_text = any(isinstance(value, list) or " " in _string(value) for value in before.values())
    return before if has_text and "text" not in after else held, after


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _chooses(value: object) -> bool:
    return any("choices" in fields(each) for each in items(value))


def _results(row: Fields, controls: set[str], choosing: set[str]) -> Iterator[Fields]:
    """The results of a row, with single choices as the lists that several are."""
    for name in sorted(controls):
        value = row.get(name)
        for each in items(value) or ([value] if value else []):
            word = words(each) if name in choosing else ""
            held = {"choices": [word]} if word else fields(each)
            yield {"from_name": name, "type": name, "value": held}
