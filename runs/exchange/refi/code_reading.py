"""The codes of a REFI-QDA project or codebook."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from codebook import Code, CodebookReading, Finding, FindingKind, name_key
from codebook.draft import Draft, checked
from codebook.hierarchy import PlacedCode, ordered
from runs.exchange.refi.code_texts import code_described
from runs.exchange.refi.elements import children, guid_in, inside, text_in

EXCLUSIVE = "Exclusive group: of these codes a passage gets at most one."
"""The description of a set of codes that is an exclusive group."""
OUTSIDE = "Not in the codebook, but given to passages."
"""The description of a code that only codings have."""


class CodesRead(NamedTuple):
    """The codes of a file."""

    names: dict[str, str]
    """The name of each code by its GUID."""
    reading: CodebookReading | None
    """The codebook, and what to look at in it; None where the file has no codes."""
    other_sets: int
    """Sets of codes that are no exclusive groups."""


class _Found(NamedTuple):
    guid: str
    placed: PlacedCode
    is_outside: bool


def read_codes(file: str, name: str, root: Element, *, used: frozenset[str]) -> CodesRead:
    """The codes below the root of a codebook, or of a project's codebook.

    Args:
        file: The file's name, for messages.
        name: What the codebook is called.
        root: The element ``CodeBook`` or ``Project``.
        used: GUIDs of codes that are given; they are codable whatever the file says.

    Raises:
        CodebookError: The codes cannot be used.
    """
    found = list(_codes(root, used))
    groups, other_sets = _groups(root)
    inside_book, names, findings = _unique(found)
    draft = ordered(inside_book)
    by_path = {_key(one.path): entry.code.name for one, entry in zip(inside_book, draft.codes, strict=True)}
    named = {guid: by_path.get(path, name) for guid, (path, name) in names.items()}
    if not inside_book:
        return CodesRead(named, None, other_sets)
    grouped = {named[guid]: group for guid, group in groups.items() if guid in named}
    codes = [
        entry._replace(code=entry.code.model_copy(update={"group": grouped.get(entry.code.name)}))
        for entry in draft.codes
    ]
    description = text_in(root, "Description")
    book = Draft(name, description, 1, codes, [*findings, *draft.findings])
    return CodesRead(named, _without_lines(checked(file, book)), other_sets)


def _codes(root: Element, used: frozenset[str]) -> Iterator[_Found]:
    top = root if next(children(root, "Codes"), None) is not None else next(children(root, "CodeBook"), root)
    waiting = [(each, ()) for each in reversed(list(inside(top, "Codes", "Code")))]
    while waiting:
        element, above = waiting.pop()
        path = (*above, _printable(element.get("name", "")))
        guid = guid_in(element, "guid")
        codable = element.get("isCodable", "true").strip().lower() not in {"false", "0"}
        description = text_in(element, "Description")
        code = code_described(Code(name=path[-1], codable=codable or guid in used), description)
        below = list(children(element, "Code"))
        yield _Found(guid, PlacedCode(code, 1, path), description.strip() == OUTSIDE and not below)
        waiting += [(each, path) for each in reversed(below)]


def _printable(name: str) -> str:
    """A code's name; without what a name may not hold, should it hold any."""
    if name.isprintable() and name.strip():
        return name
    return " ".join("".join(each if each.isprintable() else " " for each in name).split()) or "code without a name"


def _unique(
    found: Sequence[_Found],
) -> tuple[list[PlacedCode], dict[str, tuple[tuple[str, ...], str]], list[Finding]]:
    """The codes of the codebook, each place once; the place and name of each GUID; and what was put together."""
    codes: dict[tuple[str, ...], PlacedCode] = {}
    places: dict[str, tuple[tuple[str, ...], str]] = {}
    findings: list[Finding] = []
    for guid, placed, is_outside in found:
        key = _key(placed.path)
        places[guid] = (() if is_outside else key, placed.code.name)
        if key in codes and not is_outside:
            what = f"Two codes at one place are called {placed.code.name!r}; they are taken for one."
            findings.append(Finding(kind=FindingKind.ASSUMED, what=what, code=placed.code.name))
        elif not is_outside:
            codes[key] = placed
    return list(codes.values()), places, findings


def _groups(root: Element) -> tuple[dict[str, str], int]:
    """The exclusive group of each code by its GUID, and how many other sets hold codes."""
    groups: dict[str, str] = {}
    others = 0
    for each in inside(root, "Sets", "Set"):
        members = [guid_in(one, "guid") or guid_in(one, "targetGUID") for one in children(each, "MemberCode")]
        if text_in(each, "Description").strip() == EXCLUSIVE:
            groups.update(dict.fromkeys(members, each.get("name", "")))
        else:
            others += bool(members)
    return groups, others


def _key(path: Sequence[str]) -> tuple[str, ...]:
    return tuple(name_key(part) for part in path)


def _without_lines(reading: CodebookReading) -> CodebookReading:
    """The reading without numbers of lines, which such a file does not have."""
    findings = tuple(finding.model_copy(update={"line": None}) for finding in reading.findings)
    return reading.model_copy(update={"findings": findings})
