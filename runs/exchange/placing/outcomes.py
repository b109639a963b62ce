"""What became of the rows of a table of codings, counted and told as they are placed."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from enum import StrEnum

from codebook import Record, name_key
from runs.exchange.codings_table import PATH, CodingRow, Problem, ProblemKind
from runs.records import Coding


class Outcome(StrEnum):
    """What became of one row."""

    VERIFIED = "verified"
    """Its passage stands where the row says, or is the only such passage of the document."""
    UNCHECKED = "unchecked"
    """It gives a place and no words to check it by; it was taken at its word."""
    LOOKED = "looked"
    """It says that the rater read the document."""
    REANCHORED = "re-anchored"
    """Its passage was found elsewhere than it says, or up to white space, quotation marks and dashes."""
    AMBIGUOUS = "ambiguous"
    UNMATCHED = "unmatched"
    LEFT_OUT = "left out"
    """It could not be read, or its document is not among the transcripts."""


class Placement(Record, frozen=True):
    """People's codings on the transcripts, and an account of every row."""

    codings: tuple[Coding, ...]
    rows: int
    outcomes: Mapping[Outcome, int]
    """Number of rows of each outcome; together they are all rows."""
    merged: int
    """Rows that say what an earlier row says."""
    unknown_codes: Mapping[str, int]
    """Codes that the codebook does not have, kept under their own names, with their number of rows."""
    problems: tuple[Problem, ...]

    @property
    def verified(self) -> int:
        """Rows whose passage was checked and stands where they say."""
        return self.outcomes.get(Outcome.VERIFIED, 0)

    @property
    def reanchored(self) -> int:
        """Rows whose passage was found elsewhere than they say, or not to the letter."""
        return self.outcomes.get(Outcome.REANCHORED, 0)

    @property
    def ambiguous(self) -> int:
        """Rows whose passage stands at several places."""
        return self.outcomes.get(Outcome.AMBIGUOUS, 0)

    @property
    def unmatched(self) -> int:
        """Rows whose passage or turn was not found."""
        return self.outcomes.get(Outcome.UNMATCHED, 0)


class Account:
    """Keeps count of rows while they are placed."""

    def __init__(self) -> None:
        self.outcomes: Counter[Outcome] = Counter()
        self.problems: list[Problem] = []
        self.merged = 0

    def note(self, kind: ProblemKind, row: CodingRow, why: str, *, kept: bool, rows: tuple[int, ...] = ()) -> None:
        """Note what is wrong with a row."""
        self.problems.append(
            Problem(
                kind=kind,
                rows=rows or (row.number,),
                why=why,
                kept=kept,
                document=row.document,
                code="; ".join(row.codes),
            )
        )


class CodeSpelling:
    """Spells codes as the codebook does, and keeps track of those that it does not have."""

    def __init__(self, codes: frozenset[str] | None) -> None:
        self._spelled = None if codes is None else {name_key(code): code for code in codes}
        self._asked: dict[str, str | None] = {}
        self._unknown: defaultdict[str, list[int]] = defaultdict(list)

    def spelled(self, code: str, row: int) -> str:
        """The code as the codebook spells it; as it is written where the codebook does not have it.

        Of a path the codebook may have only the last name, as codes are called whose name is unique.
        """
        if self._spelled is None:
            return code
        if code not in self._asked:
            last = code.rpartition(PATH)[2]
            self._asked[code] = self._spelled.get(name_key(code)) or self._spelled.get(name_key(last))
        found = self._asked[code]
        if found is None:
            self._unknown[code].append(row)
        return found or code

    def knows(self, code: str) -> bool:
        """Whether the codebook has the code; False where there is none."""
        return self._spelled is not None and name_key(code) in self._spelled

    @property
    def unknown(self) -> dict[str, int]:
        """Number of rows of each code that the codebook does not have, the most frequent first."""
        return dict(Counter({code: len(rows) for code, rows in self._unknown.items()}).most_common())

    def problems(self) -> list[Problem]:
        """One problem for each code that the codebook does not have."""
        why = "The codebook does not have this code; it is kept under its own name."
        return [
            Problem(kind=ProblemKind.UNKNOWN_CODE, rows=tuple(rows), why=why, kept=True, code=code)
            for code, rows in self._unknown.items()
        ]
