"""Codebooks as Word documents, read by the same headers as tables of other programs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import PurePath

from codebook import CodebookError, CodebookReading, Finding, FindingKind
from codebook.draft import checked
from codebook.headers import header_key
from codebook.table_codebook import read_table
from codebook.tables import Row, Sheet
from runs.exchange.imported import Imported
from runs.exchange.word_codes import Entry, codes_in_tables, codes_under_headings, is_labelled
from runs.exchange.word_outline import Paragraph, Part, Table, outline_of
from runs.transcripts.labelled_text import talk_in
from runs.transcripts.word_file import tracked_changes
from runs.transcripts.word_package import document_xml
from runs.transcripts.word_tables import columns_of

FOUND = "codebook in Word"
_FIRST = 2
"""The number of the first code's row in the table that is put together: the header stands above."""


class Kind(Enum):
    """What a document is by what stands in it."""

    CODEBOOK = "codebook"
    BOTH = "both"
    """It has codes, and something that could be talk."""
    OTHER = "other"


def kind_of(parts: Mapping[str, bytes]) -> Kind:
    """Whether a document is a codebook by its tables, or by its headings and labels.

    Raises:
        XmlError: Its XML is broken, nested too deep, or declares entities.
    """
    outline = outline_of(parts)
    if not codes_in_tables(outline).entries and not codes_under_headings(outline).entries:
        return Kind.OTHER
    return Kind.BOTH if _has_talk(outline) else Kind.CODEBOOK


def read_word_codebook(name: str, parts: Mapping[str, bytes]) -> Imported:
    """The codebook in a document; what is no code is told.

    Raises:
        CodebookError: It has no codes, or something in it must be corrected first; places are those in the document.
        XmlError: Its XML is broken, nested too deep, or declares entities.
    """
    outline = outline_of(parts)
    tables, headings = codes_in_tables(outline), codes_under_headings(outline)
    codes = tables if tables.entries else headings
    passed_over = [*tables.passed_over, *(headings.passed_over if codes is headings else [])]
    if codes is tables and headings.entries:
        passed_over.append(f"{len(headings.entries)} headings with labelled paragraphs, since tables hold the codes")
    reading = _reading(name, codes.entries)
    told = [Finding(kind=FindingKind.LEFT_OUT, what=f"Passed over, as no code: {each}.") for each in passed_over]
    findings = (*told, *reading.findings)
    notes = tuple(tracked_changes(document_xml(parts)))
    return Imported(FOUND, codebook=reading.model_copy(update={"findings": findings}), notes=notes)


def _reading(name: str, entries: Sequence[Entry]) -> CodebookReading:
    draft = read_table(PurePath(name).stem, _sheet(entries)) if entries else None
    if draft is None:
        what = "It has no table with a column of codes, and no headings with labelled paragraphs below them."
        do = "Head the columns Code and Definition, or write `Definition:` below the heading of each code."
        raise CodebookError(name, [Finding(kind=FindingKind.UNUSABLE, what=what, do=do)])
    try:
        reading = checked(name, draft)
    except CodebookError as error:
        raise CodebookError(name, [_placed(each, entries) for each in error.problems]) from None
    return reading.model_copy(update={"findings": tuple(_placed(each, entries) for each in reading.findings)})


def _sheet(entries: Sequence[Entry]) -> Sheet:
    """One table of all codes, with a column for each header or label, and for each level of headings."""
    depth = max(len(entry.path) for entry in entries)
    labels: dict[str, str] = {}
    for entry in entries:
        for label in entry.fields:
            labels.setdefault(header_key(label), label)
    rows = [Row(1, [*(f"Level {level}" for level in range(1, depth + 1)), *labels.values()])]
    for number, entry in enumerate(entries, _FIRST):
        by_key = {header_key(label): text for label, text in entry.fields.items()}
        cells = [*entry.path, *[""] * (depth - len(entry.path)), *(by_key.get(key, "") for key in labels)]
        rows.append(Row(number, cells, entry.indent))
    return Sheet("", iter(rows))


def _placed(finding: Finding, entries: Sequence[Entry]) -> Finding:
    """The finding with its place in the document instead of a number of a row."""
    if finding.line is None or not 0 <= finding.line - _FIRST < len(entries):
        return finding.model_copy(update={"line": None})
    place = entries[finding.line - _FIRST].place
    return finding.model_copy(update={"line": None, "what": f"{place[0].upper()}{place[1:]}: {finding.what}"})


def _has_talk(outline: Sequence[Part]) -> bool:
    """Whether there is an interview table, or several speakers take turns outside of labels."""
    tables = [[[cell.text for cell in row] for row in part.rows] for part in outline if isinstance(part, Table)]
    if any(columns_of(rows) is not None and columns_of(rows[1:]) is not None for rows in tables if not _is_book(rows)):
        return True
    body = [part for part in outline if isinstance(part, Paragraph) and part.level is None]
    talk = talk_in("\n\n".join(part.text for part in body if not is_labelled(part)), "")
    turns = Counter(turn.speaker for turn in talk.turns if turn.speaker)
    return sum(number > 1 for number in turns.values()) > 1


def _is_book(rows: list[list[str]]) -> bool:
    return any(header_key(cell) in {"definition", "description", "code"} for row in rows[:3] for cell in row)
