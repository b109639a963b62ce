"""Writes the codes of a study as REFI-QDA has them."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from codebook import Code, Codebook
from runs.exchange.refi.code_reading import EXCLUSIVE, OUTSIDE
from runs.exchange.refi.code_texts import description_of
from runs.exchange.refi.guids import code_guid, guid
from runs.exchange.refi.xml_writing import XmlWriting


class CodeTree(NamedTuple):
    """The codes of a study, and those that only codings have."""

    book: Codebook | None
    outside: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is no code at all."""
        return self.book is None and not self.outside


def write_codes(xml: XmlWriting, tree: CodeTree) -> None:
    """The element ``Codes``; there must be a code."""
    with xml.within("Codes"):
        for code in tree.book.children(None) if tree.book else ():
            _write_code(xml, tree.book, code)
        for name in tree.outside:
            with xml.within("Code", guid=code_guid(name), name=name, isCodable="true"):
                xml.element("Description", OUTSIDE)


def _write_code(xml: XmlWriting, book: Codebook | None, code: Code) -> None:
    codable = "true" if code.codable else "false"
    with xml.within("Code", guid=code_guid(code.name), name=code.name, isCodable=codable):
        description = description_of(code)
        if description:
            xml.element("Description", description)
        for below in book.children(code.name) if book else ():
            _write_code(xml, book, below)


def write_groups(xml: XmlWriting, book: Codebook | None, *, member: str) -> None:
    """The exclusive groups as sets of codes; nothing where there are none.

    Args:
        xml: Where they go.
        book: The codebook.
        member: The attribute that names a code: ``guid`` in a codebook, ``targetGUID`` in a project.
    """
    groups: dict[str, list[str]] = {}
    for code in book.codes if book else ():
        if code.group is not None:
            groups.setdefault(code.group, []).append(code.name)
    if not groups:
        return
    with xml.within("Sets"):
        for name, codes in groups.items():
            with xml.within("Set", guid=guid("group", name), name=name):
                xml.element("Description", EXCLUSIVE)
                for code in codes:
                    xml.element("MemberCode", **{member: code_guid(code)})


def codes_outside(used: Iterable[str], book: Codebook | None) -> Iterator[str]:
    """The codes that are given to passages and not in the codebook."""
    return (name for name in dict.fromkeys(used) if book is None or name not in book)
