"""The study's record, in one SQLite file, and the ways in and out of it."""

from runs.records import (
    Assignment,
    Coding,
    CodingStatus,
    Grounding,
    Rater,
    RaterKind,
    Segment,
    Transcript,
    Turn,
    Unit,
)

__all__ = [
    "Assignment",
    "Coding",
    "CodingStatus",
    "Grounding",
    "Rater",
    "RaterKind",
    "Segment",
    "Transcript",
    "Turn",
    "Unit",
]
