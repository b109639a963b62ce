"""Where the passage of a row stands in its transcript."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from runs.exchange.codings_table import CodingRow, ProblemKind
from runs.exchange.inert_cells import revived
from runs.exchange.placing.outcomes import Outcome
from runs.exchange.placing.paragraph_hints import ParagraphHints
from runs.quotations import Match, find_quotation, normalised
from runs.records import Grounding, Transcript, Turn


class Passage(NamedTuple):
    """The place of a row's passage; without one, the row's quotation is ungrounded."""

    outcome: Outcome
    match: Match | None = None
    problem: ProblemKind | None = None
    why: str = ""


class Passages:
    """Finds the passages of rows in one transcript.

    Args:
        transcript: The transcript.
        rows: All rows of a table in it; those whose passages stand at one place only tell how paragraphs are counted.
    """

    def __init__(self, transcript: Transcript, rows: Sequence[CodingRow] = ()) -> None:
        self._text = transcript.text
        self._turns = {turn.position: turn for turn in transcript.turns}
        self._found: dict[str, tuple[Match, ...]] = {}
        self._hints = ParagraphHints(self._text, self._only_places(rows))

    def _only_places(self, rows: Sequence[CodingRow]) -> Iterator[tuple[int, int]]:
        for row in rows:
            if row.paragraph is not None and row.quotation:
                found = self._anywhere(row.quotation)
                if len(found) == 1:
                    yield row.paragraph, found[0].start

    def locate(self, row: CodingRow) -> Passage:
        """The place of a row's passage: where the row says, if its words stand there, or where they do."""
        if not row.quotation:
            return self._at_its_word(row)
        stated = self._as_stated(row)
        if stated is not None:
            return Passage(Outcome.VERIFIED, stated)
        turn = self._turns.get(row.turn or 0)
        matches = self._hinted(row, turn)
        if len(matches) == 1:
            return self._only(row, turn, matches[0])
        if matches:
            why = f"Its passage stands at {len(matches)} places of the document."
            return Passage(Outcome.AMBIGUOUS, None, ProblemKind.AMBIGUOUS, why)
        return _unmatched("Its passage does not stand in the document.")

    def _at_its_word(self, row: CodingRow) -> Passage:
        if row.start is None or row.end is None:
            return _unmatched("It says neither where its passage stands nor what it is.")
        if not row.start < row.end <= len(self._text):
            return _unmatched(f"Its start and end are no span of the document's {len(self._text)} characters.")
        return Passage(Outcome.UNCHECKED, Match(row.start, row.end, Grounding.EXACT))

    def _as_stated(self, row: CodingRow) -> Match | None:
        if row.start is None or row.end is None:
            return None
        standing = self._text[row.start : row.end]
        wordings = _wordings(row.quotation)
        if standing.strip() in wordings:
            return Match(row.start, row.end, Grounding.EXACT)
        if normalised(standing) in map(normalised, wordings):
            return Match(row.start, row.end, Grounding.NORMALISED)
        return None

    def _hinted(self, row: CodingRow, turn: Turn | None) -> tuple[Match, ...]:
        """The places of a quotation; of several, those that the row's turn and start speak for."""
        matches: tuple[Match, ...] = ()
        if turn is not None:
            matches = _first_found(self._text, row.quotation, turn.start, turn.end)
        matches = matches or self._anywhere(row.quotation)
        if turn is not None and len(matches) > 1:
            matches = tuple(match for match in matches if _begins_in(match, turn)) or matches
        if row.start is not None and len(matches) > 1:
            matches = tuple(match for match in matches if match.start == row.start) or matches
        return self._told_apart(row, matches)

    def _told_apart(self, row: CodingRow, matches: tuple[Match, ...]) -> tuple[Match, ...]:
        """Of several places the one that the row counts to, or that its paragraph can only mean."""
        if len(matches) > 1 and row.occurrence is not None and 1 <= row.occurrence <= len(matches):
            return (matches[row.occurrence - 1],)
        if len(matches) > 1 and row.paragraph is not None:
            chosen = self._hints.choose(row.paragraph, [match.start for match in matches])
            return matches if chosen is None else (matches[chosen],)
        return matches

    def _anywhere(self, quotation: str) -> tuple[Match, ...]:
        if quotation not in self._found:
            self._found[quotation] = _first_found(self._text, quotation, 0, len(self._text))
        return self._found[quotation]

    def _only(self, row: CodingRow, turn: Turn | None, match: Match) -> Passage:
        if row.start is not None and row.start != match.start:
            why = f"Its passage begins at {match.start}, not at {row.start}."
            return Passage(Outcome.REANCHORED, match, ProblemKind.MOVED, why)
        if row.turn is not None and (turn is None or not _begins_in(match, turn)):
            why = f"Its passage does not stand in turn {row.turn}; it was found elsewhere."
            return Passage(Outcome.REANCHORED, match, ProblemKind.MOVED, why)
        if match.grounding is Grounding.EXACT:
            return Passage(Outcome.VERIFIED, match)
        return Passage(Outcome.REANCHORED, match)


def _first_found(text: str, quotation: str, start: int, end: int) -> tuple[Match, ...]:
    for wording in _wordings(quotation):
        matches = find_quotation(text, wording, start, end)
        if matches:
            return matches
    return ()


def _wordings(quotation: str) -> tuple[str, ...]:
    """The quotation, and what it was before an export made it inert."""
    return tuple(dict.fromkeys((quotation, revived(quotation).strip())))


def _begins_in(match: Match, turn: Turn) -> bool:
    return turn.start <= match.start < turn.end


def _unmatched(why: str) -> Passage:
    return Passage(Outcome.UNMATCHED, None, ProblemKind.UNMATCHED, why)
