"""Web pages (HTML): their text by blocks, without scripts, styles and what is hidden."""

import codecs
import re
from html.parser import HTMLParser

from runs.transcripts.blocks import Block, talk_of_blocks
from runs.transcripts.decoding import Decoded, canonical, decode, doubts
from runs.transcripts.found import Found, rendered
from runs.transcripts.reading import LeftOut, refuse_larger
from runs.transcripts.word_tables import Row
from runs.transcripts.words import words

_MOST_BYTES = 20_000_000
_OPENING = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
_SILENT = frozenset({"script", "style", "head", "template", "noscript", "svg", "math", "iframe", "object", "select"})
_BLOCKS = words(
    """
    address article aside blockquote body caption dd details dialog div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table td th title tr ul
    """
)
_SPACE = re.compile(r"[ \t\r\n\f]+")


def is_html(text: str) -> bool:
    """Whether a text opens as a web page does."""
    return _OPENING.match(text[:10_000].lstrip("\ufeff")) is not None


def read_html(name: str, data: bytes, stem: str) -> Found:
    """The talk of a web page; each block is a paragraph, and tables of turns are read by their columns.

    Raises:
        UnreadableTranscript: It is larger than an interview can be, or cannot be decoded.
    """
    refuse_larger(name, data, _MOST_BYTES)
    decoded = _decoded(name, data)
    page = _Page()
    page.feed(decoded.text)
    page.close()
    talk = talk_of_blocks(page.finished(), stem)
    silent = (LeftOut(why="scripts, styles and the page's head", count=page.silenced),) if page.silenced else ()
    found = rendered(talk.utterances, f"HTML, {talk.layout}", (*talk.left_out, *silent), talk.warnings)
    return found._replace(encoding=decoded.encoding, warnings=(*doubts(decoded), *found.warnings))


def _decoded(name: str, data: bytes) -> Decoded:
    """The page's text: UTF-8 or what a BOM says, else what the page declares, else the likeliest guess."""
    declared = _DECLARED.search(data[:4096])
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if declared and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            try:
                encoding = codecs.lookup(declared[1].decode()).name
                return Decoded(canonical(data.decode(encoding)), encoding, guessed=False)
            except (LookupError, UnicodeError):
                pass
    return decode(name, data)


class _Page(HTMLParser):
    """Collects paragraphs and tables; tables within tables are taken for paragraphs of their cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.silenced = 0
        self._blocks: list[Block] = []
        self._paragraphs: list[str] = []
        self._pieces: list[str] = []
        self._silent = ""
        self._silent_depth = self._tables = self._kept = 0
        self._rows: list[list[str]] = []
        self._cell: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        if self._silent:
            self._silent_depth += tag == self._silent
            return
        if tag in _SILENT:
            self._silent, self._silent_depth = tag, 1
            self.silenced += 1
            return
        if tag == "br":
            self._pieces.append("\n")
        elif tag in _BLOCKS:
            self._end_paragraph()
        self._kept += tag == "pre"
        self._open_table_part(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if self._silent:
            self._silent_depth -= tag == self._silent
            self._silent = self._silent if self._silent_depth else ""
            return
        if tag in _BLOCKS:
            self._end_paragraph()
        self._kept = max(self._kept - (tag == "pre"), 0)
        self._close_table_part(tag)

    def handle_data(self, data: str) -> None:
        """A text node; white space counts as one space, but for preformatted text."""
        if not self._silent:
            self._pieces.append(data if self._kept else _SPACE.sub(" ", data))

    def finished(self) -> list[Block]:
        """All blocks of the page, in their order."""
        self._end_paragraph()
        self._end_rows()
        self._end_text()
        return self._blocks

    def _open_table_part(self, tag: str) -> None:
        if tag == "table":
            self._tables += 1
            if self._tables == 1:
                self._end_text()
        elif tag == "tr" and self._tables == 1:
            self._end_cell()
            self._rows.append([])
        elif tag in ("td", "th") and self._tables == 1:
            self._end_cell()

    def _close_table_part(self, tag: str) -> None:
        if tag in ("td", "th") and self._tables == 1 and self._rows:
            self._rows[-1].append("\n".join(self._cell))
            self._cell = []
        elif tag == "table" and self._tables:
            self._tables -= 1
            if not self._tables:
                self._end_rows()

    def _end_cell(self) -> None:
        """A cell whose end is not written, as HTML allows."""
        if self._cell and self._rows:
            self._rows[-1].append("\n".join(self._cell))
            self._cell = []

    def _end_rows(self) -> None:
        self._end_cell()
        rows: list[Row] = [row for row in self._rows if any(row)]
        if rows:
            self._blocks.append(rows)
        self._rows = []
        self._paragraphs += self._cell
        self._cell = []

    def _end_paragraph(self) -> None:
        text = "\n".join(line.strip(" ") for line in "".join(self._pieces).split("\n")).strip("\n")
        self._pieces = []
        if text.strip():
            (self._cell if self._tables else self._paragraphs).append(text)

    def _end_text(self) -> None:
        if self._paragraphs:
            self._blocks.append("\n\n".join(self._paragraphs))
        self._paragraphs = []
