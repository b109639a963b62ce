"""Files that hold one transcript, as imports."""

from runs.exchange.imported import Imported
from runs.transcripts import Reading, read_transcript


def one_transcript(reading: Reading) -> Imported:
    """The import of a file that holds nothing but this transcript."""
    return Imported(reading.transcript.format, transcripts=(reading,))


def read_one_transcript(name: str, data: bytes, rater: str | None) -> Imported:
    """The transcript in a file whose layout its content tells."""
    return one_transcript(read_transcript(name, data))
