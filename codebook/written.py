"""Codebooks that people wrote as documents: a row of a table for each code, or a heading with labels below it."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import PurePath
from typing import NamedTuple, TypeAlias

from codebook.column_words import COLUMN_WORDS
from codebook.draft import CodebookReading, Draft, checked
from codebook.findings import CodebookError, Finding, FindingKind
from codebook.headers import header_key
from codebook.hierarchy import ordered
from codebook.outlined import LABELS, Outline, Paragraph, outline_of
from codebook.parents_by_id import with_paths
from codebook.table_codebook import codes_in, heads_codebook, heads_codes
from codebook.tables import Row, Sheet


class Table(NamedTuple):
    """A table of a document; a row of one cell in a wider table is one that spans it."""

    rows: tuple[Row, ...]


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
        blocks: The paragraphs and tables of the document in their order. Lines count paragraphs and rows of tables.
        notes: What is to be told beside the findings.

    Raises:
        CodebookError: The document is no codebook, or holds something that must be corrected first.
    """
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
    findings = [*told, *draft.findings, *passed]
    return checked(name, draft._replace(name=PurePath(name).stem, findings=findings))


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
    heads = [row for row in table.rows if len(row.cells) > 1 and heads_codes([row])]
    header = next(iter(heads), None)
    above, place = "", _code_column(header)
    for row in table.rows:
        if header and row.number > header.number and len(row.cells) == 1:
            above = row.cells[0]
        elif row is header or header is None or row.cells != header.cells:
            is_below = header is not None and row.number > header.number
            yield _below(row, place, above) if above and is_below else row


def _code_column(header: Row | None) -> int:
    keys = [header_key(cell) for cell in header.cells] if header else []
    words = map(header_key, COLUMN_WORDS["code"])
    return next((keys.index(word) for word in words if word in keys), 0)


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
            what = "A table without the columns of a codebook was passed over."
            yield Finding(kind=FindingKind.LEFT_OUT, what=what, line=table.rows[0].number)


def _headings_beside(outline: Outline) -> Iterator[Finding]:
    if outline.labelled:
        number = len(outline.labelled)
        what = f"{number} headings with labels of a code below were passed over: the codes are those of its tables."
        yield Finding(kind=FindingKind.LEFT_OUT, what=what, line=outline.labelled[0])


def _passed_over(outline: Outline) -> Iterator[Finding]:
    if outline.passed_over:
        named = ", ".join(repr(heading) for _, heading in outline.passed_over)
        what = f"Passed over, since nothing below them is labelled as a code's: {named}."
        do = "Where one is a code, write `Definition:` before its definition."
        yield Finding(kind=FindingKind.LEFT_OUT, what=what, do=do, line=outline.passed_over[0][0])
