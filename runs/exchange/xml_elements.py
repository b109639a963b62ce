"""XML of other programs, read safely, and matched by local names: their namespaces differ."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

_MOST = 4_000_000
_DEEPEST = 250


class XmlError(Exception):
    """XML is broken or not to be trusted; the message is a sentence that says why."""


class _Limited(TreeBuilder):
    """Builds a tree that is neither too deep nor too large."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._number = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        """An element begins."""
        self._depth += 1
        self._number += 1
        if self._depth > _DEEPEST:
            raise XmlError(f"Its XML is nested over {_DEEPEST} deep.")
        if self._number > _MOST:
            raise XmlError(f"Its XML has over {_MOST:,} elements.")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        """An element ends."""
        self._depth -= 1
        return super().end(tag)


def root_of(data: bytes) -> Element:
    """The root element; entities and document types are refused.

    Raises:
        XmlError: It is no well-formed XML, declares a document type, or is too deep or too large.
    """
    parser = DefusedXMLParser(target=_Limited(), forbid_dtd=True)
    try:
        parser.feed(data)
        return parser.close()
    except DefusedXmlException:
        raise XmlError("Its XML declares a document type or entities, which no such file needs.") from None
    except (ParseError, ValueError, LookupError):
        raise XmlError("Its XML is broken.") from None


def is_called(element: Element, name: str) -> bool:
    """Whether this is the element's name, whatever its namespace."""
    return element.tag.rpartition("}")[2] == name


def children(element: Element, *names: str) -> Iterator[Element]:
    """The children of any of these names, in their order."""
    return (each for each in element if each.tag.rpartition("}")[2] in names)


def inside(element: Element, container: str, name: str) -> Iterator[Element]:
    """The children of a name in all containers of a name."""
    return (each for held in children(element, container) for each in children(held, name))


def attribute(element: Element, name: str) -> str:
    """An attribute by its local name; empty where there is none."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def text_in(element: Element, name: str) -> str:
    """What stands in the first child of this name; empty where that is blank or there is none."""
    found = next(children(element, name), None)
    text = "" if found is None else found.text or ""
    return text if text.strip() else ""


def guid_in(element: Element, attribute: str) -> str:
    """A GUID, in small letters and without braces; empty where there is none."""
    return element.get(attribute, "").strip().strip("{}").lower()


def number_in(element: Element, attribute: str) -> int | None:
    """A whole number that is not negative; None where there is none."""
    written = element.get(attribute, "").strip()
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else None
