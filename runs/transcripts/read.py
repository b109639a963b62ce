"""From one file's bytes to a transcript."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from runs.records import Transcript, Turn
from runs.transcripts.decoding import Decoded, decode
from runs.transcripts.delve_print import is_delve_print, read_delve_print
from runs.transcripts.hidden import hidden_characters
from runs.transcripts.labelled_text import talk_in
from runs.transcripts.labels import is_name_like
from runs.transcripts.layouts import Layout
from runs.transcripts.pdf_file import read_pdf
from runs.transcripts.reading import LeftOut, Reading, UnreadableTranscript
from runs.transcripts.recognise import Kind, recognise_bytes, recognise_text
from runs.transcripts.rendering import Utterance, render
from runs.transcripts.roles import is_role
from runs.transcripts.srt_file import read_srt
from runs.transcripts.webvtt_file import read_webvtt
from runs.transcripts.word_file import read_word


class _Found(NamedTuple):
    """What a format's reader found, in the terms that all formats share."""

    text: str
    turns: tuple[Turn, ...]
    format: str
    left_out: tuple[LeftOut, ...]
    warnings: tuple[str, ...]
    encoding: str = "utf-8"
    document: str = ""
    """The name that the file gives the transcript; empty where its own name is that."""


def read_transcript(name: str, data: bytes) -> Reading:
    """The transcript in a file's bytes, with what was left out of it and what a person should check.

    The format is told by the content: plain text with labels of many kinds, Word, WebVTT, SRT or PDF. Plain
    text is its own canonical text; the other formats are written as ``Speaker: text`` blocks.

    Raises:
        UnreadableTranscript: The file is empty, damaged, locked, in another format or without speech.
    """
    name = printable(name)
    stem = PurePosixPath(name).stem or name
    kind = recognise_bytes(name, data)
    match kind:
        case Kind.WORD:
            found = _word(name, data, stem)
        case Kind.PDF:
            found = _pdf(name, data, stem)
        case _:
            found = _text(name, data, stem)
    if not found.turns or _only_names(found):
        why = "Only speakers' names were found in it." if found.turns else "No speech was found in it."
        raise UnreadableTranscript(name, why, do="Check that it is the right file.")
    transcript = Transcript(
        document=found.document or stem,
        text=found.text,
        turns=found.turns,
        format=found.format,
        encoding=found.encoding,
        source_name=name,
        source_sha256=hashlib.sha256(data).hexdigest(),
    )
    warnings = (*found.warnings, *hidden_characters(found.text))
    return Reading(transcript=transcript, left_out=found.left_out, warnings=warnings)


def _only_names(found: _Found) -> bool:
    """Whether what stands under labels on lines of their own is nothing but labels again."""
    if found.format != Layout.ALONE:
        return False
    speakers = {turn.speaker for turn in found.turns}
    said = Counter(found.text[turn.start : turn.end] for turn in found.turns)
    return all(is_role(each) or each in speakers or (count > 1 and is_name_like(each)) for each, count in said.items())


def printable(name: str) -> str:
    """The file's name without its folders and without what cannot be written as UTF-8."""
    return PurePosixPath(name.encode("utf-8", "replace").decode()).name or "unnamed"


def _text(name: str, data: bytes, stem: str) -> _Found:
    decoded = decode(name, data)
    match recognise_text(name, decoded.text):
        case Kind.WEBVTT:
            subtitles = read_webvtt(name, decoded.text)
            found = _rendered(subtitles.utterances, Kind.WEBVTT, subtitles.left_out, subtitles.warnings)
        case Kind.SRT:
            subtitles = read_srt(name, decoded.text)
            found = _rendered(subtitles.utterances, Kind.SRT, subtitles.left_out, subtitles.warnings)
        case _:
            talk = talk_in(decoded.text, stem)
            found = _Found(decoded.text, talk.turns, talk.layout, talk.left_out, talk.warnings)
    return found._replace(encoding=decoded.encoding, warnings=(*_doubts(decoded), *found.warnings))


def _word(name: str, data: bytes, stem: str) -> _Found:
    talk = read_word(name, data, stem)
    return _rendered(talk.utterances, f"{Kind.WORD}, {talk.layout}", talk.left_out, talk.warnings)


def _pdf(name: str, data: bytes, stem: str) -> _Found:
    if is_delve_print(data):
        return _delve_print(name, data)
    talk = read_pdf(name, data, stem)
    return _rendered(talk.utterances, f"{Kind.PDF}, {talk.layout}", talk.left_out, talk.warnings)


def _delve_print(name: str, data: bytes) -> _Found:
    shown = read_delve_print(name, data)
    utterances = [Utterance(each.speaker, each.text) for each in shown.paragraphs]
    coded = ("Its codes are no part of the text; they come in as codings, with `--rater NAME`.",)
    found = _rendered(utterances, "Delve print", shown.left_out, coded if shown.is_coded else ())
    return found._replace(document=shown.title)


def _rendered(
    utterances: list[Utterance], kind: str, left_out: tuple[LeftOut, ...], warnings: tuple[str, ...]
) -> _Found:
    text, turns = render(utterances)
    unknown = sum(not turn.speaker for turn in turns)
    if unknown == len(turns) and not warnings:
        warnings = ("No speakers' labels were found: the speaker of every turn is unknown.",)
    return _Found(text, turns, kind, left_out, warnings)


def _doubts(decoded: Decoded) -> Iterator[str]:
    """What a person should know of how the bytes were read."""
    if decoded.guessed:
        yield f"The encoding was guessed as {decoded.encoding}. If letters look wrong, save the file as UTF-8."
    if len(decoded.line_ends) > 1:
        yield f"Its line ends are mixed ({', '.join(decoded.line_ends)}); each counts as one line end."
