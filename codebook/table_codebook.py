"""Codebooks as tables: one row a code, from a spreadsheet or from another tool's export."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from codebook.column_words import COLUMN_WORDS, SEVERAL_COLUMNS
from codebook.draft import Draft
from codebook.findings import Finding, FindingKind, guessed_encoding
from codebook.headers import Columns, find_columns, first_rows, header_key
from codebook.hierarchy import PlacedCode, ordered
from codebook.indented_codes import Indents
from codebook.names import name_key
from codebook.parents_by_id import with_paths
from codebook.records import Code, Exemplars
from codebook.table_entries import entries, yes_or_no
from codebook.tables import Row, Sheet

_LEVEL = re.compile(r"(?:level|ebene|niveau|nivel|poziom) ?(\d)")
_PATH = re.compile(r"\s+>\s+|>>|::|\\")
_ONLY_IN_CODEBOOKS = frozenset({"definition", "memo", "parent", "include", "exclude"})


class CodesOfTable(NamedTuple):
    """The codes of a table, not yet put under each other, and what to look at in it."""

    placed: Sequence[PlacedCode]
    findings: Sequence[Finding]


def read_table(name: str, sheet: Sheet) -> Draft | None:
    """What a table says of a codebook called ``name``; None where no column holds codes."""
    found = codes_in(sheet)
    if found is None:
        return None
    hierarchy = ordered(with_paths(found.placed))
    return Draft(name, "", 1, hierarchy.codes, [*found.findings, *hierarchy.findings])


def codes_in(sheet: Sheet) -> CodesOfTable | None:
    """The codes of a table; None where no column holds codes."""
    top = [*first_rows(sheet.rows)]
    found = _header(top)
    if found is None:
        return None
    at, columns, levels = found
    rows = chain(top[at + 1 :], sheet.rows)
    findings = [*_unread(columns, levels)]
    if sheet.guessed_encoding:
        findings.append(guessed_encoding(sheet.guessed_encoding))
    placed = list(_placed_codes(rows, columns, levels, findings))
    return CodesOfTable(placed, findings)


def heads_codes(head: Sequence[Row]) -> bool:
    """Whether the table that begins with these rows has a column of codes."""
    return _header([*first_rows(iter(head))]) is not None


def heads_codebook(head: Sequence[Row]) -> bool:
    """Whether it has a column of codes and another that only a codebook has."""
    found = _header([*first_rows(iter(head))])
    return found is not None and bool(_ONLY_IN_CODEBOOKS & found[1].places.keys())


def _header(top: Sequence[Row]) -> tuple[int, Columns, tuple[int, ...]] | None:
    """The row that heads a column of codes, and the columns of its levels, the top level first.

    It is the first such row, but for one with nothing but a title if another heads several columns.
    """
    found = [(at, find_columns(row, COLUMN_WORDS, several=SEVERAL_COLUMNS), _levels(row)) for at, row in enumerate(top)]
    heads = [each for each in found if each[2] or "code" in each[1]]
    wide = [each for each in heads if len(each[1].places) > 1 or len(each[2]) > 1]
    is_title = bool(heads) and sum(map(bool, heads[0][1].header.cells)) == 1
    return next(iter(wide if is_title and wide else heads), None)


def _levels(row: Row) -> tuple[int, ...]:
    numbered = [(_LEVEL.fullmatch(header_key(cell)), place) for place, cell in enumerate(row.cells)]
    return tuple(place for _, place in sorted((match[1], place) for match, place in numbered if match))


def _placed_codes(
    rows: Iterator[Row], columns: Columns, levels: Sequence[int], findings: list[Finding]
) -> Iterator[PlacedCode]:
    above: tuple[str, ...] = ()
    indented = Indents(columns)
    for row in rows:
        path = above = _level_path(row, levels, above) if levels else indented.above(row)
        if not levels or ("code" in columns and columns.cell(row, "code")):
            path = (*path, *_path(columns.cell(row, "code")))
        if columns.overflows(row):
            do = "Put cells that hold the delimiter in quotation marks."
            findings.append(_unusable(row, "The row has more cells than the header.", do))
        elif path:
            yield _placed_code(row, columns, path, findings)
        else:
            findings.append(_unusable(row, "The row has no code.", "Name its code, or delete the row."))


def _placed_code(row: Row, columns: Columns, path: tuple[str, ...], findings: list[Finding]) -> PlacedCode:
    parents = _path(columns.cell(row, "parent"))
    nested = len(parents) > 1
    code = Code(
        name=path[-1],
        definition=_definition(row, columns),
        include=entries(columns.cells(row, "include")),
        exclude=entries(columns.cells(row, "exclude")),
        exemplars=Exemplars(
            typical=entries(columns.cells(row, "typical")),
            atypical=entries(columns.cells(row, "atypical")),
            near_miss=entries(columns.cells(row, "near_miss")),
        ),
        group=columns.cell(row, "group") or None,
        codable=_codable(row, columns, findings),
    )
    return PlacedCode(
        code,
        row.number,
        path=(*parents, *path) if nested else path,
        parent="" if nested else "".join(parents),
        id=columns.cell(row, "id"),
    )


def _level_path(row: Row, levels: Sequence[int], above: tuple[str, ...]) -> tuple[str, ...]:
    """The path in the level columns; a level left blank above a filled one repeats that of the row before."""
    cells = [row.cells[place] if place < len(row.cells) else "" for place in levels]
    filled = [depth for depth, cell in enumerate(cells) if cell]
    if not filled:
        return ()
    first = filled[0]
    inherited = [*above[:first]]
    return (*inherited, *(cell for cell in cells[first:] if cell))


def _path(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _PATH.split(cell) if part.strip())


def _definition(row: Row, columns: Columns) -> str:
    return "\n".join(columns.cells(row, "definition") or columns.cells(row, "memo"))


def _codable(row: Row, columns: Columns, findings: list[Finding]) -> bool:
    written = columns.cell(row, "codable")
    if written and yes_or_no(written) is None:
        findings.append(_unusable(row, f"Whether the code is codable reads {written!r}.", "Write yes or no."))
    return yes_or_no(written) is not False


def _unread(columns: Columns, levels: Sequence[int]) -> Iterator[Finding]:
    at_levels = {name_key(columns.header.cells[place]) for place in levels}
    unread = [f"{header!r}" for header in columns.unread if name_key(header) not in at_levels]
    if "memo" in columns and "definition" in columns:
        unread += [f"{columns.cell(columns.header, 'memo')!r}"]
    if unread:
        what = f"A codebook has no place for the columns {', '.join(unread)}."
        yield Finding(kind=FindingKind.LEFT_OUT, what=what, line=columns.header.number)


def _unusable(row: Row, what: str, do: str) -> Finding:
    return Finding(kind=FindingKind.UNUSABLE, what=what, do=do, line=row.number)
