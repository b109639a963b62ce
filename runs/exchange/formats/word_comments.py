"""Word documents in which people coded with comments."""

from pathlib import Path

from runs.exchange.format import Format, Sureness, WriteOptions, Written
from runs.exchange.imported import Imported, UnreadableFile
from runs.exchange.word.codings import FOUND, read_word_codings
from runs.exchange.word.comments import has_comments
from runs.exchange.word.study import is_study, read_word_study
from runs.exchange.word.writing import write_word
from runs.exchange.xml_elements import XmlError
from runs.study import Study
from runs.transcripts import UnreadableTranscript
from runs.transcripts.word_package import open_package


def _recognises(name: str, data: bytes) -> Sureness:
    if not data.startswith(b"PK") or b"word/" not in data:
        return Sureness.NO
    try:
        parts = open_package(name, data)
        return Sureness.CERTAIN if has_comments(parts) or is_study(parts) else Sureness.NO
    except UnreadableTranscript:
        return Sureness.NO


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    try:
        parts = open_package(name, data)
        return read_word_study(name, parts, rater) if is_study(parts) else read_word_codings(name, data, parts, rater)
    except XmlError as error:
        do = "Open it in Word, save a copy as .docx and import that."
        raise UnreadableFile(name, FOUND, str(error), do=do) from None


def _write(study: Study, path: Path, options: WriteOptions, now: str) -> Written:
    return write_word(study, path, now)


FORMAT = Format(
    name=FOUND,
    endings=".docx",
    gives=("transcripts", "codings"),
    recognises=_recognises,
    read=_read,
    is_read="The transcript as without comments, insertions kept and deletions left out; each comment with its author"
    " as rater and its anchored words, to the character. A comment is a coding where a code of the study's codebook"
    " stands in its first line, alone or with others after semicolons or commas; what stands below is the rationale."
    " All comments are codings with `--as codings`.",
    is_lost="Comments without a known code, which the import counts; replies; formatting.",
    form="docx",
    word="Word",
    media="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    counts="codings",
    write=_write,
    is_written="One document with a heading for each interview and its text; each code of the latest coding of each"
    " stretch as a comment by its rater, models and consensus named so, on the very words, with the rationale below."
    " A part that Word keeps says who judged which stretch: the document comes back as it went out, with the comments"
    " that people have added.",
    is_not_written="The codebook; codes whose quotation does not stand in the text, judgements without an answer,"
    " probabilities, earlier codings, and how runs were made.",
    tested_with="Files written with python-docx; no Word was run.",
)
