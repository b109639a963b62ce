"""What describes the layout of a spreadsheet of codings: a profile, which is data."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

RowsMean: TypeAlias = Literal["", "passages", "turns"]

FIELDS: Mapping[str, str] = {
    "document": "the transcript's name",
    "rater": "who coded",
    "code": "one code",
    "codes": "several codes",
    "quotation": "the passage, or the turn's text",
    "start": "where the passage begins, in characters",
    "end": "where it ends",
    "range": "both in one cell, such as `1234-1500`",
    "turn": "the number of the turn",
    "paragraph": "the number of the paragraph, a hint where a quotation stands several times",
    "occurrence": "which of several places of a quotation is meant, from 1",
    "rationale": "why, or a comment",
    "status": "what became of the judgement, as in our exports",
    "judged_start": "where the stretch begins that was looked at",
    "judged_end": "where that ends",
    "done": "a mark that the row was looked at",
}
"""What a column may hold, and what that is."""


class Positions(NamedTuple):
    """Where columns are in a table whose header is in a language that is not known; places count from 0."""

    width: int
    fields: Mapping[str, int]
    numbers: frozenset[int]
    """Columns in which only numbers stand."""
    dates: frozenset[int]
    """Columns in which only dates stand."""


class Profile(NamedTuple):
    """The layout of a spreadsheet of codings."""

    name: str
    columns: Mapping[str, tuple[str, ...]]
    """Headers of each field, the likeliest first."""
    required: frozenset[str]
    """Fields that the table must have."""
    signature: tuple[tuple[str, ...], ...] = ()
    """Headers of other columns that must be there, each in several languages."""
    also: tuple[tuple[str, ...], ...] = ()
    """Headers of other columns that speak for the layout."""
    rows: RowsMean = ""
    """What a row is; told by the columns where it is empty."""
    rater: str = ""
    """Who coded all rows that do not say it."""
    separators: tuple[str, ...] = (";", "\n")
    """What stands between several codes of one cell."""
    path: tuple[str, ...] = ()
    """What stands between a code and those above it."""
    one_hot: str = ""
    """The header of columns that stand for one code each, with ``*`` where its name is."""
    html: frozenset[str] = frozenset()
    """Fields that hold HTML."""
    positions: Positions | None = None
    is_general: bool = False
    """Whether it describes no program's layout, so that any program's goes before it."""
    endings: str = ".csv .xlsx"
    is_read: str = ""
    is_lost: str = ""
    tested_with: str = ""
