"""Reads the transcripts that people have: one file a format."""

from runs.transcripts.found import printable
from runs.transcripts.read import read_transcript
from runs.transcripts.reading import LeftOut, Reading, UnreadableTranscript
from runs.transcripts.roles import interviewed, is_interviewer

__all__ = [
    "LeftOut",
    "Reading",
    "UnreadableTranscript",
    "interviewed",
    "is_interviewer",
    "printable",
    "read_transcript",
]
