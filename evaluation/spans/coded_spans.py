"""The spans of a study's codings."""

import numpy as np

from evaluation.spans.continua import Spans
from evaluation.tables import UnitTable
from evaluation.units import counts_as_evidence

SPAN_RULE = (
    "Spans are the passages that raters gave codes to, in the whole text of an interview. A rater has seen one "
    "when he or she saw every unit of it; other interviews take no part for that rater."
)


def spans_of(table: UnitTable) -> Spans:
    """The spans of the raters and codes of a table that was built from codings."""
    place = {name: number for number, name in enumerate(table.interviews)}
    column = {name: number for number, name in enumerate(table.codes)}
    rater = {name: number for number, name in enumerate(table.raters)}
    seen = np.ones((len(table.interviews), len(table.raters)), dtype=np.bool_)
    np.logical_and.at(seen, table.interview, table.seen)
    found = [
        (place[c.document], rater[c.rater], column[a.code], a.start or 0, a.end or 0)
        for c in table.codings
        for a in c.assignments
        if counts_as_evidence(a) and a.code in column and seen[place[c.document], rater[c.rater]]
    ]
    columns = np.array(found, dtype=np.intp).reshape(-1, 5).T
    return Spans(
        table.raters,
        table.codes,
        table.interviews,
        *columns,
        lengths=np.array(table.lengths, dtype=np.intp),
        seen=seen,
    )
