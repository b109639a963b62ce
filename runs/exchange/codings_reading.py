"""People's codings from CSV or a workbook, in one of two shapes that the header tells apart."""

from collections.abc import Iterator
from typing import NamedTuple

from codebook.headers import Columns, find_columns, first_rows
from codebook.tables import Row, Sheet, TableError, sheets
from runs.exchange.coding_column_words import CODING_COLUMN_WORDS
from runs.exchange.codings_table import (
    CodingRow,
    CodingsError,
    CodingsTable,
    Problem,
    ProblemKind,
    TableShape,
)
from runs.exchange.inert_cells import revived
from runs.records import CodingStatus

_NOT_JUDGED = frozenset({CodingStatus.FAILED, CodingStatus.REFUSED, CodingStatus.TRUNCATED})
_NOT_DONE = frozenset({"", "0", "no", "n", "false", "nein", "non"})
"""What stands under ``done`` in a row that is not."""
_NUMBERS = ("start", "end", "turn", "judged_start", "judged_end")
_COLUMNS_ASKED = (
    "Name its columns `document, rater, start, end, code`, or `document, rater, quotation, code`,"
    " or `document, turn, rater, codes`."
)


def read_codings(name: str, data: bytes, *, rater: str | None = None) -> CodingsTable:
    """The rows of a table of people's codings, with those that cannot be read among its problems.

    Args:
        name: The file's name, for messages.
        data: The file's bytes: CSV, or a workbook whose first sheet with such a header is read.
        rater: Who coded, for rows that do not say it.

    Raises:
        CodingsError: The file is no table of codings, or nothing says who coded.
    """
    try:
        found = _found(name, data)
        if found is not None:
            return _table(name, *found, rater)
    except TableError as error:
        row = "" if error.row is None else f"Row {error.row}: "
        raise CodingsError(name, f"{row}{error.why}", do=error.do) from None
    raise CodingsError(name, "Its header is that of neither shape of such tables.", do=_COLUMNS_ASKED)


def are_codings(name: str, data: bytes) -> bool:
    """Whether a table has the header of people's codings; its rows are not read."""
    try:
        return _found(name, data) is not None
    except TableError:
        return False


def _found(name: str, data: bytes) -> tuple[Sheet, TableShape, Columns] | None:
    """The first sheet with the header of one of the shapes."""
    for sheet in sheets(name, data):
        found = _recognised(first_rows(sheet.rows))
        if found is not None:
            return sheet, *found
    return None


def _recognised(rows: Iterator[Row]) -> tuple[TableShape, Columns] | None:
    for row in rows:
        columns = find_columns(row, CODING_COLUMN_WORDS)
        shape = _shape(columns)
        if shape is not None:
            return shape, columns
    return None


def _shape(columns: Columns) -> TableShape | None:
    if "document" not in columns or ("code" not in columns and "codes" not in columns):
        return None
    has_passages = "quotation" in columns or ("start" in columns and "end" in columns)
    if has_passages and "judged_start" in columns and "judged_end" in columns:
        return TableShape.SPANS
    if "turn" in columns and ("codes" in columns or not has_passages):
        return TableShape.UNITS
    return TableShape.SPANS if has_passages else None


def _table(name: str, sheet: Sheet, shape: TableShape, columns: Columns, rater: str | None) -> CodingsTable:
    if "rater" not in columns and not rater:
        do = "Say who coded (`--rater NAME`), or add a column `rater`."
        raise CodingsError(name, "Nothing in it says who coded.", do=do)
    reader = _RowReader(columns, shape, rater or "", tuple(field for field in _NUMBERS if field in columns), {})
    rows: list[CodingRow] = []
    problems: list[Problem] = []
    untouched: list[int] = []
    for row in sheet.rows:
        if reader.is_untouched(row):
            untouched.append(row.number)
            continue
        coding, problem = reader.read(row)
        if coding is not None:
            rows.append(coding)
        if problem is not None:
            problems.append(problem)
    if untouched:
        why = f"Neither codes nor a mark under `done` stand in {len(untouched)} rows: taken as not looked at."
        problems.append(Problem(kind=ProblemKind.NO_JUDGEMENT, rows=tuple(untouched), why=why, kept=False))
    return CodingsTable(
        file=name,
        shape=shape,
        rows=rows,
        problems=problems,
        several_rows_a_unit=shape is TableShape.UNITS and "codes" not in columns,
        says_what_is_done="done" in columns,
        unread_columns=columns.unread,
        guessed_encoding=sheet.guessed_encoding,
    )


class _RowReader(NamedTuple):
    columns: Columns
    shape: TableShape
    rater: str
    number_fields: tuple[str, ...]
    repeated: dict[str, str]
    """One string for each name, however many rows repeat it."""

    def is_untouched(self, row: Row) -> bool:
        """Whether a row of a table that says what is done has neither a code nor a mark."""
        if "done" not in self.columns or self._codes(row):
            return False
        return self.columns.cell(row, "done").casefold() in _NOT_DONE

    def read(self, row: Row) -> tuple[CodingRow | None, Problem | None]:
        document = self._name(row, "document")
        rater = self._name(row, "rater") or self.rater
        codes = self._codes(row)
        lacks = self._lacking(row, document, rater, codes)
        if lacks:
            return None, _problem(ProblemKind.INCOMPLETE, row, document, lacks)
        if self.columns.cell(row, "status").casefold() in _NOT_JUDGED:
            why = "It says that no answer came, so nothing is known."
            return None, _problem(ProblemKind.NO_JUDGEMENT, row, document, why)
        numbers, unreadable = self._numbers(row)
        if unreadable and self.shape is TableShape.UNITS:
            return None, _problem(ProblemKind.UNREADABLE_NUMBER, row, document, unreadable)
        coding = CodingRow(
            number=row.number,
            document=document,
            rater=rater,
            codes=codes,
            quotation=self.columns.cell(row, "quotation"),
            rationale=revived(self.columns.cell(row, "rationale")),
            **numbers,
        )
        if unreadable:
            return coding, _problem(ProblemKind.UNREADABLE_NUMBER, row, document, unreadable, kept=True)
        return coding, None

    def _lacking(self, row: Row, document: str, rater: str, codes: tuple[str, ...]) -> str:
        if self.columns.overflows(row):
            return "It has more cells than the header; a cell that holds the delimiter needs quotation marks."
        if not document:
            return "It names no document."
        if not rater:
            return "It does not say who coded."
        if self.shape is TableShape.UNITS:
            return "" if self.columns.cell(row, "turn") else "It has no turn."
        has_passage = any(self.columns.cell(row, field) for field in ("quotation", "start"))
        has_judgement = codes or any(self.columns.cell(row, field) for field in ("status", "done")) or not has_passage
        return "" if has_judgement else "Its passage has no code."

    def _name(self, row: Row, field: str) -> str:
        return self._once(revived(self.columns.cell(row, field)))

    def _codes(self, row: Row) -> tuple[str, ...]:
        listed = self.columns.cell(row, "codes")
        names = listed.replace("\n", ";").split(";") if listed else [self.columns.cell(row, "code")]
        stripped = (revived(name.strip()) for name in names)
        return tuple(dict.fromkeys(self._once(name) for name in stripped if name))

    def _once(self, name: str) -> str:
        return self.repeated.setdefault(name, name)

    def _numbers(self, row: Row) -> tuple[dict[str, int | None], str]:
        """The whole numbers in a row, and what is wrong with those that are none."""
        written = {field: self.columns.cell(row, field).removesuffix(".0") for field in self.number_fields}
        numbers = {field: int(text) if _is_whole(text) else None for field, text in written.items()}
        wrong = [f"`{field}`" for field, text in written.items() if text and not _is_whole(text)]
        return numbers, f"No whole number stands in its {', '.join(wrong)}." if wrong else ""


def _is_whole(written: str) -> bool:
    return written.isascii() and written.isdigit()


def _problem(kind: ProblemKind, row: Row, document: str, why: str, *, kept: bool = False) -> Problem:
    return Problem(kind=kind, rows=(row.number,), why=why, kept=kept, document=document)
