"""What reading one file gives: a transcript, and an account of what was recognised in it."""

from collections import Counter

from codebook import InputError, Record
from runs.records import Transcript


class UnreadableTranscript(InputError):  # noqa: N818
    """A file cannot be read as a transcript; the message names the file and the line, never its text."""

    def __init__(self, name: str, reason: str, *, line: int | None = None, do: str = "") -> None:
        self.name = name
        self.line = line
        place = f", line {line}" if line is not None else ""
        super().__init__(f"{name!r}{place} cannot be read as a transcript.", why=reason, do=do)


class LeftOut(Record, frozen=True):
    """Part of a file that was recognised as no speech."""

    why: str
    """What it is, such as ``title``, ``footer`` or ``time codes``."""
    line: int | None = None
    """The first line of it, from 1; None in formats that have no lines."""
    count: int = 1
    """How many there are: lines, cue numbers, comments."""


class Reading(Record, frozen=True):
    """A transcript as it was understood, for a person to check before it is coded."""

    transcript: Transcript
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def speakers(self) -> dict[str, int]:
        """Number of turns of each speaker, most first; the empty name stands for an unknown speaker."""
        return dict(Counter(turn.speaker for turn in self.transcript.turns).most_common())


def refuse_larger(name: str, data: bytes | str, most: int) -> None:
    """Refuses at once a file that is larger than any interview in its format.

    Raises:
        UnreadableTranscript: It is.
    """
    if len(data) > most:
        why = f"It has over {most // 1_000_000} MB, more than any interview."
        raise UnreadableTranscript(name, why, do="Divide it into one file for each interview, without pictures.")
