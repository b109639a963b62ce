"""A transcript as rich text."""

from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported
from runs.exchange.one_transcript import one_transcript
from runs.transcripts.found import reading_of, stem_of
from runs.transcripts.rich_text import SIGNATURE, read_rich_text


def _recognises(name: str, data: bytes) -> Sureness:
    return Sureness.LIKELY if data.startswith(SIGNATURE) else Sureness.NO


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    return one_transcript(reading_of(name, data, read_rich_text(name, data, stem_of(name))))


FORMAT = Format(
    name="transcript as rich text",
    endings=".rtf",
    gives=("transcripts",),
    recognises=_recognises,
    read=_read,
    is_read="Paragraphs with labels, as in Word.",
    is_lost="Formatting, pictures, addresses of links. Tracked deletions are in the text, and the import counts them.",
    tested_with="Synthetic files in the shape of the specification; no program's file.",
)
