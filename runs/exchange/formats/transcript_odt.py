"""A transcript as an OpenDocument text."""

from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported
from runs.exchange.one_transcript import one_transcript
from runs.transcripts.found import reading_of, stem_of
from runs.transcripts.open_document import is_open_document, read_open_document


def _recognises(name: str, data: bytes) -> Sureness:
    return Sureness.LIKELY if is_open_document(data) else Sureness.NO


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    return one_transcript(reading_of(name, data, read_open_document(name, data, stem_of(name))))


FORMAT = Format(
    name="transcript in OpenDocument",
    endings=".odt",
    gives=("transcripts",),
    recognises=_recognises,
    read=_read,
    is_read="Paragraphs with labels and tables of turns, as in Word. Tracked insertions are kept, deletions left out.",
    is_lost="Formatting; comments and notes, which the import counts.",
    tested_with="Synthetic packages in the shape of the standard; no program's file.",
)
