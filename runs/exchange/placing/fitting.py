"""Makes the rows of a project fit the transcripts of the study, where these have other names or other texts."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import NamedTuple

from runs.exchange.codings_table import CodingRow, CodingsTable


class Fitted(NamedTuple):
    """Rows of which each names a transcript of the study."""

    table: CodingsTable
    left_out: Mapping[str, int]
    """Rows of each document that say something of a stretch of a text that the study does not have."""


def fitted(
    table: CodingsTable, names: Mapping[str, str], texts: Mapping[str, str], differing: Collection[str]
) -> Fitted:
    """The rows under the study's names.

    Where the study has another text, positions mean nothing: a row goes by its words, which are taken from the
    project's own text where it has none. A row of a stretch that was judged there cannot be carried over.

    Args:
        table: The rows, with the names of the project.
        names: The study's name of each document.
        texts: The project's text of each document.
        differing: Documents of which the study has another text.
    """
    left_out: Counter[str] = Counter()
    rows: list[CodingRow] = []
    for row in table.rows:
        document = row.document
        if document in differing:
            if row.judged_start is not None:
                left_out[document] += 1
                continue
            words = row.quotation or texts[document][row.start : row.end].strip()
            row = row._replace(quotation=words)
        rows.append(row._replace(document=names.get(document, document)))
    return Fitted(table._replace(rows=rows), dict(left_out))
