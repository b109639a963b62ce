"""A transcript of Whisper or WhisperX, as JSON or as a table with tabs."""

from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported
from runs.exchange.one_transcript import one_transcript
from runs.transcripts.decoding import decode
from runs.transcripts.found import reading_of
from runs.transcripts.reading import UnreadableTranscript
from runs.transcripts.whisper_json import MOST_BYTES, is_whisper, read_whisper
from runs.transcripts.whisper_tsv import is_whisper_tsv, read_whisper_tsv


def _recognises(name: str, data: bytes) -> Sureness:
    opening = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        if opening.startswith((b"{", b"[")):
            if len(data) > MOST_BYTES:
                return Sureness.LIKELY if b'"segments"' in data else Sureness.NO
            return Sureness.LIKELY if is_whisper(decode(name, data).text) else Sureness.NO
        return Sureness.CERTAIN if is_whisper_tsv(opening.decode("utf-8", "replace")) else Sureness.NO
    except UnreadableTranscript:
        return Sureness.NO


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    is_table = is_whisper_tsv(data[:200].decode("utf-8-sig", "replace"))
    found = read_whisper_tsv(name, data) if is_table else read_whisper(name, data)
    return one_transcript(reading_of(name, data, found))


FORMAT = Format(
    name="transcript of Whisper",
    endings=".json .tsv",
    gives=("transcripts",),
    recognises=_recognises,
    read=_read,
    is_read="Segments with their speakers and times; where only words name a speaker, a segment is parted where that"
    " changes. Segments of one speaker are one turn.",
    is_lost="Times and probabilities of words.",
    tested_with="The schema of WhisperX and its writers, only as descriptions; synthetic files.",
)
