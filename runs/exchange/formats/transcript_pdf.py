"""A transcript as PDF."""

from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported
from runs.transcripts import read_transcript


def _recognises(name: str, data: bytes) -> Sureness:
    return Sureness.LIKELY if data.lstrip()[:5] == b"%PDF-" else Sureness.NO


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    reading = read_transcript(name, data)
    return Imported(reading.transcript.format, transcripts=(reading,))


FORMAT = Format(
    name="transcript as PDF",
    endings=".pdf",
    gives=("transcripts",),
    recognises=_recognises,
    read=_read,
    is_read="The text of the pages with labels, as in plain text; titles and page headers are told apart.",
    is_lost="Formatting, pictures; pages that are only pictures of text.",
    tested_with="Prints of Delve and synthetic files.",
)
