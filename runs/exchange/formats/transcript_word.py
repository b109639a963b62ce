"""A transcript as a Word document."""

from runs.exchange.format import Format, Sureness
from runs.exchange.one_transcript import read_one_transcript


def _recognises(name: str, data: bytes) -> Sureness:
    return Sureness.LIKELY if data.startswith(b"PK") and b"word/document" in data else Sureness.NO


FORMAT = Format(
    name="transcript in Word",
    endings=".docx",
    gives=("transcripts",),
    recognises=_recognises,
    read=read_one_transcript,
    is_read="Paragraphs with labels, tables with columns for time, speaker and text, and the exports of Otter, Teams"
    " (three layouts) and Google Meet, whose AI summary is no speech. Tracked insertions are kept, deletions left out.",
    is_lost="Formatting; comments, notes, headers, titles and notices, which the import counts.",
    tested_with="An export of Otter; paragraphs of exports of Teams and Google Meet; else documents of python-docx.",
)
