"""The codes of a REFI-QDA project or codebook."""

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from codebook import Code
from codebook.hierarchy import PlacedCode
from runs.exchange.code_places import BookRead, printable_name, put_together
from runs.exchange.refi.code_texts import code_described
from runs.exchange.xml_elements import children, guid_in, inside, text_in

EXCLUSIVE = "Exclusive group: of these codes a passage gets at most one."
"""The description of a set of codes that is an exclusive group."""
OUTSIDE = "Not in the codebook, but given to passages."
"""The description of a code that only codings have."""


class CodesRead(NamedTuple):
    """The codes of a file."""

    names: dict[str, str]
    """The name of each code by its GUID."""
    book: BookRead
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
    """
    found = list(_codes(root, used))
    groups, other_sets = _groups(root)
    together = put_together([(each.guid, each.placed) for each in found if not each.is_outside])
    names = {each.guid: each.placed.code.name for each in found if each.is_outside} | together.names
    grouped = {names[guid]: group for guid, group in groups.items() if guid in names}
    codes = [
        entry._replace(code=entry.code.model_copy(update={"group": grouped.get(entry.code.name)}))
        for entry in together.codes
    ]
    book = together._replace(codes=codes).book(file, name, text_in(root, "Description"))
    return CodesRead(names, book, other_sets)


def _codes(root: Element, used: frozenset[str]) -> Iterator[_Found]:
    top = root if next(children(root, "Codes"), None) is not None else next(children(root, "CodeBook"), root)
    waiting = [(each, ()) for each in reversed(list(inside(top, "Codes", "Code")))]
    while waiting:
        element, above = waiting.pop()
        path = (*above, printable_name(element.get("name", "")))
        guid = guid_in(element, "guid")
        codable = element.get("isCodable", "true").strip().lower() not in {"false", "0"}
        description = text_in(element, "Description")
        code = code_described(Code(name=path[-1], codable=codable or guid in used), description)
        below = list(children(element, "Code"))
        yield _Found(guid, PlacedCode(code, 1, path), description.strip() == OUTSIDE and not below)
        waiting += [(each, path) for each in reversed(below)]


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
