"""Blind sheets on which a person codes the units of a sample, and which ``import --as codings`` reads."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from codebook import Codebook, Record
from runs.exchange.inert_cells import inert
from runs.exchange.rows.xlsx_cells import TextCells, save_workbook
from runs.records import Segment, Transcript, Turn

COLUMNS = (
    "document",
    "turn",
    "speaker",
    "before",
    "what was said",
    "after",
    "codes",
    "done",
    "start",
    "end",
    "judged_start",
    "judged_end",
)
"""The columns of a sheet. The header of the text is none that the import compares with the transcript: the place
counts, and a spreadsheet program may have changed the text."""
CODEBOOK_COLUMNS = ("code", "under", "definition", "give it", "do not give it", "examples", "near misses", "not with")
HOW_TO = (
    "How to code this sheet",
    "Write under `codes` the names of all codes of the codebook that apply to what stands under `what was said`, with"
    " a semicolon between them. The definitions are on the sheet `codebook`.",
    "A row with neither codes nor a mark counts as not looked at. Do all rows: leaving out some makes the rest another"
    " sample than the one that was drawn.",
    "`before` and `after` are there to be read, not to be coded.",
    "Code by yourself: do not look at what the model, or somebody else, gave.",
    "Change nothing in the other columns; those that say where a text stands are hidden.",
)
"""What a person is told; how to say that no code applies, and how the sheet comes back, is added."""
_NONE_APPLIES = "Where no code applies, put a mark, such as x, under `done`"
_WIDTHS = {"A": 16, "B": 6, "C": 14, "D": 45, "E": 60, "F": 45, "G": 30, "H": 8}
_LONGEST_CONTEXT = 3000


class SheetRow(Record, frozen=True):
    """One unit to be coded, with the text around it."""

    segment: Segment
    before: str
    text: str
    after: str

    @property
    def cells(self) -> tuple[str | int, ...]:
        """Its cells, in the order of the columns."""
        unit = self.segment
        place = (unit.start, unit.end)
        return (unit.document, unit.turn, unit.speaker, self.before, self.text, self.after, "", "", *place, *place)


class SheetReport(Record, frozen=True):
    """What was written."""

    file: str
    rows: int
    cut_cells: int = 0
    """Texts that are too long for a cell of Excel: those rows must be coded from the transcript."""


def sheet_rows(units: Iterable[Segment], transcripts: Mapping[str, Transcript], *, context: int) -> Iterator[SheetRow]:
    """The units with the turns before and after them, as the transcript has them.

    Args:
        units: What is to be coded.
        transcripts: The transcripts by name.
        context: How many turns to show on each side.
    """
    for unit in units:
        transcript = transcripts[unit.document]
        start, end = _around(transcript, unit, context)
        before = transcript.text[start : unit.start].strip()
        after = transcript.text[unit.end : end].strip()
        yield SheetRow(
            segment=unit,
            before=before if len(before) <= _LONGEST_CONTEXT else f"\u2026{before[-_LONGEST_CONTEXT:]}",
            text=transcript.text[unit.start : unit.end],
            after=after if len(after) <= _LONGEST_CONTEXT else f"{after[:_LONGEST_CONTEXT]}\u2026",
        )


def _around(transcript: Transcript, unit: Segment, context: int) -> tuple[int, int]:
    """Where the context begins and ends: whole turns, with the label of the first."""
    touched = [number for number, turn in enumerate(transcript.turns) if _touches(turn, unit)]
    if not touched:
        return unit.start, unit.end
    first, last = touched[0] - context, touched[-1] + context
    start = transcript.turns[first - 1].end if first > 0 else 0
    end = transcript.turns[min(last, len(transcript.turns) - 1)].end
    return min(start, unit.start), max(end, unit.end)


def _touches(turn: Turn, unit: Segment) -> bool:
    return turn.start < unit.end and turn.end > unit.start


def write_sheet_xlsx(rows: Iterable[SheetRow], book: Codebook, path: Path, *, name: str) -> SheetReport:
    """What went into a workbook of three sheets: how to code, the units, and the codebook; ``name`` is its name."""
    workbook, texts = Workbook(write_only=True), TextCells()
    _append_all(_new(workbook, "how to code", {"A": 120}), texts, ((line,) for line in _told(name, book)))
    sheet = _new(workbook, "units", _WIDTHS, hidden="IJKL")
    written = _append_all(sheet, texts, (COLUMNS, *(row.cells for row in rows))) - 1
    cut = texts.cut
    widths = dict(zip("ABCDEFGH", (24, 16, 50, 40, 40, 50, 40, 16), strict=True))
    _append_all(_new(workbook, "codebook", widths), texts, _codebook_rows(book))
    save_workbook(workbook, path)
    return SheetReport(file=name, rows=written, cut_cells=cut)


def write_sheet_csv(rows: Iterable[SheetRow], book: Codebook, path: Path, codebook_path: Path) -> SheetReport:
    """What went into a CSV file of units, with the codebook in another beside it.

    Cells that a spreadsheet program would take for formulas begin with an apostrophe, as in the exports.
    """
    written = _write_csv(path, (COLUMNS, *(row.cells for row in rows))) - 1
    _write_csv(codebook_path, _codebook_rows(book))
    return SheetReport(file=str(path), rows=written)


def _told(name: str, book: Codebook) -> tuple[str, ...]:
    none = "." if "none" in book else ", or write the word none under `codes`."
    back = f"It comes back with: intercoder import --as codings --rater NAME {name}"
    return (*HOW_TO[:2], f"{_NONE_APPLIES}{none}", *HOW_TO[2:], back)


def _new(workbook: Workbook, title: str, widths: Mapping[str, int], *, hidden: str = "") -> WriteOnlyWorksheet:
    sheet = workbook.create_sheet(title)
    assert isinstance(sheet, WriteOnlyWorksheet)
    sheet.freeze_panes = "A2"
    columns = cast(Any, sheet).column_dimensions
    for column, width in widths.items():
        columns[column].width = width
    for column in hidden:
        columns[column].hidden = True
    return sheet


def _append_all(sheet: WriteOnlyWorksheet, texts: TextCells, rows: Iterable[Sequence[str | int]]) -> int:
    """How many rows were written, the first of them in bold."""
    written = 0
    for row in rows:
        cells = [texts.cell(sheet, value) if isinstance(value, str) else value for value in row]
        for cell in cells:
            if cell is not None and not isinstance(cell, int):
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.font = Font(bold=not written)
        sheet.append(cells)  # pyright: ignore[reportUnknownMemberType]
        written += 1
    return written


def _write_csv(path: Path, rows: Iterable[Sequence[str | int]]) -> int:
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        for row in rows:
            writer.writerow([inert(value) if isinstance(value, str) else value for value in row])
            written += 1
    return written


def _codebook_rows(book: Codebook) -> Iterator[tuple[str, ...]]:
    yield CODEBOOK_COLUMNS
    for code in book.codable:
        others = [other.name for other in book.groups.get(code.group or "", ()) if other.name != code.name]
        yield (
            code.name,
            code.parent or "",
            code.definition,
            "\n".join(code.include),
            "\n".join(code.exclude),
            "\n".join((*code.exemplars.typical, *code.exemplars.atypical)),
            "\n".join(code.exemplars.near_miss),
            "; ".join(others),
        )
