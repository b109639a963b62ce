"""A codebook as it stands in a file, before it is checked as a whole."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from codebook.book import Codebook
from codebook.findings import CodebookError, Finding, FindingKind
from codebook.lint import lint
from codebook.names import name_key
from codebook.records import Code, Record
from codebook.structure import faults


class CodebookReading(Record, frozen=True):
    """A codebook as it was understood, and what a person should look at in it."""

    codebook: Codebook
    findings: tuple[Finding, ...] = ()


class DraftCode(NamedTuple):
    """A code and the line or row it begins on."""

    code: Code
    line: int


class Draft(NamedTuple):
    """What a file says of a codebook."""

    name: str
    description: str
    version: str | int
    codes: Sequence[DraftCode]
    findings: Sequence[Finding]


def checked(file: str, draft: Draft) -> CodebookReading:
    """The codebook of a draft with all findings, in the order of their lines.

    Raises:
        CodebookError: The file holds something unusable; all of it is told at once.
    """
    codes = _with_parents_as_spelled(draft.codes)
    lines = {code.name: entry.line for code, entry in zip(codes, draft.codes, strict=True)}
    unusable = [finding for finding in draft.findings if finding.kind is FindingKind.UNUSABLE]
    unusable += _structural(codes, draft.codes) if codes or not unusable else []
    if unusable:
        raise CodebookError(file, _by_line(unusable))
    codebook = Codebook(name=draft.name, description=draft.description, version=draft.version, codes=codes)
    return CodebookReading(codebook=codebook, findings=_by_line([*draft.findings, *_placed(lint(codebook), lines)]))


def _with_parents_as_spelled(entries: Sequence[DraftCode]) -> tuple[Code, ...]:
    spelled = {name_key(entry.code.name): entry.code.name for entry in entries}
    return tuple(
        code.model_copy(update={"parent": spelled.get(name_key(code.parent), code.parent)})
        if code.parent is not None
        else code
        for code, _ in entries
    )


def _structural(codes: Sequence[Code], entries: Sequence[DraftCode]) -> list[Finding]:
    return [
        Finding(
            kind=FindingKind.UNUSABLE,
            what=fault.what + _lines_told([entries[position].line for position in fault.circle]),
            do=fault.do,
            line=None if fault.position is None else entries[fault.position].line,
            code=None if fault.position is None else codes[fault.position].name,
        )
        for fault in faults(codes)
    ]


def _lines_told(lines: Sequence[int]) -> str:
    """The lines of a circle; one code that is its own parent has its line said already."""
    return f" They stand on lines {', '.join(map(str, lines))}." if len(lines) > 1 else ""


def _placed(findings: Sequence[Finding], lines: Mapping[str, int]) -> list[Finding]:
    return [finding.model_copy(update={"line": lines.get(finding.code or "")}) for finding in findings]


def _by_line(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.line or 0))
