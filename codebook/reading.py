"""The way in for codebook files, whatever their format."""

import re
from pathlib import PurePath

from codebook.draft import CodebookReading, Draft, checked
from codebook.findings import CodebookError, Finding, FindingKind, guessed_encoding
from codebook.table_codebook import heads_codebook, heads_codes, read_table
from codebook.tables import TableError, decode, heads, is_workbook, sheets
from codebook.yaml_codebook import read_yaml

_YAML_BEGINNING = re.compile(r"(?:\s|#.*\n)*(?:---|%YAML|\{|- |[\"']?[\w -]+[\"']?[ ]*:(?:\s|$))")


def read_codebook(name: str, data: bytes) -> CodebookReading:
    """The codebook in a file, and what to look at in it; YAML, CSV or a workbook, recognised by content.

    Args:
        name: The file's name, for messages; a table's codebook is called by it, without its extension.
        data: The file's bytes.

    Raises:
        CodebookError: The file is no codebook, or holds something that must be corrected first.
    """
    try:
        return checked(name, _draft(name, data))
    except TableError as error:
        raise CodebookError(name, [_problem(error.why, error.do, error.row)]) from None


def is_table_of_codes(data: bytes) -> bool:
    """Whether the bytes are a table with a column of codes; what else it has may be anything."""
    return any(map(heads_codes, heads(data)))


def is_codebook_workbook(data: bytes) -> bool:
    """Whether the bytes are a workbook with a sheet that has the header of a codebook, whatever its name."""
    return is_workbook(data) and any(map(heads_codebook, heads(data)))


def _draft(name: str, data: bytes) -> Draft:
    if not is_workbook(data):
        text, encoding, guessed = decode(name, data)
        if _YAML_BEGINNING.match(text) or not text.strip():
            draft = read_yaml(text)
            return draft._replace(findings=[*draft.findings, *([guessed_encoding(encoding)] if guessed else [])])
    for sheet in sheets(name, data):
        draft = read_table(PurePath(name).stem, sheet)
        if draft is not None:
            return draft
    what = "It is not YAML, and no column in it is called `code`, `name` or `tag`."
    raise CodebookError(name, [_problem(what, "Give the column of the codes one of these names.", None)])


def _problem(what: str, do: str, row: int | None) -> Finding:
    return Finding(kind=FindingKind.UNUSABLE, what=what, do=do, line=row)
