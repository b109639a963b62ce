"""The transcripts of a study, read when they are needed, so that a large study does not fill the memory."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping

from runs.records import Transcript
from runs.study import Study
from runs.transcript_store import documents, transcript


class StudyTexts(Mapping[str, Transcript]):
    """All transcripts by name, in the order in which they came in; only those used last are kept in memory.

    Args:
        study: The study.
        kept: How many transcripts are kept.

    Raises:
        StudyError: On reading a transcript: its text is not what it was when it was stored.
    """

    def __init__(self, study: Study, *, kept: int = 8) -> None:
        self._study, self._most = study, kept
        self._names = dict.fromkeys(documents(study))
        self._kept: OrderedDict[str, Transcript] = OrderedDict()

    def __getitem__(self, document: str) -> Transcript:
        if document not in self._names:
            raise KeyError(document)
        if document not in self._kept:
            self._kept[document] = transcript(self._study, document)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        self._kept.move_to_end(document)
        return self._kept[document]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
