"""The texts of a REFI-QDA project, as its package has them."""

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from codebook import InputError
from runs.archives import Archive
from runs.exchange.positions.offsets import SourceText
from runs.exchange.xml_elements import children, text_in
from runs.transcripts.decoding import decode_as_it_is

_SCHEME = re.compile(r"^(?P<scheme>internal|relative|absolute)://+", re.IGNORECASE)
_LAST = re.compile(r"[/\\]")
_BOM = "\ufeff"


class Source(NamedTuple):
    """A text and the element that has its selections."""

    element: Element
    name: str
    """Unique in its project."""
    content: SourceText
    encoding: str
    guessed: bool
    sha256: str
    """SHA-256 of the file's bytes, hexadecimal."""


class MissingText(NamedTuple):
    """A source whose text cannot be had."""

    name: str
    why: str


def sources(root: Element, package: Archive) -> Iterator[Source | MissingText]:
    """Every text among the sources: of text, of PDF where the text is beside it, and of recordings."""
    taken: set[str] = set()
    for container in children(root, "Sources"):
        for source in container:
            for element in _texts(source):
                name = _unique(_name(element) or _name(source) or f"source {len(taken) + 1}", taken)
                yield _source(element, name, package)


def _texts(source: Element) -> Iterator[Element]:
    yield from [source] if source.tag.endswith("TextSource") else children(source, "Representation", "Transcript")


def _name(element: Element) -> str:
    return element.get("name", "").strip()


def _unique(name: str, taken: set[str]) -> str:
    """The name, with a number where an earlier source has it."""
    free = name
    number = 1
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    taken.add(free)
    return free


def _source(element: Element, name: str, package: Archive) -> Source | MissingText:
    inline = text_in(element, "PlainTextContent")
    if inline:
        return Source(element, name, SourceText(inline), "utf-8", guessed=False, sha256=_sha256(inline.encode()))
    path = element.get("plainTextPath", "")
    member = member_at(path, package)
    if member is None:
        return MissingText(name, "its text is not in the package" if path else "it has no plain text")
    data = package.read(member)
    try:
        return _decoded(element, name, data)
    except InputError as error:
        return MissingText(name, error.why)


def member_at(path: str, package: Archive) -> str | None:
    """The member that a path means; what lies outside of the package is never looked for."""
    found = _SCHEME.match(path)
    tail = path[found.end() :] if found else path
    if not tail:
        return None
    if found and found["scheme"].lower() != "internal":
        return package.find(f"sources/{_LAST.split(tail)[-1]}")
    return package.find(f"sources/{tail}") or package.find(tail)


def _decoded(element: Element, name: str, data: bytes) -> Source:
    digest = _sha256(data)
    try:
        raw = data.decode("utf-8")
    except UnicodeDecodeError:
        decoded = decode_as_it_is(name, data)
        has_bom = decoded.encoding in {"utf-16", "utf-32", "utf-8-sig"} and not decoded.guessed
        return Source(
            element, name, SourceText(decoded.text, has_bom=has_bom), decoded.encoding, decoded.guessed, digest
        )
    has_bom = raw.startswith(_BOM)
    return Source(element, name, SourceText(raw.removeprefix(_BOM), has_bom=has_bom), "utf-8", False, digest)


def text_of_note(element: Element, package: Archive) -> str:
    """The words of a note; empty where they cannot be had."""
    inline = text_in(element, "PlainTextContent")
    member = member_at(element.get("plainTextPath", ""), package)
    return inline or (package.read(member).decode("utf-8", "replace") if member else "")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
