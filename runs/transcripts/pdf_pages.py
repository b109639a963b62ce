"""The text of a PDF file, page by page."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from typing import Protocol, cast

import pypdfium2

from runs.transcripts.decoding import canonical
from runs.transcripts.reading import UnreadableTranscript

SOFT_HYPHENS = ("\x02", "\ufffe", "\xad")
"""What pdfium puts for a hyphen at the end of a line; it then runs the next line on."""
MAX_PAGES = 5_000
MAX_CHARACTERS = 50_000_000
_SOFT_BREAK = re.compile(f"([{''.join(SOFT_HYPHENS)}])(?:\\r?\\n)?")


class _TextPage(Protocol):
    """What is used of a text page of pypdfium2, whose own types are incomplete."""

    def get_text_bounded(self) -> str:
        """All text of the page."""
        ...


@contextmanager
def opened(name: str, data: bytes) -> Generator[pypdfium2.PdfDocument]:
    """A PDF file to read from; what pdfium cannot read in it is told as a file that cannot be read.

    Raises:
        UnreadableTranscript: It is damaged, protected by a password, or has too many pages.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _unopened(name, str(error)) from None
    try:
        if len(document) > MAX_PAGES:
            raise UnreadableTranscript(name, f"It has over {MAX_PAGES:,} pages.", do="Split it into interviews.")
        yield document
    except pypdfium2.PdfiumError:
        raise UnreadableTranscript(name, "Its pages are damaged.", do="Print it to a new PDF file.") from None
    finally:
        document.close()


def pages_of(name: str, data: bytes) -> list[list[str]]:
    """The lines of each page as pdfium reads them."""
    with opened(name, data) as document:
        return [_lines(text) for text in page_texts(name, document)]


def page_texts(name: str, document: pypdfium2.PdfDocument) -> Generator[str]:
    """The text of each page as pdfium reads it.

    Raises:
        UnreadableTranscript: It is too much.
    """
    total = 0
    for number in range(len(document)):
        text = _page_text(document, number)
        total += len(text)
        if total > MAX_CHARACTERS:
            raise UnreadableTranscript(name, "It holds too much text.", do="Split it into interviews.")
        yield text


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in canonical(_SOFT_BREAK.sub(r"\1\n", text)).split("\n")]


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    text_page = page.get_textpage()
    try:
        return cast("_TextPage", text_page).get_text_bounded()
    finally:
        text_page.close()
        page.close()


def _unopened(name: str, error: str) -> UnreadableTranscript:
    if "assword" in error:
        do = "Open it, remove the password and save a copy."
        return UnreadableTranscript(name, "It is a PDF file protected by a password.", do=do)
    return UnreadableTranscript(name, "It is a damaged PDF file.", do="Export it again, best as text or Word.")
