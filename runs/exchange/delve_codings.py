"""The codings of a Delve print as rows that are placed on a transcript of the same interview.

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
from runs.exchange.printed_places import PrintedPlaces
from runs.records import Transcript
from runs.transcripts.delve_paragraphs import Paragraph

PARAGRAPH_LEVEL = "Paragraph-level: the print names the codes of this paragraph, not which of its words have which."


class _Passage(NamedTuple):
    """Codes, and the words of a paragraph that they are given to."""

    codes: tuple[str, ...]
    start: int
    end: int
    note: str = ""


def delve_codings(
    file: str, paragraphs: Sequence[Paragraph], transcript: Transcript, rater: str
) -> tuple[CodingsTable, PrintedPlaces]:
    """The rows of one rater's print, numbered as its paragraphs are from 1, and how the print lies on the transcript.

    Args:
        file: The print's name, for messages.
        paragraphs: What it shows.
        transcript: The interview, from this print or from elsewhere.
        rater: Who coded.
    """
    places = PrintedPlaces([paragraph.text for paragraph in paragraphs], transcript)
    rows: list[CodingRow] = []
    doubts: defaultdict[str, list[int]] = defaultdict(list)
    before: frozenset[str] = frozenset()
    for at, paragraph in enumerate(paragraphs):
        rows += (_row(at, passage, paragraph, places, rater) for passage in _passages(paragraph, before))
        doubt = _doubt(paragraph, before)
        if doubt:
            doubts[doubt].append(at + 1)
        before = _reaching_on(paragraph)
    rows += _looked(rows, places, rater)
    problems = [
        Problem(kind=ProblemKind.NO_JUDGEMENT, rows=tuple(numbers), why=why, kept=False, document=transcript.document)
        for why, numbers in doubts.items()
    ]
    return CodingsTable(file=file, shape=TableShape.SPANS, rows=rows, problems=problems), places


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


def _row(at: int, passage: _Passage, paragraph: Paragraph, places: PrintedPlaces, rater: str) -> CodingRow:
    place = places.find(at, passage.start, passage.end)
    stretch = places.stretch_around(place.start)
    return CodingRow(
        number=at + 1,
        document=places.document,
        rater=rater,
        codes=passage.codes,
        quotation=place.quotation or paragraph.text[passage.start : passage.end],
        start=place.start,
        end=place.end,
        rationale=passage.note,
        judged_start=stretch[0],
        judged_end=stretch[1],
    )


def _looked(rows: Sequence[CodingRow], places: PrintedPlaces, rater: str) -> Iterator[CodingRow]:
    """One row for each stretch of the transcript that the print shows and in which nothing is coded."""
    coded = {(row.judged_start, row.judged_end) for row in rows}
    for start, end in places.stretches:
        if (start, end) not in coded:
            yield CodingRow(0, places.document, rater, (), judged_start=start, judged_end=end)
