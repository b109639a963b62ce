"""Word documents: transcripts typed by hand, tables, and the exports of Otter, Teams and Google Meet."""

import io
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol, TypeAlias, cast

from docx2python import docx2python

from runs.transcripts.decoding import canonical
from runs.transcripts.labelled_text import talk_in
from runs.transcripts.layouts import Line, Mark, lines_of
from runs.transcripts.marks import labels_before_colons
from runs.transcripts.reading import LeftOut, UnreadableTranscript
from runs.transcripts.rendering import Utterance
from runs.transcripts.times import is_time, milliseconds
from runs.transcripts.word_package import cleaned, document_xml, open_package
from runs.transcripts.word_tables import Row, columns_of, table_text, table_utterances

_BETWEEN = "\n\n"
"""What stands between paragraphs and blocks."""
_LINK = re.compile(r'<a href="[^"]*">(.*?)</a>', re.DOTALL)
_MEDIA = re.compile(r"----(?:media/[^\n]*?|footnote\d+|endnote\d+|Image alt text[^\n]*?)----(?:>[^<]*<)?")
_GEMINI = re.compile(r"\bGemini\b|[\U0001f4dd\U0001f4d6]")
_COMMENTS = re.compile(r"word/comments\d*\.xml", re.IGNORECASE)
_COMMENT = re.compile(rb"<w:comment[\s>]")
_CHANGES = (
    (re.compile(rb"<w:(?:ins|moveTo)(?:\s[^>]*)?(?<!/)>"), "insertions kept"),
    (re.compile(rb"<w:(?:del|moveFrom)(?:\s[^>]*)?(?<!/)>"), "deletions left out"),
)


class WordTalk(NamedTuple):
    """The talk of a Word file, and an account of what was recognised in it."""

    utterances: list[Utterance]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[str, ...]
    layout: str
    text: str = ""
    """All that stands in the file, in which the utterances have their places."""


class _Paragraph(Protocol):
    """What is used of a paragraph of docx2python."""

    run_strings: list[str]
    list_position: tuple[str | None, list[int]]


_Block: TypeAlias = str | list[Row]
"""The paragraphs between tables, or a table."""


def read_word(name: str, data: bytes, stem: str) -> WordTalk:
    """The talk of a Word document, whichever way it sets speakers apart."""
    parts = open_package(name, data)
    blocks = _content(name, cleaned(parts))
    pieces = list(_pieces(blocks, stem))
    utterances = [utterance for piece in pieces for utterance in piece.utterances]
    if not utterances:
        raise UnreadableTranscript(name, "It is a Word document without text.", do="Check that it is the right file.")
    left = tuple(each for piece in pieces for each in piece.left_out)
    comments = sum(len(_COMMENT.findall(part)) for path, part in parts.items() if _COMMENTS.fullmatch(path))
    if comments:
        left += (LeftOut(why="comments", count=comments),)
    warnings = (
        *_tracked(document_xml(parts)),
        *dict.fromkeys(each for piece in pieces for each in piece.warnings),
    )
    layouts = dict.fromkeys(piece.layout for piece in pieces if piece.utterances)
    return WordTalk(utterances, left, warnings, " and ".join(layouts), _whole(blocks))


def word_text(name: str, package: bytes) -> str:
    """All that stands in a Word document, in which utterances know their places."""
    return _whole(_content(name, package))


def _whole(blocks: Sequence[_Block]) -> str:
    return _BETWEEN.join(map(_block_text, blocks))


def _pieces(blocks: Sequence[_Block], stem: str) -> Iterator[WordTalk]:
    at = 0
    for block in blocks:
        yield _block_talk(block, stem, at)
        at += len(_block_text(block)) + len(_BETWEEN)


def _content(name: str, package: bytes) -> list[_Block]:
    """What docx2python finds; it raises whatever a damaged document makes it stumble over."""
    try:
        with docx2python(io.BytesIO(package)) as document:
            tables = cast("list[list[list[list[_Paragraph]]]]", document.body_pars)
            return [_block(table) for table in tables]
    except Exception:
        reason = "Its Word document is damaged."
        do = "Open it in Word, save a copy as .docx and import that."
        raise UnreadableTranscript(name, reason, do=do) from None


def _block(table: list[list[list[_Paragraph]]]) -> _Block:
    """Running text, which docx2python gives as a table of one column, as a string; others as rows."""
    if any(len(row) > 1 for row in table):
        return [["\n".join(map(_plain, cell)) for cell in row] for row in table]
    return _BETWEEN.join(_plain(paragraph) for row in table for cell in row for paragraph in cell)


def _plain(paragraph: _Paragraph) -> str:
    """A paragraph's text without the number or bullet that docx2python puts before list items."""
    runs = paragraph.run_strings
    is_listed = bool(paragraph.list_position[1]) and runs[:1] != [] and runs[0].endswith("\t")
    text = "".join(runs[1:] if is_listed else runs)
    return canonical(_MEDIA.sub("", _LINK.sub(r"\1", text)))


def _block_text(block: _Block) -> str:
    return block if isinstance(block, str) else table_text(block)


def _block_talk(block: _Block, stem: str, at: int) -> WordTalk:
    if not isinstance(block, str):
        return _table_talk(block, stem, at)
    meet = _meet_talk(block, at)
    return _text_talk(block, stem, at) if meet is None else meet


def _text_talk(text: str, stem: str, at: int) -> WordTalk:
    talk = talk_in(text, stem)
    utterances = [
        Utterance(turn.speaker, text[turn.start : turn.end], turn.start_ms, at + turn.start) for turn in talk.turns
    ]
    left = tuple(each.model_copy(update={"line": None}) for each in talk.left_out)
    warnings = tuple(re.sub(r"^Line \d+: ", "A paragraph: ", warning) for warning in talk.warnings)
    return WordTalk(utterances, left, warnings if utterances else (), talk.layout)


def _table_talk(rows: list[Row], stem: str, at: int) -> WordTalk:
    found = columns_of(rows)
    if found is None:
        return _text_talk(table_text(rows), stem, at)
    columns, has_header = found
    left = (LeftOut(why="table header"),) if has_header else ()
    at += len(table_text(rows[:1])) + len(_BETWEEN) if has_header else 0
    return WordTalk(table_utterances(rows[has_header:], columns, at), left, (), "table")


def _meet_talk(text: str, at: int) -> WordTalk | None:
    """The talk in a Google Meet export, which runs an AI summary and the transcript together."""
    lines = [line for line in lines_of(text) if not line.blank]
    times = [number for number, line in enumerate(lines) if is_time(line.text)]
    if not times or not any(_GEMINI.search(line.text) for line in lines[: times[0]]):
        return None
    marks = labels_before_colons(lines[times[0] :])
    utterances = list(_meet_utterances(text, lines[times[0] :], marks, at))
    if not utterances:
        return None
    rest = len(lines) - len(utterances) - len(times)
    left = (LeftOut(why="summary and notices", count=rest), LeftOut(why="time code", count=len(times)))
    return WordTalk(utterances, left, (), "Google Meet")


def _meet_utterances(text: str, lines: Sequence[Line], marks: dict[int, Mark], at: int) -> Iterator[Utterance]:
    ms: int | None = None
    for number, line in enumerate(lines):
        if is_time(line.text):
            ms = milliseconds(line.text)
        elif number in marks:
            start = marks[number].start
            yield Utterance(marks[number].label, text[start : line.end], ms, at + start)


def _tracked(document: bytes) -> Iterator[str]:
    found = [(len(pattern.findall(document)), what) for pattern, what in _CHANGES]
    if any(number for number, _ in found):
        yield "Tracked changes found: " + ", ".join(f"{number} {what}" for number, what in found) + "."
