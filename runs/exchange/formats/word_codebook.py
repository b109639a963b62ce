"""Codebooks as Word documents."""

from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported, UnreadableFile
from runs.exchange.refi.elements import XmlError
from runs.exchange.word_codebook import FOUND, Kind, kind_of, read_word_codebook
from runs.transcripts import UnreadableTranscript
from runs.transcripts.word_package import open_package

_SURENESS = {Kind.CODEBOOK: Sureness.CERTAIN, Kind.BOTH: Sureness.LIKELY, Kind.OTHER: Sureness.POSSIBLE}
_DO = "Open it in Word, save a copy as .docx and import that."


def _recognises(name: str, data: bytes) -> Sureness:
    if not data.startswith(b"PK") or b"word/" not in data:
        return Sureness.NO
    try:
        return _SURENESS[kind_of(open_package(name, data))]
    except (UnreadableTranscript, XmlError):
        return Sureness.POSSIBLE


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    try:
        return read_word_codebook(name, open_package(name, data))
    except UnreadableTranscript as error:
        raise UnreadableFile(name, FOUND, error.why, do=error.do) from None
    except XmlError as error:
        raise UnreadableFile(name, FOUND, str(error), do=_DO) from None


FORMAT = Format(
    name=FOUND,
    endings=".docx",
    gives=("codebook",),
    recognises=_recognises,
    read=_read,
    is_read="Tables with a row for each code, several with such headers as one codebook; tables with a label and a"
    " text in each row, one for each code; headings with labelled paragraphs below, nested by their levels. Headers"
    " and labels as in tables of other programs; in tables of NVivo, indentation. Tracked insertions are kept,"
    " deletions left out.",
    is_lost="Other tables, headings without a labelled paragraph and titles that span a table, which the import"
    " names; formatting, notes and comments.",
    tested_with="Only descriptions: documents composed with python-docx, in the columns of NVivo and others.",
)
