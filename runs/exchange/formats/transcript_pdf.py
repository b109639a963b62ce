"""A transcript as PDF."""

from runs.exchange.format import Format, Sureness
from runs.exchange.one_transcript import read_one_transcript


def _recognises(name: str, data: bytes) -> Sureness:
    return Sureness.LIKELY if data.lstrip()[:5] == b"%PDF-" else Sureness.NO


FORMAT = Format(
    name="transcript as PDF",
    endings=".pdf",
    gives=("transcripts",),
    recognises=_recognises,
    read=read_one_transcript,
    is_read="The text of the pages with labels, as in plain text; titles and page headers are told apart.",
    is_lost="Formatting, pictures; pages that are only pictures of text.",
    tested_with="Prints of Delve and synthetic files.",
)
