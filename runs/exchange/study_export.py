"""All codings of a study as rows, and rows as a file."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from codebook import Record
from runs.coding_store import codebook_in_use, each_coding, raters
from runs.exchange.format import Write, WriteOptions, WriteRows, Written
from runs.exchange.rows.export_rows import ExportRow, RunOrigin, export_rows
from runs.exchange.rows.text_export import COLUMNS
from runs.exchange.whole_file import whole_file
from runs.ledger.entries import run_summaries
from runs.study import Study
from runs.study_texts import StudyTexts

IS_WRITTEN = (
    "Each assignment and each judgement without one, with rater, run, place, turn, time, rationale, status, the code's"
    " place in the codebook, and the SHA-256 of the text."
)
"""What every form of rows holds."""
IS_NOT_WRITTEN = "Transcripts and codebook."


def study_rows(study: Study) -> Iterator[ExportRow]:
    """All codings of a study, one row an assignment or a judgement without one."""
    origins = {
        each.run: RunOrigin(model=each.model, codebook=each.codebook, created_at=each.started_at)
        for each in run_summaries(study)
    }
    texts, book = StudyTexts(study, kept=64), codebook_in_use(study)
    return export_rows(each_coding(study), texts, raters=raters(study), runs=origins, book=book)


def writes_rows(write: WriteRows) -> Write:
    """Writes all codings of a study as a form of rows does, into a file that is written whole or not at all."""

    def _write(study: Study, path: Path, options: WriteOptions, now: str) -> Written:
        return Written(rows_written(study_rows(study), write, path, COLUMNS))

    return _write


def rows_written(rows: Iterable[Record], write: WriteRows, file: Path, columns: Sequence[str]) -> int:
    """How many rows were written into a file, as a form of rows does.

    Raises:
        InputError: The file cannot be written; what was there before is as it was.
    """
    with whole_file(file) as part:
        return write(rows, part, columns)
