"""What tests ask of a transcript file, read as the import reads it."""

from runs.exchange.registry import format_of
from runs.transcripts import Reading


def readings(name: str, data: bytes) -> tuple[Reading, ...]:
    return format_of(name, data).read(name, data, None).transcripts


def read(name: str, data: bytes | str) -> Reading:
    (reading,) = readings(name, data if isinstance(data, bytes) else data.encode())
    return reading


def talk(reading: Reading) -> list[tuple[str, str]]:
    transcript = reading.transcript
    return [(turn.speaker, transcript.text[turn.start : turn.end]) for turn in transcript.turns]


def times(reading: Reading) -> list[int | None]:
    return [turn.start_ms for turn in reading.transcript.turns]


def left_out(reading: Reading) -> dict[str, int]:
    return {each.why: each.count for each in reading.left_out}
