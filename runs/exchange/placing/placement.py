"""A table of people's codings brought together with the transcripts; every row is accounted for."""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping

from codebook import name_key
from runs.exchange.codings_table import CodingRow, CodingsTable, Problem, ProblemKind, TableShape
from runs.exchange.placing.document_names import DocumentNames
from runs.exchange.placing.outcomes import Account, CodeSpelling, Outcome, Placement
from runs.exchange.placing.span_codings import place_spans
from runs.exchange.placing.unit_codings import place_units
from runs.exchange.tables.compact_rows import CompactRows
from runs.records import Coding, Transcript


class Placing:
    """Places a table a document at a time, so that all codings of a large one need not be in memory at once.

    Args:
        table: The rows.
        transcripts: The transcripts by name.
        codes: The names of the codebook's codes; None where there is no codebook to compare with.
    """

    def __init__(
        self, table: CodingsTable, transcripts: Mapping[str, Transcript], *, codes: frozenset[str] | None
    ) -> None:
        self._table, self._transcripts = table, transcripts
        self._account, self._spelling = Account(), CodeSpelling(codes)

    def codings(self) -> Iterator[Coding]:
        """The codings, document by document; to be gone through once."""
        rows = self._table.rows
        for document, places in _by_document(self._table, self._transcripts, self._account).items():
            found = [rows[at] for at in places]
            yield from _in_document(self._table, found, self._transcripts[document], self._spelling, self._account)

    def placement(self, codings: tuple[Coding, ...] = ()) -> Placement:
        """What became of each row, once all codings were gone through; with these codings."""
        account, spelling = self._account, self._spelling
        unread = sum(len(problem.rows) for problem in self._table.problems if not problem.kept)
        account.outcomes[Outcome.LEFT_OUT] += unread
        problems = [*self._table.problems, *account.problems, *spelling.problems()]
        return Placement(
            codings=codings,
            rows=len(self._table.rows) + unread,
            outcomes={outcome: number for outcome, number in account.outcomes.items() if number},
            merged=account.merged,
            unknown_codes=spelling.unknown,
            problems=tuple(sorted(problems, key=lambda problem: problem.rows[0])),
        )


def place_codings(
    table: CodingsTable, transcripts: Mapping[str, Transcript], *, codes: frozenset[str] | None
) -> Placement:
    """The codings that a table holds, placed on the transcripts, and what became of each of its rows.

    Passages are matched exactly, or else up to white space, quotation marks, dashes and accent encoding;
    nothing is guessed. A passage that is not found, or found at several places that no hint tells apart,
    is kept as ungrounded and reported. Codes that the codebook does not have are kept and reported.

    Args:
        table: The rows.
        transcripts: The transcripts by name.
        codes: The names of the codebook's codes; None where there is no codebook to compare with.
    """
    placing = Placing(table, transcripts, codes=codes)
    codings = tuple(placing.codings())
    return placing.placement(codings)


def _in_document(
    table: CodingsTable,
    rows: list[CodingRow],
    transcript: Transcript,
    spelling: CodeSpelling,
    account: Account,
) -> Iterator[Coding]:
    if table.says_what_is_done:
        rows = [_without_the_word_none(row, spelling) for row in rows]
    if table.shape is TableShape.SPANS:
        yield from place_spans(rows, transcript, spelling, account)
    else:
        several = table.several_rows_a_unit
        yield from place_units(rows, transcript, spelling, account, several_rows_a_unit=several)


def _without_the_word_none(row: CodingRow, spelling: CodeSpelling) -> CodingRow:
    """The row, without a code where it says ``none`` and the codebook has no code of that name."""
    (word,) = row.codes if len(row.codes) == 1 else ("",)
    is_none = name_key(word) == "none" and not spelling.knows(word)
    return row._replace(codes=()) if is_none else row


def _by_document(
    table: CodingsTable, transcripts: Mapping[str, Transcript], account: Account
) -> "dict[str, array[int]]":
    """Where the rows of each transcript are; those of documents that are no transcript's are reported."""
    names = DocumentNames(transcripts)
    written: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))
    rows = table.rows
    named = rows.documents() if isinstance(rows, CompactRows) else (row.document for row in rows)
    for at, document in enumerate(named):
        written[document].append(at)
    grouped: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))
    for name, places in written.items():
        document = names.find(name)
        if document is None:
            account.outcomes[Outcome.LEFT_OUT] += len(places)
            account.problems.append(_unknown_document(name, [table.rows[at].number for at in places]))
        else:
            grouped[document] += places
    return grouped


def _unknown_document(written: str, rows: list[int]) -> Problem:
    why = f"No transcript is called {written!r}, or more than one could be meant."
    return Problem(
        kind=ProblemKind.UNKNOWN_DOCUMENT,
        rows=tuple(rows),
        why=why,
        kept=False,
        document=written,
    )
