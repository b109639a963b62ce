"""OpenDocument texts (ODT), as LibreOffice and Google Docs write them."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from runs.archives import Archive, ArchiveError, Limits
from runs.exchange.xml_elements import XmlError, children, root_of
from runs.transcripts.blocks import Block, talk_of_blocks
from runs.transcripts.decoding import canonical
from runs.transcripts.found import Found, rendered
from runs.transcripts.reading import LeftOut, UnreadableTranscript
from runs.transcripts.word_tables import Row

MIMETYPE = b"mimetypeapplication/vnd.oasis.opendocument.text"
_LIMITS = Limits(members=5_000, member_bytes=60_000_000, total_bytes=60_000_000)
_DO = "Open it in LibreOffice or Word, save a copy as .docx or as text, and import that."
_BESIDE = {"annotation": "comments", "note": "footnotes and endnotes"}
_CONTAINERS = ("section", "list", "list-item", "list-header", "index-body", "text-box", "frame", "numbered-paragraph")


def is_open_document(data: bytes) -> bool:
    """Whether a package says at its beginning that it is an OpenDocument text, as the standard asks."""
    return data.startswith(b"PK\x03\x04") and MIMETYPE in data[:200]


def read_open_document(name: str, data: bytes, stem: str) -> Found:
    """The talk of an OpenDocument text; tracked deletions, comments and notes are left out and counted.

    Raises:
        UnreadableTranscript: The package or its XML is broken, encrypted, too large or not to be trusted.
    """
    body = _body(name, data)
    counts: dict[str, int] = {}
    talk = talk_of_blocks(_blocks(body, counts), stem)
    left = tuple(LeftOut(why=why, count=count) for why, count in counts.items())
    warnings = (*_tracked(body), *talk.warnings)
    return rendered(talk.utterances, f"ODT, {talk.layout}", (*talk.left_out, *left), warnings)


def _body(name: str, data: bytes) -> Element:
    try:
        package = Archive(data, _LIMITS)
        if "content.xml" not in package.names:
            raise ArchiveError("It has no `content.xml`.")
        if b"manifest:encryption-data" in _manifest(package):
            raise ArchiveError("It is protected by a password.")
        root = root_of(package.read("content.xml"))
        found = next((text for body in children(root, "body") for text in children(body, "text")), None)
    except ArchiveError as error:
        raise UnreadableTranscript(name, error.reason, do=_DO) from None
    except XmlError as error:
        raise UnreadableTranscript(name, str(error), do=_DO) from None
    if found is None:
        raise UnreadableTranscript(name, "It is no OpenDocument text.", do=_DO)
    return found


def _manifest(package: Archive) -> bytes:
    path = "META-INF/manifest.xml"
    return package.read(path) if path in package.names else b""


def _blocks(body: Element, counts: dict[str, int]) -> list[Block]:
    """Paragraphs between tables joined by blank lines, and tables as rows."""
    blocks: list[Block] = []
    paragraphs: list[str] = []
    for each in _parts(body):
        if _local(each) != "table":
            paragraphs.append(_plain(each, counts))
            continue
        blocks += [*_joined(paragraphs), _rows(each, counts)]
        paragraphs = []
    return [*blocks, *_joined(paragraphs)]


def _joined(paragraphs: list[str]) -> list[Block]:
    return ["\n\n".join(paragraphs)] if paragraphs else []


def _parts(element: Element) -> Iterator[Element]:
    """The paragraphs, headings and tables in an element, in their order."""
    for each in element:
        name = _local(each)
        if name in ("p", "h", "table"):
            yield each
        elif name in _CONTAINERS:
            yield from _parts(each)


def _rows(table: Element, counts: dict[str, int]) -> list[Row]:
    return [[_cell(cell, counts) for cell in children(row, "table-cell")] for row in _table_rows(table)]


def _table_rows(table: Element) -> Iterator[Element]:
    for each in table:
        if _local(each) == "table-row":
            yield each
        elif _local(each) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _table_rows(each)


def _cell(cell: Element, counts: dict[str, int]) -> str:
    return "\n".join(_plain(each, counts) for each in _parts(cell) if _local(each) != "table")


def _plain(element: Element, counts: dict[str, int]) -> str:
    return canonical("".join(_pieces(element, counts))).strip("\n")


def _pieces(element: Element, counts: dict[str, int]) -> Iterator[str]:
    """The words of a paragraph; white space in the file counts as one space, further ones are elements."""
    yield _spaced(element.text)
    for each in element:
        name = _local(each)
        if name in _BESIDE:
            counts[_BESIDE[name]] = counts.get(_BESIDE[name], 0) + 1
        elif name == "s":
            yield " " * min(int(_attribute(each, "c", "1")), 1000)
        elif name in ("tab", "line-break"):
            yield "\t" if name == "tab" else "\n"
        else:
            yield from _pieces(each, counts)
        yield _spaced(each.tail)


def _spaced(text: str | None) -> str:
    return "".join(" " if letter in "\t\r\n" else letter for letter in text or "")


def _tracked(body: Element) -> Iterator[str]:
    regions = [each for held in children(body, "tracked-changes") for each in children(held, "changed-region")]
    inserted = sum(next(children(each, "insertion"), None) is not None for each in regions)
    deleted = sum(next(children(each, "deletion"), None) is not None for each in regions)
    if inserted or deleted:
        yield f"Tracked changes found: {inserted} insertions kept, {deleted} deletions left out."


def _attribute(element: Element, name: str, default: str) -> str:
    found = next((value for key, value in element.items() if key.rpartition("}")[2] == name), default)
    return found if found.isascii() and found.isdigit() and len(found) < 5 else default


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
