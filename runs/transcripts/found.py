"""What the reader of any format found, and the reading that is made of it."""

import hashlib
from pathlib import PurePosixPath
from typing import NamedTuple

from runs.records import Transcript, Turn
from runs.transcripts.hidden import hidden_characters
from runs.transcripts.reading import LeftOut, Reading, UnreadableTranscript
from runs.transcripts.rendering import Utterance, render


class Found(NamedTuple):
    """What a format's reader found, in the terms that all formats share."""

    text: str
    turns: tuple[Turn, ...]
    format: str
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()
    encoding: str = "utf-8"
    document: str = ""
    """The name that the file gives the transcript; empty where its own name is that."""


def rendered(
    utterances: list[Utterance],
    kind: str,
    left_out: tuple[LeftOut, ...] = (),
    warnings: tuple[str, ...] = (),
    encoding: str = "utf-8",
) -> Found:
    """What was found in a file without plain text of its own, written as ``Speaker: text`` blocks."""
    text, turns = render(utterances)
    unknown = sum(not turn.speaker for turn in turns)
    if unknown == len(turns) and not warnings:
        warnings = ("No speakers' labels were found: the speaker of every turn is unknown.",)
    return Found(text, turns, kind, left_out, warnings, encoding)


def reading_of(name: str, data: bytes, found: Found) -> Reading:
    """The transcript in a file's bytes as its format's reader found it.

    Raises:
        UnreadableTranscript: It has no speech.
    """
    name = printable(name)
    if not found.turns:
        raise UnreadableTranscript(name, "No speech was found in it.", do="Check that it is the right file.")
    transcript = Transcript(
        document=found.document or stem_of(name),
        text=found.text,
        turns=found.turns,
        format=found.format,
        encoding=found.encoding,
        source_name=name,
        source_sha256=hashlib.sha256(data).hexdigest(),
    )
    warnings = (*found.warnings, *hidden_characters(found.text))
    return Reading(transcript=transcript, left_out=found.left_out, warnings=warnings)


def printable(name: str) -> str:
    """The file's name without its folders and without what cannot be written as UTF-8."""
    return PurePosixPath(name.encode("utf-8", "replace").decode()).name or "unnamed"


def stem_of(name: str) -> str:
    """The file's name without its folders and its ending."""
    name = printable(name)
    return PurePosixPath(name).stem or name
