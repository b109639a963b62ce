"""A transcript with its codes as Delve prints it: paragraphs, their speakers, codes and underlined words."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from runs.transcripts.delve_lines import LineKind, PrintedLine, printed_lines
from runs.transcripts.delve_paragraphs import Paragraph, paragraphs_of
from runs.transcripts.pdf_drawing import drawn_page
from runs.transcripts.pdf_pages import opened, page_texts
from runs.transcripts.reading import LeftOut, UnreadableTranscript

_CLOSING = re.compile(r"\s*Created with the Delve Qualitative Analysis Tool \(https?://(?:www\.)?delvetool\.com/?\)\s*")
_ENDING = re.compile(r"\.(?:txt|docx?|rtf|odt|pdf)$", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*https?://app\.delvetool\.com/transcripts/\d+/print\b.*")


class DelvePrint(NamedTuple):
    """What a print of Delve shows."""

    title: str
    """The transcript's name in Delve without a file's ending; empty where it is not printed."""
    paragraphs: tuple[Paragraph, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def is_coded(self) -> bool:
        """Whether anything is underlined or tagged in it."""
        return any(paragraph.codes or paragraph.underlined for paragraph in self.paragraphs)


def is_delve_print(data: bytes) -> bool:
    """Whether a file is a PDF that carries Delve's own line at its end, or Delve's address at the foot of its pages."""
    if b"%PDF" not in data[:1024]:
        return False
    try:
        with opened("", data) as document:
            return _signed(page_texts("", document))
    except UnreadableTranscript:
        return False


def _signed(pages: Iterable[str]) -> bool:
    return any(_is_signed(line) for text in pages for line in text.splitlines())


def _is_signed(line: str) -> bool:
    return bool(_CLOSING.fullmatch(line) or _ADDRESS.fullmatch(line))


def read_delve_print(name: str, data: bytes) -> DelvePrint:
    """The paragraphs of a print; page headers, page footers and Delve's own line are left out.

    Args:
        name: The file's name, for messages.
        data: The file's bytes.

    Raises:
        UnreadableTranscript: It is damaged, protected, no print of Delve, or without text.
    """
    with opened(name, data) as document:
        if not any(_is_signed(line) for text in page_texts(name, document) for line in text.splitlines()):
            raise UnreadableTranscript(
                name, "It is no PDF that was printed from Delve.", do="Import it as a transcript."
            )
        lines = printed_lines([drawn_page(name, document, number) for number in range(len(document))])
    margins = [line for line in lines if line.kind is LineKind.MARGIN or _is_signed(line.text)]
    titles = [line for line in lines if line.kind is LineKind.TITLE]
    body = [line for line in lines if line.kind is not LineKind.TITLE and line not in margins]
    paragraphs = paragraphs_of(body)
    if not any(paragraph.text for paragraph in paragraphs):
        raise UnreadableTranscript(name, "No speech was found in it.", do="Check that it is the right file.")
    return DelvePrint(
        title=_ENDING.sub("", " ".join(line.text for line in titles)),
        paragraphs=tuple(paragraphs),
        left_out=_left_out(margins, titles),
    )


def _left_out(margins: Sequence[PrintedLine], titles: Sequence[PrintedLine]) -> tuple[LeftOut, ...]:
    found = (("title", titles), (LineKind.MARGIN.value, margins))
    return tuple(LeftOut(why=why, count=len(lines)) for why, lines in found if lines)
