"""What became of a file that was imported, as it is told."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, TypeAlias

from codebook import IntercoderError, Record
from coder.cli.visible import visible
from runs.exchange.imported import Part
from runs.transcripts import printable

Kind: TypeAlias = Part | Literal["project"]
"""A project is a file that holds several things."""


class FileReport(Record, frozen=True):
    """What became of one file."""

    file: str
    kind: Kind
    refused: bool = False
    new: int = 0
    """What was not in the study before: 1 for a transcript or a codebook, the number of codings."""
    summary: str
    details: tuple[str, ...] = ()
    """What a person should look at: what was left out, what could not be placed."""

    def lines(self) -> Iterable[str]:
        """The report for a terminal."""
        yield visible(self.summary)
        yield from (f"  {visible(each)}" for each in self.details)


def refusal(file: Path, kind: Kind, error: IntercoderError) -> FileReport:
    """That a file was not taken, and why."""
    return FileReport(file=printable(file.name), kind=kind, refused=True, summary=f"intercoder: {error}")


def already(new: bool) -> str:
    """What is added where the study had the same before."""
    return "" if new else " (already in the study)"
