"""The words of an HTML document, and where they stand among its text nodes."""

import re
from bisect import bisect_left, bisect_right
from html.parser import HTMLParser
from itertools import pairwise

from runs.exchange.positions.offsets import Positions, Reckoning, SourceText

_BREAKING = re.compile(
    r"address|article|aside|blockquote|br|d[dlt]|div|fig(?:caption|ure)|footer|h[1-6r]|header|li|main|[ou]l|p|pre"
    r"|section|table|t[dhr]"
)


class HtmlText:
    """The text nodes of a document, joined, and the text as a person reads it, with a line for each block."""

    def __init__(self, html: str) -> None:
        parsed = _Nodes()
        parsed.feed(html)
        parsed.close()
        self.nodes = SourceText("".join(parsed.pieces))
        positions = Positions(self.nodes, Reckoning())
        self._breaks = [positions.index(at) or 0 for at in parsed.breaks]
        self.text = self._with_breaks(self.nodes.text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the text of a span of the joined text nodes."""
        return start + bisect_right(self._breaks, start), end + bisect_left(self._breaks, end)

    def _with_breaks(self, joined: str) -> str:
        edges = [0, *self._breaks, len(joined)]
        return "\n".join(joined[start:end] for start, end in pairwise(edges))


class _Nodes(HTMLParser):
    """Collects text nodes, and where one block follows another without a line end between them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.breaks: list[int] = []
        self._length = 0
        self._after_block = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins."""
        self._after_block |= _BREAKING.fullmatch(tag) is not None

    def handle_endtag(self, tag: str) -> None:
        """A block ends."""
        self._after_block |= _BREAKING.fullmatch(tag) is not None

    def handle_data(self, data: str) -> None:
        """A text node."""
        ends_line = not self.pieces or self.pieces[-1].endswith(("\n", "\r"))
        if self._after_block and not ends_line and not data.startswith(("\n", "\r")):
            self.breaks.append(self._length)
        self._after_block = False
        self.pieces.append(data)
        self._length += len(data)
