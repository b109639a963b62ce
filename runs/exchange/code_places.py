"""Codes of a project of another program, each under a name and at a place of its own."""

from collections.abc import Sequence
from typing import NamedTuple

from codebook import Code, CodebookError, CodebookReading, Finding, FindingKind, name_key
from codebook.draft import Draft, DraftCode, checked
from codebook.hierarchy import PlacedCode, ordered


class BookRead(NamedTuple):
    """The codebook of a project, or why there is none to be had."""

    reading: CodebookReading | None = None
    fault: str = ""
    """Why the codes are no codebook; empty where they are one, or there are none."""


class Together(NamedTuple):
    """The codes of a codebook, and the name of each by its id in the program."""

    codes: Sequence[DraftCode]
    names: dict[str, str]
    findings: Sequence[Finding]

    def book(self, file: str, name: str, description: str = "") -> BookRead:
        """The codebook, and what to look at in it, without numbers of lines, which such a file does not have."""
        if not self.codes:
            return BookRead()
        try:
            reading = checked(file, Draft(name, description, 1, self.codes, self.findings))
        except CodebookError as error:
            return BookRead(fault=str(error))
        findings = tuple(finding.model_copy(update={"line": None}) for finding in reading.findings)
        return BookRead(reading.model_copy(update={"findings": findings}))


def put_together(found: Sequence[tuple[str, PlacedCode]]) -> Together:
    """The codes at their places, those of one name at one place as one, which can be given if one of them can.

    Args:
        found: The id of each code in the program, and the code with the path to it.
    """
    codes: dict[tuple[str, ...], PlacedCode] = {}
    findings: list[Finding] = []
    for _, placed in found:
        key = _key(placed.path)
        if key in codes:
            what = f"Two codes at one place are called {placed.code.name!r}; they are taken for one."
            findings.append(Finding(kind=FindingKind.ASSUMED, what=what, code=placed.code.name))
            placed = placed._replace(code=_one_of(codes[key].code, placed.code))
        codes[key] = placed
    draft = ordered(list(codes.values()))
    named = {_key(one.path): entry.code.name for one, entry in zip(codes.values(), draft.codes, strict=True)}
    return Together(draft.codes, {id_: named[_key(placed.path)] for id_, placed in found}, [*findings, *draft.findings])


def _one_of(first: Code, second: Code) -> Code:
    """What two codes say together."""
    kept, other = (first, second) if first.definition or not second.definition else (second, first)
    differs = other.definition and other.definition != kept.definition
    definition = f"{kept.definition}\n{other.definition}" if differs else kept.definition
    return kept.model_copy(update={"definition": definition, "codable": first.codable or second.codable})


def printable_name(name: str) -> str:
    """A code's name, without what a name may not hold, should it hold any."""
    if name.isprintable() and name.strip():
        return name
    return " ".join("".join(each if each.isprintable() else " " for each in name).split()) or "code without a name"


def _key(path: Sequence[str]) -> tuple[str, ...]:
    return tuple(name_key(part) for part in path)
