"""The consensus of a review as a file."""

from pathlib import Path

from evaluation.review.cases.consensus import consensus_of
from evaluation.review.cases.consensus_records import ReviewConsensus
from runs import Rater, RaterKind
from runs.coding_store import codebook_in_use
from runs.exchange import SourcedRow, export_rows
from runs.exchange.format import WriteRows
from runs.exchange.rows.text_export import COLUMNS
from runs.exchange.study_export import rows_written
from runs.study import Study
from runs.transcript_store import transcripts


def export_consensus(study: Study, write: WriteRows, file: Path, review: int) -> tuple[int, ReviewConsensus]:
    """How many rows were written, of the consensus of a review, and how it came about.

    Each row says in ``source`` whether it is unanimous or adjudicated; what is unresolved is left out.

    Raises:
        InputError: There is no such review, or the file cannot be written.
    """
    found = consensus_of(study, review)
    rater = {found.counts.rater: Rater(name=found.counts.rater, kind=RaterKind.CONSENSUS)}
    texts = transcripts(study)
    book = codebook_in_use(study)
    rows = (
        SourcedRow(**dict(row), source=settled.source)
        for settled in found.settled
        for row in export_rows([settled.coding], texts, raters=rater, book=book)
    )
    return rows_written(rows, write, file, (*COLUMNS, "source")), found.counts
