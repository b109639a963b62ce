"""PDF transcripts: paragraphs put together again from printed lines, then read as labelled text."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from runs.transcripts.front_matter import is_footer
from runs.transcripts.labelled_text import Talk, talk_in
from runs.transcripts.layouts import Layout
from runs.transcripts.lines import Lines
from runs.transcripts.marks import find_marks
from runs.transcripts.pdf_pages import SOFT_HYPHENS, pages_of
from runs.transcripts.reading import LeftOut, UnreadableTranscript
from runs.transcripts.rendering import Utterance
from runs.transcripts.roles import is_role

_EDGE_LINES = 3
_FULL_LINE = 0.8
_BROKEN_WORD = re.compile(r"[^\W\d_]-$")


class PdfTalk(NamedTuple):
    """The talk of a PDF file, and an account of what was recognised in it."""

    utterances: list[Utterance]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[str, ...]
    layout: Layout


def read_pdf(name: str, data: bytes, stem: str) -> PdfTalk:
    """The talk of a PDF file that holds text; running headers and footers are left out."""
    pages = pages_of(name, data)
    lines, edges = _without_edges(pages)
    if not any(line.strip() for line in lines):
        reason = "It is a PDF file without text, such as a scan."
        raise UnreadableTranscript(name, reason, do="Run text recognition (OCR) on it, or export it as text.")
    text = "\n\n".join(_paragraphs(lines))
    talk = talk_in(text, stem)
    left = (LeftOut(why="page headers and footers", count=edges),) if edges else ()
    left += tuple(each.model_copy(update={"line": None}) for each in talk.left_out)
    utterances = [Utterance(turn.speaker, text[turn.start : turn.end], turn.start_ms) for turn in talk.turns]
    return PdfTalk(utterances, left, _warnings(talk), talk.layout)


def _without_edges(pages: Sequence[Sequence[str]]) -> tuple[list[str], int]:
    """All lines but those that recur at the top or foot of pages, up to their digits, and program footers."""
    filled = [[line for line in page if line.strip()] for page in pages]
    counts = Counter(key for page in filled for key in {_key(line) for line in _edge(page)})
    recurring = {key for key, count in counts.items() if count >= max(3, 0.6 * len(filled))}
    kept: list[str] = []
    for page in filled:
        edge = set(_edge(page))
        kept += [line for line in page if line not in edge or not _is_edge(line, recurring)]
    return kept, sum(map(len, filled)) - len(kept)


def _edge(page: Sequence[str]) -> list[str]:
    return [*page[:_EDGE_LINES], *page[-_EDGE_LINES:]]


def _key(line: str) -> str:
    return re.sub(r"\d+", "0", line.strip())


def _is_edge(line: str, recurring: set[str]) -> bool:
    if is_footer(line) or line.strip().isdigit():
        return True
    return _key(line) in recurring and not is_role(line.split(":")[0].strip())


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """Printed lines joined: a full line goes on in the next one unless that one opens with a label."""
    marks = find_marks(Lines("\n".join(lines))).by_line
    full = _FULL_LINE * _print_width(lines)
    paragraphs: list[list[str]] = []
    goes_on = False
    for number, line in enumerate(lines):
        mark = marks.get(number)
        if mark is None and goes_on:
            _add(paragraphs[-1], line.strip())
        else:
            paragraphs.append([line.strip()])
        alone = mark is not None and mark.layout is Layout.ALONE
        goes_on = not alone and (len(line) >= full or line.endswith(SOFT_HYPHENS))
    return ["".join(parts) for parts in paragraphs]


def _print_width(lines: Sequence[str]) -> int:
    lengths = sorted(map(len, lines))
    return lengths[min(len(lengths) * 9 // 10, len(lengths) - 1)] if lengths else 0


def _add(parts: list[str], line: str) -> None:
    """Adds a printed line to a paragraph; a word broken at the end of the line before becomes whole."""
    last = parts[-1]
    soft = last.endswith(SOFT_HYPHENS)
    if soft or (_BROKEN_WORD.search(last) and line[:1].islower()):
        parts[-1] = last[:-1]
        parts.append(line)
    else:
        parts.append(f" {line}")


def _warnings(talk: Talk) -> tuple[str, ...]:
    general = (
        "PDF text has no paragraphs: lines were joined and words broken at a line's end put together. Check "
        "that no page header, footer or column was taken for speech."
    )
    return (general, *(re.sub(r"^Line \d+: ", "A paragraph: ", warning) for warning in talk.warnings))
