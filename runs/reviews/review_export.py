"""What was done in reviews as rows of tables: every decision, and every flag for the codebook meeting."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from codebook import Record
from runs.exchange.rows.text_export import write_csv, write_jsonl
from runs.exchange.whole_file import whole_file
from runs.reviews.cases import case
from runs.reviews.flags import Flag
from runs.reviews.flags import flags as each_flag
from runs.reviews.history import HistoryFilter, each_past_event
from runs.reviews.records import Case, CaseState, EventKind
from runs.study import Study

BETWEEN = "; "
"""Stands between codes, and between reasons."""


class DecisionRow(Record, frozen=True):
    """A decision, also one that was undone or that another took the place of."""

    event: int
    case: int
    review: int
    document: str
    start: int
    end: int
    turn: int
    speaker: str
    passage: str
    kind: str
    """In what the raters differ."""
    rater_a: str
    """Who stood there as A; empty while the case is open again, so that whoever decides it is blind."""
    rater_b: str
    choice: str
    codes: str
    reasons: str
    note: str
    reviewer: str
    at: str
    revealed: bool
    """Whether the reviewer knew who is who."""
    seconds: float | None
    """From when the case was shown to the decision."""
    undone: bool
    decides: bool
    """Whether it is the decision by which the case stands now."""


class FlagRow(Record, frozen=True):
    """A case in which the codebook is unclear to somebody."""

    case: int
    review: int
    document: str
    start: int
    end: int
    turn: int
    speaker: str
    passage: str
    codes: str
    """The codes in play, of either rater."""
    disputed: str
    decided: str
    """The codes that hold; empty as long as the case is open."""
    state: str
    note: str
    reviewer: str
    at: str


def decision_rows(study: Study) -> Iterator[DecisionRow]:
    """All decisions of the study, oldest first."""
    for past in each_past_event(study, HistoryFilter(kind=EventKind.DECIDED)):
        decision, number = past.event.decision, past.event.case
        if decision is None or number is None:
            continue
        of = case(study, number)
        raters = decision.shown if of.state is CaseState.DECIDED else ("", "")
        yield DecisionRow(
            **_place(of),
            event=past.event.number,
            kind=of.kind,
            rater_a=raters[0],
            rater_b=raters[1],
            choice=decision.choice,
            codes=BETWEEN.join(decision.codes),
            reasons=BETWEEN.join(decision.reasons),
            note=decision.note,
            reviewer=past.event.reviewer,
            at=past.event.at,
            revealed=decision.revealed,
            seconds=decision.seconds,
            undone=not past.holds,
            decides=of.state_event == past.event.number,
        )


def flag_rows(study: Study) -> Iterator[FlagRow]:
    """All flags that hold, newest first; those of damaged cases are left out."""
    for flag in each_flag(study, limit=-1):
        if isinstance(flag.case, Case):
            yield _flag(flag, flag.case)


def _flag(flag: Flag, of: Case) -> FlagRow:
    return FlagRow(
        **_place(of),
        codes=BETWEEN.join(of.codes),
        disputed=BETWEEN.join(of.disputed),
        decided=BETWEEN.join(of.decision.codes) if of.decision else "",
        state=of.state,
        note=flag.note,
        reviewer=flag.reviewer,
        at=flag.at,
    )


def _place(of: Case) -> dict[str, Any]:
    return {
        "case": of.number,
        "review": of.review,
        "document": of.document,
        "start": of.start,
        "end": of.end,
        "turn": of.turn,
        "speaker": of.speaker,
        "passage": of.passage,
    }


ROWS: dict[str, tuple[type[Record], Callable[[Study], Iterator[Record]]]] = {
    "decisions": (DecisionRow, decision_rows),
    "flags": (FlagRow, flag_rows),
}
"""The tables by name."""


def export_reviews(study: Study, what: str, form: str, file: Path) -> int:
    """How many rows were written of ``decisions`` or ``flags``.

    Args:
        study: The study.
        what: Which table.
        form: ``csv`` or ``jsonl``.
        file: The file, which is written whole or not at all.

    Raises:
        InputError: The file cannot be written.
        DamagedStudyError: A case is damaged.
    """
    record, rows = ROWS[what]
    with whole_file(file) as part, part.open("w", encoding="utf-8", newline="") as stream:
        if form == "jsonl":
            return write_jsonl(rows(study), stream)
        return write_csv(rows(study), stream, columns=tuple(record.model_fields))


def undecided_cases(study: Study) -> tuple[int, int]:
    """How many cases of all reviews are not decided, and how many there are; withdrawn ones are left out."""
    undecided, all_of_them = study.connection.execute(
        "select total(state <> 'decided'), count(*) from cases where not withdrawn"
    ).fetchone()
    return int(undecided), int(all_of_them)
