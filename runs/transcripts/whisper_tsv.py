"""What Whisper and WhisperX recognise, as a table with tabs: start and end in milliseconds, and text."""

import re
from collections.abc import Iterator

from runs.transcripts.cues import Cue, utterances
from runs.transcripts.decoding import decode, doubts
from runs.transcripts.found import Found, rendered
from runs.transcripts.reading import LeftOut, UnreadableTranscript

_HEADER = re.compile(r"\ufeff?start\tend\ttext\s*")
_ROW = re.compile(r"(\d{1,10})\t(\d{1,10})\t(.*)")


def is_whisper_tsv(text: str) -> bool:
    """Whether a text begins with the header of this table."""
    return _HEADER.fullmatch(text[:200].split("\n", 1)[0]) is not None


def read_whisper_tsv(name: str, data: bytes) -> Found:
    """The talk of its rows; speakers are labels in the text (``[SPEAKER_00]:``).

    Raises:
        UnreadableTranscript: A row is none of this table.
    """
    decoded = decode(name, data)
    cues = list(_cues(name, decoded.text))
    left = (LeftOut(why="header and times", line=1, count=len(cues) + 1),)
    found = rendered(utterances(cues), "Whisper TSV", left, encoding=decoded.encoding)
    return found._replace(warnings=(*doubts(decoded), *found.warnings))


def _cues(name: str, text: str) -> Iterator[Cue]:
    for number, line in enumerate(text.split("\n")[1:], 2):
        if not line.strip():
            continue
        row = _ROW.fullmatch(line)
        if row is None:
            why = "It is no row of start, end and text with tabs between."
            raise UnreadableTranscript(name, why, line=number, do="Export it again as TSV, JSON or SRT.")
        yield Cue(None, row[3], int(row[1]), int(row[2]))
