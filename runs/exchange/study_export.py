"""All codings of a study as a file."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from runs.coding_store import each_coding, raters
from runs.exchange.export_rows import ExportRow, RunOrigin, export_rows
from runs.exchange.text_export import COLUMNS, write_csv, write_jsonl
from runs.exchange.whole_file import whole_file
from runs.exchange.xlsx_export import write_xlsx
from runs.ledger import run_summaries
from runs.study import Study
from runs.study_texts import StudyTexts


def export_codings(study: Study, form: str, file: Path) -> int:
    """How many rows were written: all codings of the study, in the form asked for.

    Args:
        study: The study.
        form: ``csv``, ``xlsx`` or ``jsonl``.
        file: The file, which is written whole or not at all.

    Raises:
        InputError: The file cannot be written; what was there before is as it was.
    """
    origins = {
        each.run: RunOrigin(model=each.model, codebook=each.codebook, created_at=each.started_at)
        for each in run_summaries(study)
    }
    rows = export_rows(each_coding(study), StudyTexts(study, kept=64), raters=raters(study), runs=origins)
    return rows_written(rows, form, file, COLUMNS)


def rows_written(rows: Iterable[ExportRow], form: str, file: Path, columns: Sequence[str]) -> int:
    """How many rows were written into a file, in the form asked for.

    Raises:
        InputError: The file cannot be written; what was there before is as it was.
    """
    with whole_file(file) as part:
        if form == "xlsx":
            return write_xlsx(rows, part, columns).rows
        with part.open("w", encoding="utf-8", newline="") as stream:
            return write_csv(rows, stream, columns) if form == "csv" else write_jsonl(rows, stream)
