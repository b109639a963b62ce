"""The codings of a Delve print as rows of a table of passages.

Delve prints which words are coded, and after each paragraph its codes, not which of the words have which code. A
single code has every underlined passage. Several codes have one passage together, as long as no two underlines meet
in it; with more passages, or one in which codings begin or end, each code is given to the paragraph as a whole. Tags
of a paragraph in which nothing is underlined repeat those of the paragraph before where a passage ends at its
beginning: then no word of it is coded.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from runs.exchange.codings_table import CodingRow, CodingsTable, Problem, ProblemKind, TableShape
from runs.records import Transcript
from runs.transcripts.delve_paragraphs import Paragraph
from runs.transcripts.delve_print import read_delve_print
from runs.transcripts.read import read_transcript
from runs.transcripts.reading import Reading

PARAGRAPH_LEVEL = "Paragraph-level: the print names the codes of this paragraph, not which of its words have which."


class _Passage(NamedTuple):
    """Codes, and the words of a paragraph that they are given to."""

    codes: tuple[str, ...]
    start: int
    end: int
    note: str = ""


class CodedPrint(NamedTuple):
    """A print as it was understood, before it is brought together with a study."""

    title: str
    """The transcript's name in Delve."""
    reading: Reading
    """The transcript, named by the title without the rater's name at its end."""
    codings: CodingsTable | None
    """Passages with their places in that transcript; None where nothing is coded."""


def read_coded_print(name: str, data: bytes, rater: str | None) -> CodedPrint:
    """The transcript that a print shows, and one rater's codings of it.

    Args:
        name: The print's name, for messages.
        data: Its bytes.
        rater: Who coded; None where that is not known, as Delve does not print it.

    Raises:
        UnreadableTranscript: It is no print of Delve, or cannot be read.
    """
    shown = read_delve_print(name, data)
    reading = read_transcript(name, data)
    named = reading.transcript.document
    bare = (named.removesuffix(f" - {rater}") if rater else "") or named
    transcript = reading.transcript.model_copy(update={"document": bare})
    codings = delve_codings(name, shown.paragraphs, transcript, rater or "") if shown.is_coded else None
    return CodedPrint(shown.title, reading.model_copy(update={"transcript": transcript}), codings)


def delve_codings(file: str, paragraphs: Sequence[Paragraph], transcript: Transcript, rater: str) -> CodingsTable:
    """One rater's codings in the print's own text, one row a passage, numbered as the paragraphs are from 1.

    Args:
        file: The print's name, for messages.
        paragraphs: What it shows.
        transcript: The print as a transcript: a turn for each paragraph that has words.
        rater: Who coded.
    """
    turns = iter(transcript.turns)
    rows: list[CodingRow] = []
    doubts: defaultdict[str, list[int]] = defaultdict(list)
    before: frozenset[str] = frozenset()
    for number, paragraph in enumerate(paragraphs, 1):
        doubt = _doubt(paragraph, before)
        if doubt:
            doubts[doubt].append(number)
        start = next(turns).start if paragraph.text else 0
        for passage in _passages(paragraph, before):
            rows.append(_row(number, passage, paragraph.text, start, transcript.document, rater))
        before = _reaching_on(paragraph)
    problems = [
        Problem(kind=ProblemKind.NO_JUDGEMENT, rows=tuple(numbers), why=why, kept=False, document=transcript.document)
        for why, numbers in doubts.items()
    ]
    return CodingsTable(file=file, shape=TableShape.SPANS, rows=rows, problems=problems)


def _reaching_on(paragraph: Paragraph) -> frozenset[str]:
    """The codes of which a passage may reach to the beginning of the next paragraph."""
    to_its_end = bool(paragraph.underlined) and paragraph.underlined[-1][1] == len(paragraph.text)
    return frozenset(paragraph.codes) if to_its_end else frozenset()


def _passages(paragraph: Paragraph, before: frozenset[str]) -> Iterator[_Passage]:
    codes, whole = paragraph.codes, (0, len(paragraph.text))
    if not codes or not paragraph.text or _only_ends(paragraph, before):
        return
    told = len(codes) == 1 or (len(paragraph.underlined) == 1 and not paragraph.seamed)
    if told and paragraph.underlined:
        yield from (_Passage(codes, start, end) for start, end in paragraph.underlined)
    else:
        yield _Passage(codes, *whole, PARAGRAPH_LEVEL)


def _only_ends(paragraph: Paragraph, before: frozenset[str]) -> bool:
    """Whether a passage of the paragraph before ends at the beginning of this one."""
    return not paragraph.underlined and before.issuperset(paragraph.codes)


def _doubt(paragraph: Paragraph, before: frozenset[str]) -> str:
    """Why a paragraph's codes or underlines are not taken; empty where they are, or where there are none."""
    if paragraph.underlined and not paragraph.codes:
        return "Words are underlined and no code is printed after them."
    if paragraph.codes and not paragraph.text:
        return "Codes are printed and no words stand before them."
    if paragraph.codes and _only_ends(paragraph, before):
        return "Nothing is underlined, and the codes are those of the paragraph before, whose passage ends there."
    return ""


def _row(number: int, passage: _Passage, text: str, offset: int, document: str, rater: str) -> CodingRow:
    return CodingRow(
        number=number,
        document=document,
        rater=rater,
        codes=passage.codes,
        quotation=text[passage.start : passage.end],
        start=offset + passage.start,
        end=offset + passage.end,
        rationale=passage.note,
    )
