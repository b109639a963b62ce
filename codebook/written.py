"""Codebooks that people wrote as documents: a row of a table for each code, or a heading with labels below it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import PurePath
from typing import NamedTuple, TypeAlias

from codebook.column_words import COLUMN_WORDS, SEVERAL_COLUMNS
from codebook.draft import CodebookReading, Draft, checked
from codebook.findings import CodebookError, Finding, FindingKind
from codebook.headers import find_columns, header_key
from codebook.hierarchy import ordered
from codebook.outlined import LABELS, Outline, Paragraph, outline_of
from codebook.parents_by_id import with_paths
from codebook.table_codebook import codes_in, heads_codebook, heads_codes
from codebook.tables import Row, Sheet


class Table(NamedTuple):
    """A table of a document; a row of one cell in a wider table is one that spans it."""

    rows: tuple[Row, ...]
    places: Mapping[int, str]
    """Where each row stands in the document, such as ``table 2, row 5``, by its number."""
    merged: Mapping[int, frozenset[int]]
    """By the numbers of rows, the columns whose cells are one with those above."""


Block: TypeAlias = Paragraph | Table
_FEWEST = 2
"""So many labelled fields below headings make a document a codebook."""


def is_written_codebook(blocks: Sequence[Block]) -> bool:
    """Whether a document has a table with the header of a codebook, or headings with the labels of one below."""
    if any(heads_codebook(table.rows) for table in _tables(blocks)):
        return True
    return outline_of(_paragraphs(blocks)).labels >= _FEWEST


def read_written_codebook(name: str, blocks: Sequence[Block], notes: Sequence[str] = ()) -> CodebookReading:
    """The codebook in a document, and what to look at in it.

    Args:
        name: The file's name; the codebook is called by it, without its extension.
        blocks: The paragraphs and tables of the document in their order.
        notes: What is to be told beside the findings.

    Raises:
        CodebookError: The document is no codebook, or holds something that must be corrected first; it says where.
    """
    places = _places(blocks)
    try:
        reading = checked(name, _draft(name, blocks, notes))
    except CodebookError as error:
        raise CodebookError(name, [_at_its_place(each, places) for each in error.problems]) from None
    return reading.model_copy(update={"findings": tuple(_at_its_place(each, places) for each in reading.findings)})


def _places(blocks: Sequence[Block]) -> dict[int, str]:
    places: dict[int, str] = {}
    for block in blocks:
        if isinstance(block, Table):
            places |= block.places
        else:
            places[block.number] = f"heading {block.text!r}" if block.level else f"paragraph {block.text[:30]!r}"
    return places


def _at_its_place(finding: Finding, places: Mapping[int, str]) -> Finding:
    """The finding with its place in the document: nobody counts the paragraphs of one."""
    place = places.get(finding.line or 0)
    if place is None:
        return finding
    return finding.model_copy(update={"line": None, "what": f"{place[0].upper()}{place[1:]}: {finding.what}"})


def _draft(name: str, blocks: Sequence[Block], notes: Sequence[str]) -> Draft:
    told = [Finding(kind=FindingKind.LEFT_OUT, what=each) for each in notes]
    outline = outline_of(_paragraphs(blocks))
    tables = list(_tables(blocks))
    with_codes = [table for table in tables if heads_codebook(table.rows)]
    if not with_codes and not outline.codes:
        with_codes = [table for table in tables if heads_codes(table.rows)]
    if with_codes:
        draft = _of_tables(with_codes)
        passed = [*_other_tables(tables, with_codes), *_headings_beside(outline)]
    elif outline.codes:
        draft = _of_outline(outline)
        passed = [*_other_tables(tables, ()), *_passed_over(outline)]
    else:
        what = "No table in it has a column called `code`, `name` or `tag`, and no heading has text below."
        do = "Write a table with a row for each code, or a heading for each with `Definition: ...` below."
        raise CodebookError(name, [Finding(kind=FindingKind.UNUSABLE, what=what, do=do)])
    return draft._replace(name=PurePath(name).stem, findings=[*told, *draft.findings, *passed])


def _of_tables(tables: Sequence[Table]) -> Draft:
    found = [codes for table in tables if (codes := codes_in(Sheet("", _rows(table)))) is not None]
    placed = [each for codes in found for each in codes.placed]
    hierarchy = ordered(with_paths(placed))
    findings = chain(chain.from_iterable(codes.findings for codes in found), hierarchy.findings)
    return Draft("", "", 1, hierarchy.codes, list(dict.fromkeys(findings)))


def _of_outline(outline: Outline) -> Draft:
    hierarchy = ordered(with_paths(outline.codes))
    return Draft("", "", 1, hierarchy.codes, [*outline.findings, *hierarchy.findings])


def _rows(table: Table) -> Iterator[Row]:
    """The rows without repeated headers; one that spans the table stands above the codes that follow."""
    header = next((row for row in table.rows if len(row.cells) > 1 and heads_codes([row])), None)
    if header is None:
        yield from table.rows
        return
    columns = find_columns(header, COLUMN_WORDS, several=SEVERAL_COLUMNS)
    place, above = next(iter(columns.places.get("code", ())), 0), ""
    for row in _whole_codes(table, place):
        if row.number <= header.number:
            yield row
        elif len(row.cells) == 1:
            above = row.cells[0]
        elif row.cells != header.cells:
            yield _below(row, place, above) if above else row


def _whole_codes(table: Table, place: int) -> Iterator[Row]:
    """The rows; those over which the cell of a code is merged are one, with a line for what stands beside each."""
    last: Row | None = None
    for row in table.rows:
        goes_on = table.merged.get(row.number, frozenset())
        if last is not None and place in goes_on:
            more = ["" if at in goes_on else cell for at, cell in enumerate(row.cells)]
            last = last._replace(cells=["\n".join(filter(None, pair)) for pair in zip(last.cells, more, strict=False)])
            continue
        yield from (last,) if last else ()
        last = row
    yield from (last,) if last else ()


def _below(row: Row, place: int, above: str) -> Row:
    cells = [f"{above} > {cell}" if at == place and cell else cell for at, cell in enumerate(row.cells)]
    return row._replace(cells=cells)


def _tables(blocks: Sequence[Block]) -> Iterator[Table]:
    return (block for block in blocks if isinstance(block, Table) and not _is_card(block))


def _paragraphs(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif _is_card(block):
            yield from (_as_paragraph(row) for row in block.rows)


def _is_card(table: Table) -> bool:
    """Whether a table is of one code, or of some: a label and what it says in each row."""
    labels = [LABELS.get(header_key(row.cells[0])) for row in table.rows]
    filled = (sum(map(bool, row.cells)) for row in table.rows)
    return all(labels) and len(set(labels)) > 1 and all(number <= 2 for number in filled)


def _as_paragraph(row: Row) -> Paragraph:
    said = "".join(row.cells[1:])
    return Paragraph(f"{row.cells[0].rstrip(':：')}: {said}", row.number)


def _other_tables(tables: Sequence[Table], taken: Sequence[Table]) -> Iterator[Finding]:
    for table in tables:
        if table not in taken:
            cells = ", ".join(repr(cell[:30]) for cell in table.rows[0].cells if cell)
            what = f"The table has not the columns of a codebook and was passed over; its first cells are {cells}."
            yield Finding(kind=FindingKind.LEFT_OUT, what=what, line=table.rows[0].number)


def _headings_beside(outline: Outline) -> Iterator[Finding]:
    if outline.labelled:
        number = len(outline.labelled)
        what = f"{number} headings with labels of a code below were passed over: the codes are those of its tables."
        yield Finding(kind=FindingKind.LEFT_OUT, what=what, line=outline.labelled[0])


def _passed_over(outline: Outline) -> Iterator[Finding]:
    if outline.passed_over:
        named = ", ".join(map(repr, outline.passed_over))
        what = f"Passed over, since nothing below them is labelled as a code's: {named}."
        do = "Where one is a code, write `Definition:` before its definition."
        yield Finding(kind=FindingKind.LEFT_OUT, what=what, do=do)
