"""Cuts transcripts into units of analysis: what is judged as one thing."""

import re
from collections.abc import Iterable, Iterator

from runs.records import Segment, Transcript, Turn, Unit
from runs.transcripts.roles import interviewed
from runs.transcripts.sentences import sentence_spans
from runs.transcripts.trimming import trimmed

_PARAGRAPH_END = re.compile(r"\n(?:[^\S\n]*\n)+")


def segment(
    transcript: Transcript, unit: Unit, *, speakers: frozenset[str] | None = None, window: int = 5
) -> tuple[Segment, ...]:
    """The units of analysis of a transcript in the order of the text; blank ones are left out.

    Turns, paragraphs and sentences lie within a turn. A window is a run of consecutive turns of anybody,
    labels between them included; windows do not overlap, and the last may be shorter.

    Args:
        transcript: The transcript to cut.
        unit: The unit of analysis.
        speakers: Whose talk to keep, everybody's by default; of windows, those where one of them speaks.
        window: Number of turns in a window.
    """
    if unit is Unit.WINDOW:
        return tuple(_windows(transcript, speakers, window))
    return tuple(
        Segment(document=transcript.document, start=start, end=end, turn=turn.position, speaker=turn.speaker)
        for turn in transcript.turns
        if _speaks(turn, speakers)
        for start, end in _spans(transcript.text, turn, unit)
    )


def segments_of(
    transcripts: Iterable[Transcript], unit: Unit, *, speakers: frozenset[str] | None = None
) -> tuple[Segment, ...]:
    """The units of analysis of a whole study, as ``segment`` cuts them.

    Args:
        transcripts: The study's transcripts.
        unit: The unit of analysis.
        speakers: Whose talk to keep; of those who are interviewed by default.
    """
    texts = tuple(transcripts)
    kept = speakers or interviewed(texts)
    return tuple(found for text in texts for found in segment(text, unit, speakers=kept))


def _speaks(turn: Turn, speakers: frozenset[str] | None) -> bool:
    return speakers is None or turn.speaker in speakers


def _spans(text: str, turn: Turn, unit: Unit) -> Iterator[tuple[int, int]]:
    match unit:
        case Unit.SENTENCE:
            yield from sentence_spans(text, turn.start, turn.end)
        case Unit.PARAGRAPH:
            yield from _paragraphs(text, turn)
        case _:
            yield from trimmed(text, turn.start, turn.end)


def _paragraphs(text: str, turn: Turn) -> Iterator[tuple[int, int]]:
    begin = turn.start
    for gap in _PARAGRAPH_END.finditer(text, turn.start, turn.end):
        yield from trimmed(text, begin, gap.start())
        begin = gap.end()
    yield from trimmed(text, begin, turn.end)


def _windows(transcript: Transcript, speakers: frozenset[str] | None, size: int) -> Iterator[Segment]:
    if size < 1:
        raise ValueError("A window holds at least one turn.")
    turns = [turn for turn in transcript.turns if transcript.text[turn.start : turn.end].strip()]
    for first in range(0, len(turns), size):
        group = turns[first : first + size]
        if not any(_speaks(turn, speakers) for turn in group):
            continue
        names = {turn.speaker for turn in group}
        for start, end in trimmed(transcript.text, group[0].start, group[-1].end):
            yield Segment(
                document=transcript.document,
                start=start,
                end=end,
                turn=group[0].position,
                speaker=names.pop() if len(names) == 1 else "",
            )
