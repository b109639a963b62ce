"""All codings as CSV, one row an assignment."""

from pathlib import Path

from runs.exchange.format import Format, WriteOptions, Written
from runs.exchange.study_export import export_codings
from runs.study import Study


def _write(study: Study, path: Path, options: WriteOptions, now: str) -> Written:
    return Written(export_codings(study, "csv", path))


FORMAT = Format(
    name="codings as CSV",
    endings=".csv",
    tested_with="Python's csv and our own import; no spreadsheet program was run.",
    form="csv",
    write=_write,
    is_written="Each assignment and each judgement without one, with rater, run, place, turn, rationale and status.",
    is_not_written="Transcripts and codebook.",
)
