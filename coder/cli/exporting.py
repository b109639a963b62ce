"""What ``intercoder export`` writes."""

from pathlib import Path

from runs.coding_store import codings, raters
from runs.exchange import RunOrigin, export_rows, write_csv, write_jsonl, write_xlsx
from runs.ledger import run_summaries
from runs.study import Study
from runs.transcript_store import transcripts


def export_codings(study: Study, form: str, file: Path) -> int:
    """How many rows were written: all codings of the study, in the form asked for."""
    origins = {
        each.run: RunOrigin(model=each.model, codebook=each.codebook, created_at=each.started_at)
        for each in run_summaries(study)
    }
    rows = export_rows(codings(study), transcripts(study), raters=raters(study), runs=origins)
    if form == "xlsx":
        return write_xlsx(rows, file).rows
    with file.open("w", encoding="utf-8", newline="") as stream:
        return write_csv(rows, stream) if form == "csv" else write_jsonl(rows, stream)
