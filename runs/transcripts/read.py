"""From one file's bytes to a transcript."""

from collections import Counter

from runs.transcripts.blocks import BlockTalk
from runs.transcripts.decoding import decode, doubts
from runs.transcripts.delve_print import is_delve_print, read_delve_print
from runs.transcripts.found import Found, printable, reading_of, rendered, stem_of
from runs.transcripts.labelled_text import talk_in
from runs.transcripts.labels import is_name_like
from runs.transcripts.layouts import Layout
from runs.transcripts.pdf_file import read_pdf
from runs.transcripts.reading import Reading, UnreadableTranscript
from runs.transcripts.recognise import Kind, recognise_bytes, recognise_text
from runs.transcripts.rendering import Utterance
from runs.transcripts.roles import is_role
from runs.transcripts.srt_file import read_srt
from runs.transcripts.webvtt_file import read_webvtt
from runs.transcripts.word_file import read_word


def read_transcript(name: str, data: bytes) -> Reading:
    """The transcript in a file's bytes, with what was left out of it and what a person should check.

    The format is told by the content: plain text with labels of many kinds, Word, WebVTT, SRT or PDF. Plain
    text is its own canonical text; the other formats are written as ``Speaker: text`` blocks.

    Raises:
        UnreadableTranscript: The file is empty, damaged, locked, in another format or without speech.
    """
    name = printable(name)
    stem = stem_of(name)
    kind = recognise_bytes(name, data)
    match kind:
        case Kind.WORD:
            found = found_in_word(read_word(name, data, stem))
        case Kind.PDF:
            found = _pdf(name, data, stem)
        case _:
            found = _text(name, data, stem)
    if found.turns and _only_names(found):
        why = "Only speakers' names were found in it."
        raise UnreadableTranscript(name, why, do="Check that it is the right file.")
    return reading_of(name, data, found)


def _only_names(found: Found) -> bool:
    """Whether what stands under labels on lines of their own is nothing but labels again."""
    if found.format != Layout.ALONE:
        return False
    speakers = {turn.speaker for turn in found.turns}
    said = Counter(found.text[turn.start : turn.end] for turn in found.turns)
    return all(is_role(each) or each in speakers or (count > 1 and is_name_like(each)) for each, count in said.items())


def _text(name: str, data: bytes, stem: str) -> Found:
    decoded = decode(name, data)
    match recognise_text(name, decoded.text):
        case Kind.WEBVTT:
            subtitles = read_webvtt(name, decoded.text)
            found = rendered(subtitles.utterances, Kind.WEBVTT, subtitles.left_out, subtitles.warnings)
        case Kind.SRT:
            subtitles = read_srt(name, decoded.text)
            found = rendered(subtitles.utterances, Kind.SRT, subtitles.left_out, subtitles.warnings)
        case _:
            talk = talk_in(decoded.text, stem)
            found = Found(decoded.text, talk.turns, talk.layout, talk.left_out, talk.warnings)
    return found._replace(encoding=decoded.encoding, warnings=(*doubts(decoded), *found.warnings))


def found_in_word(talk: BlockTalk) -> Found:
    """What the talk of a Word document is as a transcript."""
    return rendered(talk.utterances, f"{Kind.WORD}, {talk.layout}", talk.left_out, talk.warnings)


def _pdf(name: str, data: bytes, stem: str) -> Found:
    if is_delve_print(data):
        return _delve_print(name, data)
    talk = read_pdf(name, data, stem)
    return rendered(talk.utterances, f"{Kind.PDF}, {talk.layout}", talk.left_out, talk.warnings)


def _delve_print(name: str, data: bytes) -> Found:
    shown = read_delve_print(name, data)
    utterances = [Utterance(each.speaker, each.text) for each in shown.paragraphs]
    coded = ("Its codes are no part of the text; they come in as codings, with `--rater NAME`.",)
    found = rendered(utterances, "Delve print", shown.left_out, coded if shown.is_coded else ())
    return found._replace(document=shown.title)
