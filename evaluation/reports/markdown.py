"""The report of agreement as GitHub-flavoured Markdown."""

import re
from collections.abc import Iterator

from evaluation.reports.contents import TITLE, sections_of
from evaluation.reports.records import AgreementReport
from evaluation.reports.sections import Cell, Section, Table
from evaluation.reports.shown import UNDEFINED

MOST_COLUMNS = 20
"""A square table with more columns is left out: nobody could read it."""
_SIGNS = re.compile(r"[\\`*_{}\[\]|#~$]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;"}


def markdown_report(report: AgreementReport) -> str:
    """The sentences and tables of the page as Markdown; without the plot and the JSON."""
    parts = [f"# {TITLE}"]
    for section in sections_of(report):
        parts += _parts(section)
    return "\n\n".join(parts) + "\n"


def _parts(section: Section) -> Iterator[str]:
    yield f"## {escaped(section.title)}"
    yield from map(escaped, section.told)
    for table in section.tables:
        yield f"**{escaped(table.caption)}**"
        yield _table(table)
    if section.points:
        yield "\n".join(f"- {escaped(point)}" for point in section.points)
    if section.paste:
        yield "\n>\n".join(f"> {escaped(paragraph)}" for paragraph in section.paste)


def _table(table: Table) -> str:
    if table.square and len(table.columns) > MOST_COLUMNS:
        return f"A table of {len(table.columns)} columns; see the report as a page or as JSON."
    kept = [place for place, column in enumerate(table.columns) if not column.scale]
    columns = [table.columns[place] for place in kept]
    lines = [
        _line([table.head, *(column.name for column in columns)]),
        "|" + "|".join([" --- ", *(" --- " if column.words else " ---: " for column in columns)]) + "|",
    ]
    lines += [
        _line([f"{row.head} ({row.note})" if row.note else row.head, *(_field(row.cells[place]) for place in kept)])
        for row in table.rows
    ]
    return "\n".join(lines)


def _field(cell: Cell) -> str:
    between = ": " if cell.text == UNDEFINED and cell.more else " "
    return f"{cell.text}{between}{cell.more}".strip()


def _line(fields: list[str]) -> str:
    return "| " + " | ".join(map(escaped, fields)) + " |"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: on one line, with no sign that would mark up, link or end a table's field."""
    line = " ".join(text.split())
    safe = _SIGNS.sub(r"\\\g<0>", line)
    for sign, entity in _ENTITIES.items():
        safe = safe.replace(sign, entity)
    return safe.replace("://", "&#58;//").replace("www.", "www&#46;")
