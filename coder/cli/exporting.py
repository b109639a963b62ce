"""What ``intercoder export`` writes."""

from pathlib import Path

from runs.coding_store import codings, raters
from runs.exchange import export_rows, write_csv, write_jsonl, write_xlsx
from runs.study import Study
from runs.transcript_store import transcripts


def export_codings(study: Study, form: str, file: Path) -> int:
    """How many rows were written: all codings of the study, in the form asked for."""
    rows = export_rows(codings(study), transcripts(study), raters=raters(study))
    if form == "xlsx":
        return write_xlsx(rows, file).rows
    with file.open("w", encoding="utf-8", newline="") as stream:
        return write_csv(rows, stream) if form == "csv" else write_jsonl(rows, stream)
