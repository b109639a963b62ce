"""Marks in the text of a Word document where its comments begin and end, so that they survive its reading."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from runs.transcripts.word_file import word_text
from runs.transcripts.word_package import DOCUMENT, cleaned

_FIRST = 0x100000
_MARK = re.compile("[\U00100000-\U0010fffd]")
_MOST = 0xFFFE
_TAG = re.compile(
    rb"<w:(?P<edge>commentRange(?:Start|End))\s[^>]*?w:id=[\"'](?P<id>\d{1,9})[\"'][^>]*?(?:/>|>\s*</w:(?P=edge)>)"
    rb"|<w:p(?:\s[^>]*)?(?<!/)>(?:\s*<w:pPr(?:\s[^>]*)?/>|\s*<w:pPr(?:\s[^>]*)?>.*?</w:pPr>)?|</w:p>",
    re.DOTALL,
)


class Anchor(NamedTuple):
    """Where a comment is anchored in the text of its document."""

    start: int
    end: int


def anchors_in(name: str, parts: Mapping[str, bytes], text: str) -> dict[str, Anchor]:
    """Where the comments of a Word document are anchored in its text, by their ids.

    Each edge becomes a character of a private plane in a copy of the document, which is read like the document
    itself; what the reading does to the text, it does around the marks. Anchors without both edges are none.

    Args:
        name: The file's name.
        parts: The parts of its package.
        text: What was read of it without marks.
    """
    edges: list[tuple[str, bool]] = []
    marked = {path: _marked(part, edges) if DOCUMENT.fullmatch(path) else part for path, part in parts.items()}
    read = word_text(name, cleaned(marked)) if edges else text
    if _MARK.search(text) or _MARK.sub("", read) != text:
        return {}
    return dict(_anchors(read, edges))


def _marked(document: bytes, edges: list[tuple[str, bool]]) -> bytes:
    """The XML with a mark at each edge of an anchor; one between paragraphs goes to the words that it bounds."""
    out: list[bytes] = []
    done = depth = 0
    waiting: list[bytes] = []
    closing: int | None = None
    for found in _TAG.finditer(document):
        out.append(document[done : found.start()])
        done = found.end()
        if found["edge"]:
            is_start = found["edge"].endswith(b"Start")
            mark = _run(edges, found["id"].decode(), is_start=is_start)
            if depth:
                out.append(mark)
            elif is_start:
                waiting.append(mark)
            elif closing is not None:
                out[closing] = mark + out[closing]
            continue
        out.append(found.group())
        if found.group() == b"</w:p>":
            depth = max(depth - 1, 0)
            closing = len(out) - 1
        else:
            depth += 1
            out += waiting
            waiting = []
    return b"".join([*out, document[done:]])


def _run(edges: list[tuple[str, bool]], comment: str, *, is_start: bool) -> bytes:
    if len(edges) >= _MOST:
        return b""
    edges.append((comment, is_start))
    return f"<w:r><w:t>{chr(_FIRST + len(edges) - 1)}</w:t></w:r>".encode()


def _anchors(read: str, edges: list[tuple[str, bool]]) -> Iterator[tuple[str, Anchor]]:
    """The anchors that have both ends. A merged cell is read more than once; the first time counts."""
    starts: dict[str, int] = {}
    ended: set[str] = set()
    for number, mark in enumerate(_MARK.finditer(read)):
        comment, is_start = edges[ord(mark.group()) - _FIRST]
        at = mark.start() - number
        if is_start:
            starts.setdefault(comment, at)
        elif comment in starts and comment not in ended:
            ended.add(comment)
            yield comment, Anchor(starts[comment], at)
