"""A transcript as subtitles: WebVTT or SRT."""

from runs.exchange.format import Format, Sureness
from runs.exchange.one_transcript import read_one_transcript
from runs.transcripts.recognise import is_subtitles


def _recognises(name: str, data: bytes) -> Sureness:
    return Sureness.LIKELY if is_subtitles(data) else Sureness.NO


FORMAT = Format(
    name="transcript as subtitles",
    endings=".vtt .srt",
    gives=("transcripts",),
    recognises=_recognises,
    read=read_one_transcript,
    is_read="Cues of one speaker as one turn, with its time: voices (Teams) or labels in the text (Zoom, WhisperX),"
    " which hold for the cues after them. Text after a blank line in a cue is kept.",
    is_lost="Cue numbers, times of single cues, notes and styles.",
    tested_with="Specimens in the shape of Teams, Zoom and WhisperX; no file that these programs wrote.",
)
