"""Judgements from a spreadsheet with a column for each code: 1 where it was given, 0 where not."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from codebook.headers import Columns, find_columns, first_rows
from codebook.tables import Row, Sheet, sheets
from evaluation.errors import AgreementError
from evaluation.files.judgements import ALL_UNITS, COLUMNS, numbered, require_interviews
from evaluation.tables import UnitTable
from runs import RaterKind
from runs.exchange.inert_cells import revived

CODE = "code: "
"""What the header of a code's column begins with."""
UNIT_RULE = (
    "A unit has the codes under which the table has 1. A row without figures, or no row, means that the rater has not "
    "seen the unit, and it is missing."
)
_GIVEN = {"1": True, "0": False, "1.0": True, "0.0": False}
_FIELDS = {
    "kind": ("rater kind", "coder kind", "coder type"),
    **{field: COLUMNS[field] for field in ("unit", "rater", "interview")},
}


class OneHot(NamedTuple):
    """What a table of units by codes holds."""

    table: UnitTable
    kinds: dict[str, RaterKind]
    """What each rater is, as far as the table tells."""


class _Header(NamedTuple):
    columns: Columns
    codes: dict[str, int]
    """Where each code's column is."""


class _Judgement(NamedTuple):
    unit: tuple[str, str]
    """Interview and unit."""
    rater: str
    row: Row


def is_one_hot(name: str, data: bytes) -> bool:
    """Whether a table has the header of units by codes."""
    return any(_header(sheet) is not None for sheet in sheets(name, data))


def read_one_hot(
    name: str, data: bytes, *, codes: Sequence[str] | None = None, interviews: Sequence[str] = ()
) -> OneHot:
    """The codes of a table with the columns ``unit``, ``rater``, perhaps ``interview``, and ``code: NAME`` for each.

    Args:
        name: The file's name, for messages.
        data: The file's bytes.
        codes: The codes to judge; None for all that have a column.
        interviews: The interviews to read; none for all.

    Raises:
        AgreementError: A unit is judged twice, a cell is neither 0 nor 1, a row has figures under some codes only, or
            there is no such code or interview.
        TableError: The file cannot be read as a table.
    """
    for sheet in sheets(name, data):
        header = _header(sheet)
        if header is not None:
            return _table(name, sheet, header, codes, interviews)
    raise AgreementError(f"{name!r} is no table of units by codes.", do="Name its columns unit, rater and code: NAME.")


def _header(sheet: Sheet) -> _Header | None:
    for row in first_rows(sheet.rows):
        codes = {cell[len(CODE) :].strip(): at for at, cell in enumerate(row.cells) if cell.startswith(CODE)}
        others = ["" if cell.startswith(CODE) else cell for cell in row.cells]
        columns = find_columns(row._replace(cells=others), _FIELDS)
        if codes and "unit" in columns and "rater" in columns:
            return _Header(columns, codes)
    return None


def _table(name: str, sheet: Sheet, header: _Header, codes: Sequence[str] | None, interviews: Sequence[str]) -> OneHot:
    absent = [code for code in codes or () if code not in header.codes]
    if absent:
        do = f"Name one of these: {', '.join(header.codes)}."
        raise AgreementError(f"There is no code {absent[0]!r} in this table.", do=do)
    columns = header.columns
    found = [_judgement(name, columns, row) for row in sheet.rows]
    require_interviews(interviews, {each.unit[0]: None for each in found} if "interview" in columns else ())
    read = [each for each in found if not interviews or each.unit[0] in set(interviews)]
    units, raters = numbered(each.unit for each in read), numbered(each.rater for each in read)
    names = tuple(dict.fromkeys(codes)) if codes else tuple(header.codes)
    places = numbered(interview for interview, _ in units)
    seen = np.zeros((len(units), len(raters)), dtype=np.bool_)
    applied = np.zeros((*seen.shape, len(names)), dtype=np.bool_)
    judged: dict[tuple[int, int], int] = {}
    for each in read:
        place = units[each.unit], raters[each.rater]
        if place in judged:
            raise AgreementError(
                f"Rows {judged[place]} and {each.row.number} of {name!r} both judge unit {each.unit[1]!r} by"
                f" {each.rater!r}.",
                do="Leave one; if unit numbers begin anew in each interview, add a column interview.",
            )
        judged[place] = each.row.number
        given = _given(name, each.row, [header.codes[code] for code in header.codes])
        if given is not None:
            seen[place] = True
            by_code = dict(zip(header.codes, given, strict=True))
            applied[place] = [by_code[code] for code in names]
    kinds = {each.rater: columns.cell(each.row, "kind") for each in read}
    table = UnitTable(
        raters=tuple(raters),
        codes=names,
        interviews=tuple(places),
        interview=np.array([places[interview] for interview, _ in units], dtype=np.intp),
        seen=seen,
        applied=applied,
        interviews_known="interview" in columns,
    )
    return OneHot(table, {rater: RaterKind(kind) for rater, kind in kinds.items() if kind in set(RaterKind)})


def _judgement(name: str, columns: Columns, row: Row) -> _Judgement:
    unit, rater = columns.cell(row, "unit"), revived(columns.cell(row, "rater"))
    if not unit or not rater:
        what = "the rater" if unit else "the unit"
        raise AgreementError(f"Row {row.number} of {name!r} does not say {what}.", do="Fill it in, or delete the row.")
    return _Judgement((revived(columns.cell(row, "interview")) or ALL_UNITS, unit), rater, row)


def _given(name: str, row: Row, places: Sequence[int]) -> list[bool] | None:
    """Whether each code was given; None where the unit was not seen."""
    cells = [row.cells[place] if place < len(row.cells) else "" for place in places]
    if not any(cells):
        return None
    if not all(cell in _GIVEN for cell in cells):
        raise AgreementError(
            f"Row {row.number} of {name!r} has something other than 0 and 1 under a code.",
            why="A row has 0 or 1 under each code, or is empty under all where the rater has not seen the unit.",
            do="Correct it.",
        )
    return [_GIVEN[cell] for cell in cells]
