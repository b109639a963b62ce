"""The one shape of a format: how it is recognised, read and written, and what may be claimed of it."""

from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Literal, NamedTuple

from codebook import Record
from runs.exchange.imported import Imported, Part
from runs.study import Study


class Sureness(IntEnum):
    """How sure a format is that a file is one of its own."""

    NO = 0
    POSSIBLE = 1
    """Nothing speaks against it."""
    LIKELY = 2
    """Its name, or something in it, speaks for it."""
    CERTAIN = 3
    """Its content is that of no other format."""


class WriteOptions(NamedTuple):
    """What may be chosen where a program is particular about what it reads."""

    line_endings: Literal["lf", "crlf"] = "lf"
    offsets: Literal["codepoints", "utf16"] = "codepoints"


class Written(NamedTuple):
    """What was written into a file."""

    rows: int
    """Number of what the format ``counts``."""
    left_out: tuple[str, ...] = ()
    """What the format has no place for, a sentence each."""


Recognise = Callable[[str, bytes], Sureness]
"""How sure the format is, by a file's name and its bytes; raises nothing."""
Read = Callable[[str, bytes, str | None], Imported]
"""What a file gives, by its name, its bytes, and whose codings they are where it does not say."""
Write = Callable[[Study, Path, WriteOptions, str], Written]
"""Writes a study into a file, at a moment in ISO 8601."""

WriteRows = Callable[[Iterable[Record], Path, Sequence[str]], int]
"""Writes rows with these fields into a file that is there for it alone, and gives their number."""


def _always(study: Study) -> bool:
    return True


class Format(NamedTuple):
    """A format that is read, written or both. Each stands as ``FORMAT`` in a module of ``formats``."""

    name: str
    endings: str
    """The usual endings of its files, for people."""
    tested_with: str
    """A file of the tool, the specification, or only a description: what the tests hold against it."""
    gives: tuple[Part, ...] = ()
    recognises: Recognise | None = None
    read: Read | None = None
    is_read: str = ""
    """What is taken from a file."""
    is_lost: str = ""
    """What a file may hold and is not taken; the import counts it."""
    form: str = ""
    """What ``intercoder export`` calls it."""
    word: str = ""
    """What a file of it is called in a word or two."""
    media: str = "application/octet-stream"
    """The media type of what is written."""
    counts: str = "rows"
    """What the number in ``Written`` counts, in the plural."""
    write: Write | None = None
    write_rows: WriteRows | None = None
    """Writes rows that are not stored, such as those of a consensus; None where the format has more than rows."""
    is_there: Callable[[Study], bool] = _always
    """Whether a study has what it takes to write it."""
    needs: str = ""
    """A package without which it is not written; empty where Intercoder has all that it takes."""
    extra: str = ""
    """The extra of Intercoder that installs it."""
    is_written: str = ""
    is_not_written: str = ""
    """What a study may hold and a file of this format does not."""
    is_last_resort: bool = False
    """Whether a file is read as this where ``--as`` asks for what it gives and no format is sure of the file."""
    takes_options: bool = False
    """Whether line ends and offsets can be chosen."""
