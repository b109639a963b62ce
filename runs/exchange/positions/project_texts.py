"""The transcripts of a project of another program, and what is told of how its positions were read."""

from collections.abc import Iterator, Sequence

from runs.exchange.positions.offsets import Detected, SourceText
from runs.exchange.positions.selections import Selection
from runs.records import Transcript, Turn
from runs.transcripts import Reading
from runs.transcripts.labelled_text import talk_in


def project_transcript(
    document: str,
    text: str,
    *,
    program: str,
    file: str,
    sha256: str,
    encoding: str = "utf-8",
    turns: tuple[Turn, ...] | None = None,
    warnings: tuple[str, ...] = (),
) -> Reading:
    """A transcript whose text is kept as it is, with turns as its labels show them.

    Args:
        document: Its name.
        text: Its canonical text.
        program: What its format is called after.
        file: The file of the project.
        sha256: SHA-256 of the text's own file, hexadecimal.
        encoding: How that was read.
        turns: Its turns where they are known.
        warnings: What a person should know.
    """
    talk = talk_in(text, document)
    transcript = Transcript(
        document=document,
        text=text,
        turns=talk.turns or _one_turn(text) if turns is None else turns,
        format=f"{program}, {talk.layout}",
        encoding=encoding,
        source_name=file,
        source_sha256=sha256,
    )
    return Reading(transcript=transcript, left_out=talk.left_out if turns is None else (), warnings=warnings)


def _one_turn(text: str) -> tuple[Turn, ...]:
    start = len(text) - len(text.lstrip())
    return (Turn(position=1, speaker="", start=start, end=len(text.rstrip())),)


def positions_told(texts: Sequence[SourceText], detected: Detected, marked: Sequence[Selection]) -> Iterator[str]:
    """How positions were read, how sure that is, and what else they could be."""
    crlf = any(each.pairs for each in texts)
    if any(each.is_placed for each in marked):
        yield f"Positions were read as {detected.reckoning.told(crlf=crlf)}; " + (
            f"{detected.matching} of {detected.named} selections with a name have the words there for a name."
            if detected.named
            else "nothing in the file tells whether that is right."
        )
    if detected.rivals:
        told = "; or ".join(each.told(crlf=crlf) for each in detected.rivals)
        yield f"They could as well be {told}: check some passages."
