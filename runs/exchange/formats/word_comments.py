"""Word documents in which people coded with comments."""

from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported, UnreadableFile
from runs.exchange.refi.elements import XmlError
from runs.exchange.word_codings import FOUND, read_word_codings
from runs.exchange.word_comments import has_comments
from runs.transcripts import UnreadableTranscript
from runs.transcripts.word_package import open_package


def _recognises(name: str, data: bytes) -> Sureness:
    if not data.startswith(b"PK") or b"word/" not in data:
        return Sureness.NO
    try:
        return Sureness.CERTAIN if has_comments(open_package(name, data)) else Sureness.NO
    except UnreadableTranscript:
        return Sureness.NO


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    try:
        return read_word_codings(name, data, open_package(name, data), rater)
    except XmlError as error:
        do = "Open it in Word, save a copy as .docx and import that."
        raise UnreadableFile(name, FOUND, str(error), do=do) from None


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
    tested_with="Files written with python-docx; no Word was run.",
)
