"""What a table of people's codings says, before it is brought together with the transcripts."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from codebook import InputError

PATH = " > "
"""What stands between a code and those above it, whatever stood there in a file."""


class CodingsError(InputError):
    """A file cannot be read as a table of codings."""

    def __init__(self, file: str, why: str, *, do: str = "") -> None:
        self.file = file
        super().__init__(f"{file!r} cannot be read as a table of codings.", why=why, do=do)


class TableShape(StrEnum):
    """What one row of a table of codings is."""

    SPANS = "spans"
    """A passage and its code; the rater read all of each document that has a row."""
    UNITS = "units"
    """A turn and all its codes; turns without a row were not seen."""


class CodingRow(NamedTuple):
    """One row of a table of codings."""

    number: int
    document: str
    rater: str
    codes: tuple[str, ...]
    """Empty where the rater looked and none applies."""
    quotation: str = ""
    """The passage; in the units shape the turn's text, to check the turn's number by."""
    start: int | None = None
    end: int | None = None
    turn: int | None = None
    rationale: str = ""
    judged_start: int | None = None
    """Where the stretch begins that the rater looked at; None where that is the whole document."""
    judged_end: int | None = None
    paragraph: int | None = None
    """The paragraph that the passage begins in, as another program counts them; a hint, and never taken for a place."""
    occurrence: int | None = None
    """Which of the places of the quotation is meant, from 1."""


class ProblemKind(StrEnum):
    """What is wrong with a row of a table of codings."""

    INCOMPLETE = "incomplete"
    """It lacks a document, a rater or a code, or its cells do not line up with the header."""
    NO_JUDGEMENT = "no judgement"
    """It says that no answer came."""
    UNREADABLE_NUMBER = "unreadable number"
    UNKNOWN_DOCUMENT = "unknown document"
    UNKNOWN_TURN = "unknown turn"
    UNKNOWN_CODE = "unknown code"
    AMBIGUOUS = "ambiguous"
    """Its passage stands at several places of the document."""
    UNMATCHED = "unmatched"
    """Its passage does not stand in the document."""
    MOVED = "moved"
    """Its passage stands elsewhere than the row says."""
    CONTRADICTION = "contradiction"
    """One rater gave one turn different codes in two rows."""


class Problem(NamedTuple):
    """Something in a table of codings that a person should look at."""

    kind: ProblemKind
    rows: tuple[int, ...]
    """Numbers of the rows, from 1, as a spreadsheet program shows them."""
    why: str
    kept: bool
    """Whether what the rows say is stored all the same."""
    document: str = ""
    code: str = ""


class CodingsTable(NamedTuple):
    """A table of codings as it was understood."""

    file: str
    shape: TableShape
    rows: Sequence[CodingRow]
    problems: Sequence[Problem] = ()
    """Rows that could not be read."""
    several_rows_a_unit: bool = False
    """Whether a unit's codes stand in rows of their own, one code in each."""
    says_what_is_done: bool = False
    """Whether it has a column in which the rater marks rows as looked at; the word ``none`` among codes is one too."""
    layout: str = ""
    """Name of the profile that it was read by; empty where it was none."""
    mapped: tuple[tuple[str, str], ...] = ()
    """Fields and the headers that they were read from."""
    typed_codes: frozenset[str] | None = None
    """Where codes were typed freely and a row has all that was typed as one: the codes that the file itself knows."""
    unread_columns: tuple[str, ...] = ()
    guessed_encoding: str | None = None
    """How the bytes were read, where they do not say it themselves."""


def with_raters(table: CodingsTable, unnamed: str = "") -> CodingsTable:
    """The table with a rater in each row; those of whom nothing says the name are called ``unnamed``.

    Raises:
        InputError: There are some, and no name for them is given.
    """
    without = sum(not row.rater for row in table.rows)
    if without and not unnamed:
        raise InputError(
            f"Nothing in {table.file!r} says who made {without} of its codings.",
            do="Say who coded (`--rater NAME`), and import one file for each person.",
        )
    return table._replace(rows=[row if row.rater else row._replace(rater=unnamed) for row in table.rows])
