"""Word documents: transcripts typed by hand, tables, and the exports of Otter, Teams and Google Meet."""

import io
import re
from collections.abc import Iterator, Mapping
from typing import Protocol, cast

from docx2python import docx2python

from runs.transcripts.blocks import BETWEEN, Block, BlockTalk, talk_of_blocks, text_of_blocks
from runs.transcripts.decoding import canonical
from runs.transcripts.reading import LeftOut, UnreadableTranscript
from runs.transcripts.word_package import cleaned, document_xml, open_package

_LINK = re.compile(r'<a href="[^"]*">(.*?)</a>', re.DOTALL)
_MEDIA = re.compile(r"----(?:media/[^\n]*?|footnote\d+|endnote\d+|Image alt text[^\n]*?)----(?:>[^<]*<)?")
_COMMENTS = re.compile(r"word/comments\d*\.xml", re.IGNORECASE)
_COMMENT = re.compile(rb"<w:comment[\s>]")
_BESIDE = re.compile(r"word/(footnotes|endnotes|header|footer)\d*\.xml", re.IGNORECASE)
_NOTE = re.compile(rb"<w:(?:footnote|endnote)\s(?![^>]*w:type=)[^>]*>")
_WORDS = re.compile(rb"<w:t(?:\s[^>]*)?>[^<]*[^<\s]")
_CHANGES = (
    (re.compile(rb"<w:(?:ins|moveTo)(?:\s[^>]*)?(?<!/)>"), "insertions kept"),
    (re.compile(rb"<w:(?:del|moveFrom)(?:\s[^>]*)?(?<!/)>"), "deletions left out"),
)


class _Paragraph(Protocol):
    """What is used of a paragraph of docx2python."""

    run_strings: list[str]
    list_position: tuple[str | None, list[int]]


def read_word(name: str, data: bytes, stem: str) -> BlockTalk:
    """The talk of a Word document, whichever way it sets speakers apart."""
    parts = open_package(name, data)
    talk = talk_of_blocks(_content(name, cleaned(parts)), stem)
    if not talk.utterances:
        raise UnreadableTranscript(name, "It is a Word document without text.", do="Check that it is the right file.")
    comments = sum(len(_COMMENT.findall(part)) for path, part in parts.items() if _COMMENTS.fullmatch(path))
    beside = {"comments": comments, **_beside_the_text(parts)}
    left = tuple(LeftOut(why=why, count=count) for why, count in beside.items() if count)
    warnings = (*tracked_changes(document_xml(parts)), *talk.warnings)
    return talk._replace(left_out=(*talk.left_out, *left), warnings=warnings)


def word_text(name: str, package: bytes) -> str:
    """All that stands in a Word document, in which utterances know their places."""
    return text_of_blocks(_content(name, package))


def _content(name: str, package: bytes) -> list[Block]:
    """What docx2python finds; it raises whatever a damaged document makes it stumble over."""
    try:
        with docx2python(io.BytesIO(package)) as document:
            tables = cast("list[list[list[list[_Paragraph]]]]", document.body_pars)
            return [_block(table) for table in tables]
    except Exception:
        reason = "Its Word document is damaged."
        do = "Open it in Word, save a copy as .docx and import that."
        raise UnreadableTranscript(name, reason, do=do) from None


def _block(table: list[list[list[_Paragraph]]]) -> Block:
    """Running text, which docx2python gives as a table of one column, as a string; others as rows."""
    if any(len(row) > 1 for row in table):
        return [["\n".join(map(_plain, cell)) for cell in row] for row in table]
    return BETWEEN.join(_plain(paragraph) for row in table for cell in row for paragraph in cell)


def _plain(paragraph: _Paragraph) -> str:
    """A paragraph's text without the number or bullet that docx2python puts before list items."""
    runs = paragraph.run_strings
    is_listed = bool(paragraph.list_position[1]) and runs[:1] != [] and runs[0].endswith("\t")
    text = "".join(runs[1:] if is_listed else runs)
    return canonical(_MEDIA.sub("", _LINK.sub(r"\1", text)))


def _beside_the_text(parts: Mapping[str, bytes]) -> Mapping[str, int]:
    """How many notes and lines of page headers a package holds beside its main text, by what they are."""
    found = {"footnotes": 0, "endnotes": 0, "page headers and footers": 0}
    for path, part in parts.items():
        kind = _BESIDE.fullmatch(path)
        if kind and kind[1].lower() in found:
            found[kind[1].lower()] += len(_NOTE.findall(part))
        elif kind:
            found["page headers and footers"] += _WORDS.search(part) is not None
    return found


def tracked_changes(document: bytes) -> Iterator[str]:
    """That a document has tracked changes, and what became of them."""
    found = [(len(pattern.findall(document)), what) for pattern, what in _CHANGES]
    if any(number for number, _ in found):
        yield "Tracked changes found: " + ", ".join(f"{number} {what}" for number, what in found) + "."
