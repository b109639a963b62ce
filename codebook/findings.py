"""What was found wrong, or worth a look, in a codebook."""

from collections.abc import Sequence
from enum import StrEnum

from codebook.errors import InputError
from codebook.records import Record


class FindingKind(StrEnum):
    """What a finding is about."""

    UNUSABLE = "unusable"
    """The codebook cannot be used before this is corrected."""
    EMPTY_DEFINITION = "empty definition"
    SAME_DEFINITION = "same definition"
    SIMILAR_NAME = "similar name"
    SHARED_EXEMPLAR = "shared exemplar"
    AWKWARD_NAME = "awkward name"
    GROUP_OF_ONE = "group of one"
    LEFT_OUT = "left out"
    """Something in the file that the codebook has no place for."""
    ASSUMED = "assumed"
    """Something the file does not say and the reader filled in."""


class Finding(Record, frozen=True):
    """One thing to look at in a codebook file, and what to do about it."""

    kind: FindingKind
    what: str
    do: str = ""
    line: int | None = None
    """Line of a YAML file or row of a table, from 1."""
    code: str | None = None


class CodebookError(InputError):
    """A codebook cannot be used; the message names the file, the lines and what to correct."""

    shown = 5

    def __init__(self, file: str, problems: Sequence[Finding]) -> None:
        self.file = file
        self.problems = tuple(problems)
        self.line = self.problems[0].line if self.problems else None
        told = [_told(problem) for problem in self.problems[: self.shown]]
        rest = len(self.problems) - len(told)
        if rest:
            told.append(f"And {rest} more.")
        what = f"{file!r} cannot be used as a codebook." if file else "The codebook cannot be used."
        super().__init__(what, why=" ".join(told), do="Correct this and read the codebook again.")


def guessed_encoding(encoding: str) -> Finding:
    """The finding that a file does not say its encoding."""
    what = f"The file does not say its encoding; it was read as {encoding}."
    return Finding(kind=FindingKind.ASSUMED, what=what, do="Check its accents, or save it as UTF-8.")


def _told(problem: Finding) -> str:
    place = f"Line {problem.line}: " if problem.line is not None else ""
    return " ".join(part for part in (f"{place}{problem.what}", problem.do) if part)
