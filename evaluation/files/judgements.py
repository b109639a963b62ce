"""Judgements from a spreadsheet: one row for each rater and unit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from codebook.headers import Columns, find_columns, first_rows
from codebook.tables import Row, Sheet, sheets
from evaluation.errors import AgreementError
from evaluation.tables import UnitTable
from evaluation.value_table import ValueTable, ordered_values
from evaluation.weights import Level
from runs.exchange.inert_cells import revived

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "unit": ("unit", "unit id", "item", "item id", "segment", "segment id", "turn", "id", "excerpt"),
    "rater": ("rater", "coder", "annotator", "judge", "reviewer", "coded by", "user"),
    "codes": ("codes", "code", "labels", "label", "tags", "tag", "value", "values", "score", "rating"),
    "interview": ("interview", "document", "transcript", "participant", "cluster", "source", "file"),
}
"""What the columns may be called, the likeliest first."""
UNIT_RULE = (
    "A unit has the codes that the table gives it. A row without codes means that the rater looked and found none; "
    "without a row the rater has not seen the unit, and it is missing."
)
ALL_UNITS = "all units"
MISSING = frozenset({"nan", "na", "n/a", "#n/a", "<na>", "null"})
"""What programs write where a value is missing, in lower case."""


Name = TypeVar("Name", str, tuple[str, str])


class _Judgement(NamedTuple):
    row: int
    unit: tuple[str, str]
    """Interview and unit."""
    rater: str
    given: str


def read_codes(
    name: str, data: bytes, *, codes: Sequence[str] | None = None, interviews: Sequence[str] = ()
) -> UnitTable:
    """The codes of a table with the columns ``unit``, ``rater``, ``codes`` and perhaps ``interview``.

    Args:
        name: The file's name, for messages.
        data: The file's bytes: CSV, or a workbook whose first sheet with such a header is read.
        codes: The codes to judge, those that nobody gave included; None for all that occur, by name.
        interviews: The interviews to read; none for all.

    Raises:
        AgreementError: The table lacks a column, judges a unit twice, has no such interview, or a cell holds a word
            that stands for a missing value or for no code and is not among ``codes``.
        TableError: The file cannot be read as a table.
    """
    read, interviews_known = _read(name, data, interviews)
    _require_said(name, read, MISSING | {"none"}, codes, "--code")
    units, raters = numbered(each.unit for each in read), numbered(each.rater for each in read)
    given = [_codes(each.given) for each in read]
    found = sorted({code for each in given for code in each})
    names = tuple(found if codes is None else dict.fromkeys(codes))
    column = {code: number for number, code in enumerate(names)}
    seen = np.zeros((len(units), len(raters)), dtype=np.bool_)
    applied = np.zeros((*seen.shape, len(names)), dtype=np.bool_)
    for each, said in zip(read, given, strict=True):
        place = units[each.unit], raters[each.rater]
        seen[place] = True
        for code in said:
            if code in column:
                applied[(*place, column[code])] = True
    places = numbered(interview for interview, _ in units)
    return UnitTable(
        raters=tuple(raters),
        codes=names,
        interviews=tuple(places),
        interview=np.array([places[interview] for interview, _ in units], dtype=np.intp),
        seen=seen,
        applied=applied,
        interviews_known=interviews_known,
    )


def read_values(
    name: str, data: bytes, level: Level, *, values: Sequence[str] | None = None, interviews: Sequence[str] = ()
) -> ValueTable:
    """The values of a table with the columns ``unit``, ``rater``, ``codes`` and perhaps ``interview``.

    An empty value is missing.

    Args:
        name: The file's name, for messages.
        data: The file's bytes.
        level: The level of measurement.
        values: All values that can be given, ascending; None for those that occur.
        interviews: The interviews to read; none for all.

    Raises:
        AgreementError: The table lacks a column, judges a unit twice, has no such interview, a value does not fit the
            level, or it is a word that stands for a missing value and is not among ``values``.
        TableError: The file cannot be read as a table.
    """
    read, interviews_known = _read(name, data, interviews)
    read = [each._replace(given=revived(each.given)) for each in read]
    if level is Level.NOMINAL:
        _require_said(name, read, MISSING, values, "--values")
    units, raters = numbered(each.unit for each in read), numbered(each.rater for each in read)
    names, numbers = ordered_values(list(numbered(each.given for each in read if each.given)), level, values)
    number = {value: place for place, value in enumerate(names)}
    given = np.full((len(units), len(raters)), -1, dtype=np.int32)
    for each in read:
        if each.given:
            given[units[each.unit], raters[each.rater]] = number[each.given]
    places = numbered(interview for interview, _ in units)
    return ValueTable(
        raters=tuple(raters),
        values=names,
        numbers=numbers,
        interviews=tuple(places),
        interview=np.array([places[interview] for interview, _ in units], dtype=np.intp),
        given=given,
        interviews_known=interviews_known,
    )


def _require_said(
    name: str, read: Sequence[_Judgement], doubtful: frozenset[str], named: Sequence[str] | None, option: str
) -> None:
    """Return where no cell holds a word that is rather no code or value than one; those that are named are."""
    for each in read:
        if each.given.casefold() in doubtful and each.given not in (named or ()):
            raise AgreementError(
                f"Row {each.row} of {name!r} has {each.given!r} where codes or a value stand.",
                why="It is taken neither for a code or value nor for a missing one, since it may be meant as either.",
                do=f"Leave the cell empty where a rater found none, and the row out where the unit was not seen; if it "
                f"is one, name it with all others by {option}.",
            )


def _codes(cell: str) -> list[str]:
    return [revived(code) for code in (part.strip() for part in cell.split(";")) if code]


def numbered(names: Iterable[Name]) -> dict[Name, int]:
    """Each name once, with its number in the order of first mention."""
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _read(name: str, data: bytes, interviews: Sequence[str]) -> tuple[list[_Judgement], bool]:
    """The judgements of the first sheet with such a header, and whether it tells interviews."""
    for sheet in sheets(name, data):
        columns = _columns(sheet)
        if columns is not None:
            found = _judgements(name, sheet.rows, columns)
            require_interviews(interviews, {each.unit[0]: None for each in found} if "interview" in columns else ())
            kept = [each for each in found if not interviews or each.unit[0] in set(interviews)]
            return kept, "interview" in columns
    raise AgreementError(
        f"{name!r} is no table of judgements.",
        why="It lacks a column for the unit, the rater or the codes.",
        do="Name its columns unit, rater, codes, and interview where units belong to interviews.",
    )


def require_interviews(named: Sequence[str], known: Iterable[str]) -> None:
    """Return where all interviews are known.

    Raises:
        AgreementError: One is not.
    """
    absent = [name for name in named if name not in set(known)]
    if absent:
        raise AgreementError(
            f"There is no interview {absent[0]!r} in this table.",
            do=f"Name one of these: {', '.join(known) or 'it has no column interview'}.",
        )


def _columns(sheet: Sheet) -> Columns | None:
    for row in first_rows(sheet.rows):
        columns = find_columns(row, COLUMNS)
        if all(field in columns for field in ("unit", "rater", "codes")):
            return columns
    return None


def _judgements(name: str, rows: Iterator[Row], columns: Columns) -> list[_Judgement]:
    found: list[_Judgement] = []
    before: dict[tuple[tuple[str, str], str], int] = {}
    for row in rows:
        interview, item, rater = (revived(columns.cell(row, field)) for field in ("interview", "unit", "rater"))
        unit, given = (interview or ALL_UNITS, item), columns.cell(row, "codes")
        if not unit[1] or not rater:
            what = "the unit" if not unit[1] else "the rater"
            raise AgreementError(
                f"Row {row.number} of {name!r} does not say {what}.", do="Fill it in, or delete the row."
            )
        if (unit, rater) in before:
            raise AgreementError(
                f"Rows {before[unit, rater]} and {row.number} of {name!r} both judge unit {unit[1]!r} by {rater!r}.",
                why="Each rater has one row for a unit.",
                do="Put all codes of a unit into one row, separated by semicolons; if unit numbers begin anew in each"
                " interview, add a column interview.",
            )
        before[unit, rater] = row.number
        found.append(_Judgement(row.number, unit, rater, given))
    if not found:
        raise AgreementError(f"{name!r} has no rows below its header.")
    return found
