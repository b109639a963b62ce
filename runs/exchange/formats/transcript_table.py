"""Transcripts in a table: a row for each turn, or for each answer to a survey."""

from codebook.tables import ENDINGS
from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported
from runs.exchange.tables.codings_reading import layouts_of
from runs.transcripts.turn_table import is_turn_table, read_turn_table, speaks_of_codes


def _recognises(name: str, data: bytes) -> Sureness:
    """Certain where it has speakers or answers; only likely where it has codes too, which codings have as well."""
    if not name.lower().endswith(ENDINGS) or not is_turn_table(name, data):
        return Sureness.NO
    return Sureness.LIKELY if speaks_of_codes(name, data) or layouts_of(data) else Sureness.CERTAIN


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    table = read_turn_table(name, data)
    return Imported(table.readings[0].transcript.format, transcripts=table.readings, notes=table.decided)


FORMAT = Format(
    name="table of turns",
    endings=".csv .tsv .xlsx .xls .ods",
    gives=("transcripts",),
    recognises=_recognises,
    read=_read,
    is_read="A row for each turn (speaker, text, and time and document where it has them), or for each answer to a"
    " survey (participant, question, answer); headers in seven languages. Rows of one document, or of one participant's"
    " answers, are a transcript; the import says what it took each column for. Rows that repeat a numbered turn,"
    " as for each annotator, are one turn.",
    is_lost="Other columns, rows without text, and times that are not written as minutes and seconds.",
    tested_with="The published table of AnnoMI (133 conversations, 9,699 turns); else synthetic tables and workbooks.",
)
