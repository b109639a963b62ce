"""Codings from rows that are turns: one coding for each rater and turn."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from runs.exchange.codings_table import CodingRow, ProblemKind
from runs.exchange.placing.outcomes import Account, CodeSpelling, Outcome
from runs.quotations import normalised
from runs.records import Assignment, Coding, Grounding, Transcript, Turn


class _Judgement(NamedTuple):
    """What a rater's rows say of one turn."""

    rater: str
    turn: Turn
    rows: list[int]
    rationales: dict[str, str]
    """The codes given, each with its rationale."""


def place_units(
    rows: Sequence[CodingRow],
    transcript: Transcript,
    spelling: CodeSpelling,
    account: Account,
    *,
    several_rows_a_unit: bool,
) -> Iterator[Coding]:
    """One coding for each rater and turn that has a row; one without assignments where no code is named."""
    turns = _Turns(transcript)
    judgements: dict[tuple[str, int], _Judgement] = {}
    for row in rows:
        turn = turns.locate(row, account)
        if turn is None:
            continue
        codes = {spelling.spelled(code, row.number): row.rationale for code in row.codes}
        judgement = _Judgement(row.rater, turn, [row.number], codes)
        earlier = judgements.setdefault((row.rater, turn.position), judgement)
        if earlier is not judgement:
            _unite(earlier, judgement, row, account, several_rows_a_unit=several_rows_a_unit)
    for judgement in judgements.values():
        yield _coding(judgement, transcript)


def _unite(
    earlier: _Judgement, later: _Judgement, row: CodingRow, account: Account, *, several_rows_a_unit: bool
) -> None:
    earlier.rows.append(row.number)
    if later.rationales.keys() == earlier.rationales.keys():
        account.merged += 1
    elif several_rows_a_unit:
        account.merged += bool(later.rationales) and later.rationales.keys() <= earlier.rationales.keys()
        earlier.rationales.update({**later.rationales, **earlier.rationales})
    else:
        why = f"The rater gave this turn other codes in row {earlier.rows[0]}, which is the one kept."
        account.note(ProblemKind.CONTRADICTION, row, why, kept=False, rows=tuple(earlier.rows))


def _coding(judgement: _Judgement, transcript: Transcript) -> Coding:
    start, end = judgement.turn.start, judgement.turn.end
    words = transcript.text[start:end]
    return Coding(
        document=transcript.document,
        rater=judgement.rater,
        start=start,
        end=end,
        assignments=tuple(
            Assignment(
                code=code,
                quotation=words,
                start=start,
                end=end,
                grounding=Grounding.UNIT,
                rationale=rationale,
            )
            for code, rationale in judgement.rationales.items()
        ),
    )


class _Turns:
    """The turns of one transcript, by their number and by their words."""

    def __init__(self, transcript: Transcript) -> None:
        self._text = transcript.text
        self._by_position = {turn.position: turn for turn in transcript.turns}

    @cached_property
    def _words(self) -> dict[int, str]:
        return {number: normalised(self._text[turn.start : turn.end]) for number, turn in self._by_position.items()}

    def locate(self, row: CodingRow, account: Account) -> Turn | None:
        """The turn that a row means; where its text stands in one other turn only, that turn."""
        turn = self._by_position.get(row.turn or 0)
        wanted = normalised(row.quotation) if row.quotation else ""
        if turn is not None and (not wanted or _same_words(wanted, self._words[turn.position])):
            account.outcomes[Outcome.VERIFIED if wanted else Outcome.UNCHECKED] += 1
            return turn
        return self._elsewhere(row, wanted, account)

    def _elsewhere(self, row: CodingRow, wanted: str, account: Account) -> Turn | None:
        places = [position for position, words in self._words.items() if wanted and words == wanted]
        if len(places) == 1:
            account.outcomes[Outcome.REANCHORED] += 1
            why = f"Its text is that of turn {places[0]}, not of turn {row.turn}."
            account.note(ProblemKind.MOVED, row, why, kept=True)
            return self._by_position[places[0]]
        if places:
            account.outcomes[Outcome.AMBIGUOUS] += 1
            why = f"Its text is not that of turn {row.turn}, and {len(places)} other turns have it."
            account.note(ProblemKind.AMBIGUOUS, row, why, kept=False)
            return None
        account.outcomes[Outcome.UNMATCHED] += 1
        if row.turn in self._by_position:
            why = f"Its text is not that of turn {row.turn}, nor of another."
            account.note(ProblemKind.UNMATCHED, row, why, kept=False)
        else:
            why = f"There is no turn {row.turn}; all turns count, and the {len(self._by_position)} begin with 1."
            account.note(ProblemKind.UNKNOWN_TURN, row, why, kept=False)
        return None


def _same_words(given: str, words: str) -> bool:
    """Whether a text is a turn's, though it is cut short or has the speaker's label before it."""
    begun = given.removesuffix("\u2026").rstrip()
    return given == words or (bool(begun) and words.startswith(begun)) or (bool(words) and given.endswith(words))
