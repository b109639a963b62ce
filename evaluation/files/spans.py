"""Spans from a spreadsheet: one row for each span."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from codebook.headers import Columns, find_columns, first_rows
from codebook.tables import Row, Sheet, sheets
from evaluation.errors import AgreementError
from evaluation.files.judgements import MISSING, require_interviews
from evaluation.spans.continua import Spans
from runs.exchange.inert_cells import revived

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "document": ("document", "interview", "transcript", "file", "source"),
    "rater": ("rater", "coder", "annotator", "coded by", "user"),
    "start": ("start", "start offset", "begin", "from"),
    "end": ("end", "end offset", "stop", "to"),
    "code": ("code", "label", "tag"),
    "length": ("length", "document length", "characters"),
}
"""What the columns may be called, the likeliest first."""


class _Span(NamedTuple):
    row: int
    document: str
    rater: str
    code: str
    start: int
    end: int


def is_of_spans(name: str, data: bytes) -> bool:
    """Whether a table has the header of spans."""
    return any(_columns(sheet) is not None for sheet in sheets(name, data))


def read_spans(
    name: str,
    data: bytes,
    *,
    lengths: Mapping[str, int] | None = None,
    codes: Sequence[str] | None = None,
    documents: Sequence[str] = (),
) -> Spans:
    """The spans of a table with the columns ``document``, ``rater``, ``start``, ``end``, ``code`` and ``length``.

    A row without start, end and code says that the rater saw the document and found nothing. A rater without a row of
    a document has not seen it.

    Args:
        name: The file's name, for messages.
        data: The file's bytes: CSV, or a workbook whose first sheet with such a header is read.
        lengths: The length of each document in characters; None where the table has a column ``length``.
        codes: The codes to judge, those that nobody gave included; None for all that occur, by name.
        documents: The documents to read; none for all.

    Raises:
        AgreementError: The table lacks a column, a cell is not a whole number, a span lies outside of its document, a
            length is not told, or there is no such document.
        TableError: The file cannot be read as a table.
    """
    known = dict(lengths or {})
    found, seen = _rows(name, data, known)
    require_interviews(documents, {document: None for document, _ in seen})
    found = [span for span in found if not documents or span.document in documents]
    seen = [(document, rater) for document, rater in seen if not documents or document in documents]
    places, raters = _numbered(document for document, _ in seen), _numbered(rater for _, rater in seen)
    names = tuple(sorted({span.code for span in found}) if codes is None else dict.fromkeys(codes))
    column = {code: number for number, code in enumerate(names)}
    kept = [span for span in found if span.code in column]
    untold = [document for document in places if document not in known]
    if untold:
        raise AgreementError(
            f"The length of {untold[0]!r} is not told.",
            why="What raters left uncoded counts, up to the document's end.",
            do="Add a column length to the table, or name a table document,length with --lengths.",
        )
    _require_inside(name, kept, known)
    looked = np.zeros((len(places), len(raters)), dtype=np.bool_)
    for document, rater in seen:
        looked[places[document], raters[rater]] = True
    return Spans(
        raters=tuple(raters),
        codes=names,
        interviews=tuple(places),
        interview=_numbers(places[span.document] for span in kept),
        rater=_numbers(raters[span.rater] for span in kept),
        code=_numbers(column[span.code] for span in kept),
        start=_numbers(span.start for span in kept),
        end=_numbers(span.end for span in kept),
        lengths=_numbers(known[document] for document in places),
        seen=looked,
    )


def _require_inside(name: str, spans: Iterable[_Span], lengths: Mapping[str, int]) -> None:
    for span in spans:
        if not span.start < span.end <= lengths[span.document]:
            raise AgreementError(
                f"Row {span.row} of {name!r} has a span from {span.start} to {span.end}.",
                why=f"{span.document!r} has {lengths[span.document]} characters, and a span holds at least one.",
                do="Correct its start and end, or the length. The end is the place after the last character.",
            )


def read_lengths(name: str, data: bytes) -> dict[str, int]:
    """The length of each document, of a table with the columns ``document`` and ``length``.

    Raises:
        AgreementError: The table lacks a column, or a length is not a whole number.
    """
    for sheet in sheets(name, data):
        for row in first_rows(sheet.rows):
            columns = find_columns(row, {field: COLUMNS[field] for field in ("document", "length")})
            if "document" in columns and "length" in columns:
                return {
                    revived(columns.cell(each, "document")): _whole(name, each, columns, "length")
                    for each in sheet.rows
                }
    raise AgreementError(f"{name!r} is no table of lengths.", do="Name its columns document and length.")


def _columns(sheet: Sheet) -> Columns | None:
    for row in first_rows(sheet.rows):
        columns = find_columns(row, COLUMNS)
        if all(field in columns for field in ("document", "rater", "start", "end", "code")):
            return columns
    return None


def _rows(name: str, data: bytes, lengths: dict[str, int]) -> tuple[list[_Span], list[tuple[str, str]]]:
    """The spans, and which rater saw which document; lengths that rows tell are entered."""
    for sheet in sheets(name, data):
        columns = _columns(sheet)
        if columns is not None:
            return _spans(name, sheet.rows, columns, lengths)
    raise AgreementError(
        f"{name!r} is no table of spans.", do="Name its columns document, rater, start, end, code and length."
    )


def _spans(
    name: str, rows: Iterable[Row], columns: Columns, lengths: dict[str, int]
) -> tuple[list[_Span], list[tuple[str, str]]]:
    found: list[_Span] = []
    seen: dict[tuple[str, str], None] = {}
    for row in rows:
        document, rater, code = (revived(columns.cell(row, field)) for field in ("document", "rater", "code"))
        if not document or not rater:
            what = "document" if not document else "rater"
            raise AgreementError(f"Row {row.number} of {name!r} does not say the {what}.", do="Fill it in.")
        seen[document, rater] = None
        if columns.cell(row, "length"):
            _enter(name, row, document, _whole(name, row, columns, "length"), lengths)
        if code or columns.cell(row, "start") or columns.cell(row, "end"):
            if not code or code.casefold() in MISSING:
                raise AgreementError(f"Row {row.number} of {name!r} has a span without a code.", do="Fill it in.")
            ends = (_whole(name, row, columns, field) for field in ("start", "end"))
            found.append(_Span(row.number, document, rater, code, *ends))
    return found, list(seen)


def _enter(name: str, row: Row, document: str, length: int, lengths: dict[str, int]) -> None:
    if lengths.setdefault(document, length) != length:
        raise AgreementError(
            f"Row {row.number} of {name!r} gives {document!r} another length.",
            why=f"It was {lengths[document]} before, and is {length} here.",
            do="Correct one of them.",
        )


def _whole(name: str, row: Row, columns: Columns, field: str) -> int:
    cell = columns.cell(row, field)
    try:
        number = float(cell)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number >= 0 and number.is_integer()):
        raise AgreementError(
            f"Row {row.number} of {name!r} has {cell!r} as its {field}.",
            why="It is no whole number of characters.",
            do="Correct it.",
        )
    return int(number)


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _numbers(each: Iterable[int]) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    return np.fromiter(each, dtype=np.intp)
