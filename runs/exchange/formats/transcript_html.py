"""A transcript as a web page."""

from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported
from runs.exchange.one_transcript import one_transcript
from runs.transcripts.found import reading_of, stem_of
from runs.transcripts.html_file import is_html, read_html


def _recognises(name: str, data: bytes) -> Sureness:
    return Sureness.LIKELY if is_html(data[:10_000].decode("utf-8", "replace")) else Sureness.NO


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    return one_transcript(reading_of(name, data, read_html(name, data, stem_of(name))))


FORMAT = Format(
    name="transcript as a web page",
    endings=".html .htm",
    gives=("transcripts",),
    recognises=_recognises,
    read=_read,
    is_read="Text by blocks, with labels as in Word, and tables of turns; entities are decoded.",
    is_lost="Formatting; scripts, styles and the head of the page; white space beyond one space.",
    tested_with="Synthetic pages.",
)
