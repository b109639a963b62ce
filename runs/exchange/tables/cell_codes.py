"""The codes that a row of a table gives: in one cell, or in columns of their own that are marked."""

import re

from codebook.tables import Row
from runs.exchange.codings_table import PATH
from runs.exchange.inert_cells import revived
from runs.exchange.tables.profile_matching import GIVEN, NOT_GIVEN, Fit


class CellCodes:
    """Reads the codes of each row of one table."""

    def __init__(self, fit: Fit) -> None:
        profile, places = fit.profile, fit.columns.places
        self._one = places.get("code", (-1,))[0]
        self._several = places.get("codes", (-1,))[0]
        self._split = re.compile("|".join(map(re.escape, profile.separators)))
        self._path = re.compile("|".join(map(_between, profile.path)) or "(?!)")
        self._columns = tuple((place, self._spelled(name)) for place, name in fit.code_columns.items())
        self._read: dict[tuple[bool, str], tuple[str, ...]] = {}
        self._says_no = False
        self._with_blanks: list[int] = []

    def of(self, row: Row) -> tuple[str, ...]:
        """The names of the codes, a path with ``PATH`` between its codes."""
        if self._columns:
            return tuple(name for place, name in self._columns if _mark(row, place) in GIVEN)
        listed = _at(row, self._several)
        cell = listed or _at(row, self._one)
        key = bool(listed), cell
        if key not in self._read:
            parts = self._split.split(cell) if listed else [cell]
            named = (self._spelled(part) for part in parts)
            self._read[key] = tuple(dict.fromkeys(name for name in named if name))
        return self._read[key]

    def wrong(self, row: Row) -> str:
        """What is wrong with the marks of a row."""
        if not self._columns:
            return ""
        marks = [_mark(row, place) for place, _ in self._columns]
        unknown = next((place for place, mark in enumerate(marks) if mark and mark not in GIVEN | NOT_GIVEN), None)
        if unknown is not None:
            return f"Under {self._columns[unknown][1]!r} stands neither a mark of yes nor one of no."
        self._says_no = self._says_no or not NOT_GIVEN.isdisjoint(marks)
        if "" in marks and any(marks):
            self._with_blanks.append(row.number)
        return ""

    def is_blank(self, row: Row) -> bool:
        """Whether no column of a code has a mark."""
        return bool(self._columns) and not any(_mark(row, place) for place, _ in self._columns)

    def half_marked(self) -> tuple[int, ...]:
        """Numbers of the rows that leave cells blank, in a table that marks codes that do not apply."""
        return tuple(self._with_blanks) if self._says_no else ()

    def _spelled(self, name: str) -> str:
        parts = self._path.split(revived(name.strip()))
        return PATH.join(part for part in parts if part)


def _between(separator: str) -> str:
    """What separates the codes of a path; with white space around it only where the separator has it."""
    space = r"\s+" if separator != separator.strip() else r"\s*"
    return space + re.escape(separator.strip()) + space


def _at(row: Row, place: int) -> str:
    return row.cells[place] if 0 <= place < len(row.cells) else ""


def _mark(row: Row, place: int) -> str:
    return _at(row, place).casefold()
