"""One row of a table of codings, read as its profile says."""

import re

from codebook.tables import Row
from runs.exchange.codings_table import CodingRow, Problem, ProblemKind, TableShape
from runs.exchange.inert_cells import revived
from runs.exchange.positions.html_texts import HtmlText
from runs.exchange.tables.cell_codes import CellCodes
from runs.exchange.tables.profile_matching import Fit
from runs.records import CodingStatus

_NOT_JUDGED = frozenset({CodingStatus.FAILED, CodingStatus.REFUSED, CodingStatus.TRUNCATED})
_NOT_DONE = frozenset({"", "0", "no", "n", "false", "nein", "non"})
"""What stands under ``done`` in a row that is not."""
_NUMBERS = ("start", "end", "turn", "judged_start", "judged_end", "occurrence")
_FIRST_NUMBER = re.compile(r"\D{0,3}(\d{1,9})\b")
_RANGE = re.compile(r"(\d{1,9})\s*[-\u2013\u2014]\s*(\d{1,9})")


class RowReader:
    """Reads the rows of one table."""

    def __init__(self, fit: Fit, rater: str) -> None:
        self._columns, self._shape, self._rater, self._html = fit.columns, fit.shape, rater, fit.profile.html
        self._places = {field: places[0] for field, places in fit.columns.places.items()}
        self._numbers = tuple((field, self._places[field]) for field in _NUMBERS if field in self._places)
        self._codes = CellCodes(fit)
        self._names: dict[str, str] = {}

    def is_untouched(self, row: Row) -> bool:
        """Whether a row of a table that says what is done has neither a code nor a mark."""
        if "done" not in self._places or self._codes.of(row):
            return False
        return self._cell(row, "done").casefold() in _NOT_DONE

    def half_marked(self) -> tuple[int, ...]:
        """Numbers of the rows that leave cells blank, in a table that marks codes that do not apply."""
        return self._codes.half_marked()

    def read(self, row: Row) -> tuple[CodingRow | None, Problem | None]:
        """What a row says, and what is wrong with it."""
        document, rater = self._name(row, "document"), self._name(row, "rater") or self._rater
        codes = self._codes.of(row)
        lacks = self._lacking(row, document, rater, codes)
        if lacks:
            return None, _problem(ProblemKind.INCOMPLETE, row, document, lacks)
        unknown = self._not_judged(row)
        if unknown:
            return None, _problem(ProblemKind.NO_JUDGEMENT, row, document, unknown)
        numbers, unreadable = self._whole_numbers(row)
        if unreadable and self._shape is TableShape.UNITS:
            return None, _problem(ProblemKind.UNREADABLE_NUMBER, row, document, unreadable)
        coding = CodingRow(
            number=row.number,
            document=document,
            rater=rater,
            codes=codes,
            quotation=self._words(row, "quotation") if self._html else self._cell(row, "quotation"),
            rationale=revived(self._words(row, "rationale")) if "rationale" in self._places else "",
            paragraph=self._paragraph(row) if "paragraph" in self._places else None,
            **numbers,
        )
        if unreadable:
            return coding, _problem(ProblemKind.UNREADABLE_NUMBER, row, document, unreadable, kept=True)
        return coding, None

    def _lacking(self, row: Row, document: str, rater: str, codes: tuple[str, ...]) -> str:
        if self._columns.overflows(row):
            return "It has more cells than the header; a cell that holds the delimiter needs quotation marks."
        if not document:
            return "It names no document."
        if not rater:
            return "It does not say who coded."
        if wrong := self._codes.wrong(row):
            return wrong
        if self._shape is TableShape.UNITS:
            return "" if self._cell(row, "turn") else "It has no turn."
        if codes:
            return ""
        has_passage = any(self._cell(row, field) for field in ("quotation", "start", "range"))
        has_judgement = any(self._cell(row, field) for field in ("status", "done")) or not has_passage
        return "" if has_judgement else "Its passage has no code."

    def _not_judged(self, row: Row) -> str:
        if "status" in self._places and self._cell(row, "status").casefold() in _NOT_JUDGED:
            return "It says that no answer came, so nothing is known."
        return "No cell of its codes has a mark: taken as not looked at." if self._codes.is_blank(row) else ""

    def _cell(self, row: Row, field: str) -> str:
        place = self._places.get(field, len(row.cells))
        return row.cells[place] if place < len(row.cells) else ""

    def _words(self, row: Row, field: str) -> str:
        cell = self._cell(row, field)
        return HtmlText(cell).text.strip() if cell and field in self._html else cell

    def _name(self, row: Row, field: str) -> str:
        """One string for each name, however many rows repeat it."""
        written = self._cell(row, field)
        if written not in self._names:
            self._names[written] = revived(written)
        return self._names[written]

    def _whole_numbers(self, row: Row) -> tuple[dict[str, int | None], str]:
        """The whole numbers in a row, and what is wrong with those that are none."""
        if not self._numbers and "range" not in self._places:
            return {}, ""
        numbers: dict[str, int | None] = {}
        wrong: list[str] = []
        for field, place in self._numbers:
            text = row.cells[place].removesuffix(".0") if place < len(row.cells) else ""
            is_whole = text.isascii() and text.isdigit()
            numbers[field] = int(text) if is_whole else None
            if text and not is_whole:
                wrong.append(f"`{field}`")
        if "range" in self._places and (stated := self._cell(row, "range")):
            found = _RANGE.fullmatch(stated)
            numbers |= {"start": int(found[1]), "end": int(found[2])} if found else {}
            wrong += [] if found else ["`range`"]
        return numbers, f"No whole number stands in its {', '.join(wrong)}." if wrong else ""

    def _paragraph(self, row: Row) -> int | None:
        found = _FIRST_NUMBER.match(self._cell(row, "paragraph"))
        return int(found[1]) if found else None


def _problem(kind: ProblemKind, row: Row, document: str, why: str, *, kept: bool = False) -> Problem:
    return Problem(kind=kind, rows=(row.number,), why=why, kept=kept, document=document)
