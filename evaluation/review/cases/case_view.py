"""A case as it is put before a person: what A and B said, what can be chosen, and what would then hold."""

from collections.abc import Mapping
from typing import NamedTuple

from codebook import Code, InputError
from evaluation.review.cases.case_text import LETTERS
from evaluation.review.cases.deciding import outcome
from evaluation.review.cases.passages import passages_of
from evaluation.units import counts_as_evidence
from runs import CodingStatus, Rater, RaterKind
from runs.reviews.records import Case, CaseKind, CaseState, Choice, DrawnCase, Judgement

LONGEST_QUOTE = 280
SHOWN_KINDS = {
    CaseKind.CONFLICT: ("conflict", "code conflict"),
    CaseKind.BOUNDARY: ("boundary", "boundary"),
    CaseKind.UNGROUNDED: ("ungrounded", "not found in the text"),
    CaseKind.NOT_JUDGED: ("failed", "one judgement missing"),
    CaseKind.AGREED: ("agreed", "same codes"),
}
"""A shape and a word for each kind."""


class Quote(NamedTuple):
    """A passage that a rater gave a code."""

    code: str
    text: str
    is_whole: bool
    """Whether it is the whole unit."""
    is_found: bool
    """Whether it stands in the text."""
    rationale: str
    """Why the rater gave it; to be shown only with the rater's name."""


class Card(NamedTuple):
    """What A or B said."""

    letter: str
    is_judged: bool
    codes: tuple[str, ...]
    quotes: tuple[Quote, ...]


class Who(NamedTuple):
    """Who A or B is."""

    name: str
    kind: RaterKind
    status: CodingStatus
    reason: str
    run: int | None
    prompt: str
    """What names the prompts of the run; empty where no model coded."""


class Option(NamedTuple):
    """A decision that one key makes."""

    choice: Choice
    action: str
    label: str
    codes: tuple[str, ...] | None
    """What would hold; None where it cannot be chosen."""


class Row(NamedTuple):
    """A code in play, to be taken in or out."""

    code: str
    is_ticked: bool
    given_by: tuple[str, ...]
    """``a``, ``b``: whose boundary it can take."""


def kind_of(case: DrawnCase) -> tuple[str, str]:
    """The shape and the word for a case's kind, which tell nothing of who the raters are."""
    if case.kind is not CaseKind.ONE_ONLY:
        return SHOWN_KINDS[case.kind]
    a, b = case.judgements
    return ("a-only", "A only") if set(a.codes) - set(b.codes) else ("b-only", "B only")


def cards_of(case: DrawnCase) -> tuple[Card, ...]:
    """What A and B said."""
    return tuple(
        Card(letter, each.status is CodingStatus.CODED, each.codes, _quotes(case, each))
        for letter, each in zip(LETTERS, case.judgements, strict=True)
    )


def _quotes(case: DrawnCase, judgement: Judgement) -> tuple[Quote, ...]:
    """The passages by code and place: the order in which a rater named them could tell a model from a person."""
    found: list[Quote] = []
    for code in judgement.codes:
        rationale = " ".join(dict.fromkeys(each.rationale for each in judgement.assignments if each.code == code))
        for passage in passages_of(judgement.assignments, code, case.start, case.end):
            text = case.passage[passage.start - case.start : passage.end - case.start]
            found.append(Quote(code, _short(text), passage == (case.start, case.end), True, rationale.strip()))
    lost = sorted(
        (each.code, each.quotation, each.rationale) for each in judgement.assignments if not counts_as_evidence(each)
    )
    return (*found, *(Quote(code, _short(quotation), False, False, rationale) for code, quotation, rationale in lost))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"


def options_of(case: DrawnCase) -> tuple[Option, ...]:
    """The decisions that one key makes, each with what would hold."""
    return tuple(
        Option(choice, action, label, _holding(case, choice))
        for choice, action, label in (
            (Choice.A, "choose-a", "A"),
            (Choice.B, "choose-b", "B"),
            (Choice.BOTH, "choose-both", "Both"),
            (Choice.NEITHER, "choose-neither", "Neither"),
        )
    )


def _holding(case: DrawnCase, choice: Choice) -> tuple[str, ...] | None:
    try:
        return tuple(dict.fromkeys(each.code for each in outcome(case, choice)))
    except InputError:
        return None


def rows_of(case: Case) -> tuple[Row, ...]:
    """The codes in play; ticked is what was decided, or what is not in dispute."""
    decided = case.decision.codes if case.decision else None
    rows = dict.fromkeys((*case.codes, *case.disputed, *(decided or ())))
    return tuple(
        Row(
            code,
            code in decided if decided is not None else code in case.codes and code not in case.disputed,
            tuple(
                letter
                for letter, each in zip(LETTERS, case.judgements, strict=True)
                if passages_of(each.assignments, code, case.start, case.end)
            ),
        )
        for code in rows
    )


def whos_of(case: DrawnCase, raters: Mapping[str, Rater], prompts: Mapping[int, str]) -> tuple[Who, ...]:
    """Who A and B are.

    Args:
        case: The case.
        raters: Everyone who codes, by name.
        prompts: What names the prompts of each run.
    """
    return tuple(
        Who(
            name=each.rater,
            kind=raters[each.rater].kind if each.rater in raters else RaterKind.PERSON,
            status=each.status,
            reason=each.reason,
            run=each.run,
            prompt=prompts.get(each.run, "") if each.run is not None else "",
        )
        for each in case.judgements
    )


def in_play(case: Case, codes: Mapping[str, Code]) -> tuple[Code, ...]:
    """The definitions of the codes in play, as far as the codebook has them."""
    return tuple(codes[row.code] for row in rows_of(case) if row.code in codes)


def is_settled(case: Case) -> bool:
    """Whether the case is decided."""
    return case.state is CaseState.DECIDED


def is_case(found: object) -> bool:
    """Whether something listed is a case, not one that is damaged."""
    return isinstance(found, Case)
