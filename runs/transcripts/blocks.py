"""The talk in paragraphs and tables, as Word, OpenDocument and web pages have them."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from runs.transcripts.labelled_text import talk_in
from runs.transcripts.layouts import Mark
from runs.transcripts.lines import Line, Lines
from runs.transcripts.marks import labels_before_colons
from runs.transcripts.named_cues import named_cues
from runs.transcripts.reading import LeftOut
from runs.transcripts.rendering import Utterance
from runs.transcripts.times import is_time, milliseconds
from runs.transcripts.word_tables import Row, columns_of, table_text, table_utterances

Block = str | list[Row]
"""Running text, its paragraphs with a blank line between, or the rows of a table."""
BETWEEN = "\n\n"
"""What stands between paragraphs and blocks."""
_GEMINI = re.compile(r"\bGemini\b|[\U0001f4dd\U0001f4d6]")


class BlockTalk(NamedTuple):
    """The talk of a document, and an account of what was recognised in it."""

    utterances: list[Utterance]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[str, ...]
    layout: str
    text: str = ""
    """All that stands in the file, in which the utterances have their places."""


def talk_of_blocks(blocks: Sequence[Block], stem: str) -> BlockTalk:
    """The talk of all blocks in their order, whichever way each sets speakers apart."""
    pieces = list(_pieces(blocks, stem))
    layouts = dict.fromkeys(piece.layout for piece in pieces if piece.utterances)
    return BlockTalk(
        [utterance for piece in pieces for utterance in piece.utterances],
        tuple(each for piece in pieces for each in piece.left_out),
        tuple(dict.fromkeys(each for piece in pieces for each in piece.warnings)),
        " and ".join(layouts),
        text_of_blocks(blocks),
    )


def text_of_blocks(blocks: Sequence[Block]) -> str:
    """All that stands in the blocks, in which utterances know their places."""
    return BETWEEN.join(map(_block_text, blocks))


def _pieces(blocks: Sequence[Block], stem: str) -> Iterator[BlockTalk]:
    at = 0
    for block in blocks:
        yield _block_talk(block, stem, at)
        at += len(_block_text(block)) + len(BETWEEN)


def _block_text(block: Block) -> str:
    return block if isinstance(block, str) else table_text(block)


def _block_talk(block: Block, stem: str, at: int) -> BlockTalk:
    if not isinstance(block, str):
        return _table_talk(block, stem, at)
    return _meet_talk(block, at) or _cue_talk(block) or _text_talk(block, stem, at)


def _text_talk(text: str, stem: str, at: int) -> BlockTalk:
    talk = talk_in(text, stem)
    utterances = [
        Utterance(turn.speaker, text[turn.start : turn.end], turn.start_ms, at + turn.start) for turn in talk.turns
    ]
    left = tuple(each.model_copy(update={"line": None}) for each in talk.left_out)
    warnings = tuple(re.sub(r"^Line \d+: ", "A paragraph: ", warning) for warning in talk.warnings)
    return BlockTalk(utterances, left, warnings if utterances else (), talk.layout)


def _table_talk(rows: list[Row], stem: str, at: int) -> BlockTalk:
    found = columns_of(rows)
    if found is None:
        return _text_talk(table_text(rows), stem, at)
    columns, has_header = found
    left = (LeftOut(why="table header"),) if has_header else ()
    at += len(table_text(rows[:1])) + len(BETWEEN) if has_header else 0
    return BlockTalk(table_utterances(rows[has_header:], columns, at), left, (), "table")


def _cue_talk(text: str) -> BlockTalk | None:
    """The talk of cues that are written out as paragraphs."""
    found = named_cues(text)
    if found is None:
        return None
    return BlockTalk(found[0], (LeftOut(why="titles and time codes", count=found[1]),), (), "cues with names")


def _meet_talk(text: str, at: int) -> BlockTalk | None:
    """The talk in a Google Meet export, which runs an AI summary and the transcript together."""
    lines = [line for line in Lines(text) if not line.blank]
    times = [number for number, line in enumerate(lines) if is_time(line.text)]
    if not times or not any(_GEMINI.search(line.text) for line in lines[: times[0]]):
        return None
    marks = labels_before_colons(lines[times[0] :])
    utterances = list(_meet_utterances(text, lines[times[0] :], marks, at))
    if not utterances:
        return None
    rest = len(lines) - len(utterances) - len(times)
    left = (LeftOut(why="summary and notices", count=rest), LeftOut(why="time code", count=len(times)))
    return BlockTalk(utterances, left, (), "Google Meet")


def _meet_utterances(text: str, lines: Sequence[Line], marks: dict[int, Mark], at: int) -> Iterator[Utterance]:
    ms: int | None = None
    for number, line in enumerate(lines):
        if is_time(line.text):
            ms = milliseconds(line.text)
        elif number in marks:
            start = marks[number].start
            yield Utterance(marks[number].label, text[start : line.end], ms, at + start)
