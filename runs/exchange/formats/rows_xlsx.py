"""All codings as an Excel workbook, one row an assignment."""

from pathlib import Path

from runs.exchange.format import Format, WriteOptions, Written
from runs.exchange.study_export import export_codings
from runs.study import Study


def _write(study: Study, path: Path, options: WriteOptions, now: str) -> Written:
    return Written(export_codings(study, "xlsx", path))


FORMAT = Format(
    name="codings as an Excel workbook",
    endings=".xlsx",
    tested_with="openpyxl and calamine; no spreadsheet program was run.",
    form="xlsx",
    write=_write,
    is_written="Each assignment and each judgement without one, with rater, run, place, turn, rationale and status.",
    is_not_written="Transcripts and codebook. Texts over 32,767 characters are cut, with a mark.",
)
