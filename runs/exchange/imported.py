"""What a file of any format gives: transcripts, a codebook, codings, and what could not be taken."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

from codebook import CodebookReading, InputError
from runs.exchange.codings_table import CodingsTable
from runs.exchange.delve_codings import CodedPrint
from runs.records import RaterKind
from runs.transcripts.reading import Reading

Part: TypeAlias = Literal["transcripts", "codebook", "codings"]
"""What a file may hold."""
PARTS: tuple[Part, ...] = ("transcripts", "codebook", "codings")


class UnreadableFile(InputError):  # noqa: N818
    """A file cannot be read in its format; the message names the file, never its text."""

    def __init__(self, file: str, form: str, why: str, *, do: str = "") -> None:
        self.file = file
        super().__init__(f"{file!r} cannot be read as a {form}.", why=why, do=do)


class NotTaken(NamedTuple):
    """Something in a file that the study has no place for."""

    what: str
    number: int


class Stretch(NamedTuple):
    """A stretch of a transcript that a rater has judged."""

    document: str
    rater: str
    start: int
    end: int


class Imported(NamedTuple):
    """A file as it was understood, before it is brought together with the study."""

    found: str
    """What the file is, in words, with the program that made it where the file tells."""
    transcripts: tuple[Reading, ...] = ()
    codebook: CodebookReading | None = None
    codings: CodingsTable | None = None
    coded_print: CodedPrint | None = None
    """A print of Delve, which is laid on the study's transcript of the interview by its words."""
    kinds: Mapping[str, RaterKind] = {}
    """What raters are, where the file tells; all others are persons."""
    only_codes: frozenset[str] | None = None
    """Keys of the codes that the file is about, where those of others are in other files: they stay as they are."""
    not_independent: frozenset[Stretch] = frozenset()
    """Judgements that were made after another's were seen."""
    not_taken: tuple[NotTaken, ...] = ()
    notes: tuple[str, ...] = ()
    """What a person should know of how the file was read."""
