"""Codings from rows that are passages: one coding for each rater and document, of the whole text."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from runs.exchange.codings_table import CodingRow, ProblemKind
from runs.exchange.placing.outcomes import Account, CodeSpelling, Outcome
from runs.exchange.placing.passages import Passage, Passages
from runs.records import Assignment, Coding, Grounding, Transcript

_Key: TypeAlias = tuple[str, int | None, int | None, str]


def place_spans(
    rows: Sequence[CodingRow], transcript: Transcript, spelling: CodeSpelling, account: Account
) -> Iterator[Coding]:
    """One coding for each rater and stretch judged, with an assignment for each code of each row.

    The stretch is the whole transcript, unless the row says which one it is.
    """
    passages = Passages(transcript, rows)
    judged: dict[tuple[str, int, int], dict[_Key, Assignment]] = {}
    for row in rows:
        stretch = _stretch(row, len(transcript.text))
        if stretch is None:
            account.outcomes[Outcome.UNMATCHED] += 1
            why = "The stretch that was judged lies outside of the document."
            account.note(ProblemKind.UNMATCHED, row, why, kept=False)
            continue
        given = judged.setdefault((row.rater, *stretch), {})
        if not row.codes:
            account.outcomes[Outcome.LOOKED] += 1
            continue
        passage = passages.locate(row)
        account.outcomes[passage.outcome] += 1
        if passage.problem is not None:
            account.note(passage.problem, row, passage.why, kept=True)
        new = [_give(code, row, passage, transcript.text, given) for code in _spelled(row, spelling)]
        account.merged += not any(new)
    for (rater, start, end), given in judged.items():
        yield Coding(
            document=transcript.document,
            rater=rater,
            start=start,
            end=end,
            assignments=tuple(given.values()),
        )


def _stretch(row: CodingRow, length: int) -> tuple[int, int] | None:
    """The stretch that a row judges; None where the document is shorter than that."""
    if row.judged_start is None or row.judged_end is None:
        return 0, length
    within = row.judged_start <= row.judged_end <= length
    return (row.judged_start, row.judged_end) if within else None


def _spelled(row: CodingRow, spelling: CodeSpelling) -> tuple[str, ...]:
    return tuple(dict.fromkeys(spelling.spelled(code, row.number) for code in row.codes))


def _give(code: str, row: CodingRow, passage: Passage, text: str, given: dict[_Key, Assignment]) -> bool:
    """Add a code to those given, and say whether it is a new one."""
    match = passage.match
    if match is None:
        apart = str(row.number) if passage.outcome is Outcome.AMBIGUOUS else row.quotation
        key: _Key = (code, None, None, apart)
        made = Assignment(
            code=code,
            quotation=row.quotation,
            start=None,
            end=None,
            grounding=Grounding.UNGROUNDED,
            rationale=row.rationale,
        )
    else:
        key = (code, match.start, match.end, "")
        is_unit = (match.start, match.end) == (row.judged_start, row.judged_end)
        made = Assignment(
            code=code,
            quotation=text[match.start : match.end],
            start=match.start,
            end=match.end,
            grounding=Grounding.UNIT if is_unit else match.grounding,
            rationale=row.rationale,
        )
    is_new = key not in given
    given[key] = made if is_new else _with_rationale(given[key], row.rationale)
    return is_new


def _with_rationale(assignment: Assignment, rationale: str) -> Assignment:
    if not rationale or rationale in assignment.rationale.split("\n"):
        return assignment
    joined = f"{assignment.rationale}\n{rationale}" if assignment.rationale else rationale
    return replace(assignment, rationale=joined)
