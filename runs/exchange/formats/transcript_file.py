"""A transcript in any of the layouts that ``runs.transcripts`` reads."""

from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported
from runs.transcripts import read_transcript


def _recognises(name: str, data: bytes) -> Sureness:
    return Sureness.POSSIBLE


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    reading = read_transcript(name, data)
    return Imported(reading.transcript.format, transcripts=(reading,))


FORMAT = Format(
    name="transcript",
    endings=".txt .docx .vtt .srt .pdf",
    gives=("transcripts",),
    recognises=_recognises,
    is_last_resort=True,
    read=_read,
    is_read="Turns with their speakers, and times where turns have one: text with labels, Word, WebVTT, SRT, PDF.",
    is_lost="Formatting; titles, footers and notices, which the import lists.",
    tested_with="Files of Delve and Otter, specimens of Teams and Google Meet; else descriptions.",
)
