"""Transcripts as screens show them: each read and checked once while it is looked at, and the turns around a place."""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from operator import attrgetter
from threading import Lock

from runs import Transcript, Turn
from runs.study import Study
from runs.transcript_store import text_digest, transcript

KEPT = 8
"""How many transcripts are kept in memory."""


class Texts:
    """The transcripts that were looked at last; one whose text changed in the file is read anew."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Transcript] = OrderedDict()
        self._lock = Lock()

    def transcript(self, study: Study, document: str) -> Transcript:
        """One transcript of the study.

        Raises:
            StudyError: There is none of this name, or its text is not what it was when it was stored.
        """
        key = document, text_digest(study, document)
        with self._lock:
            found = self._kept.get(key)
        found = found or transcript(study, document)
        with self._lock:
            self._kept[key] = found
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found


def turns_around(transcript: Transcript, start: int, end: int, context: int) -> tuple[Turn, ...]:
    """The turns that a stretch touches, with so many before and after it.

    Args:
        transcript: The transcript.
        start: Where the stretch begins.
        end: Where it ends.
        context: How many turns more on either side.
    """
    turns = transcript.turns
    first = bisect_right(turns, start, key=attrgetter("end"))
    behind = bisect_left(turns, end, key=attrgetter("start"))
    return turns[max(first - context, 0) : behind + context]
