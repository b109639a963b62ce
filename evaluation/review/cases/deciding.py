"""What holds for a unit after a decision."""

from collections.abc import Iterable, Mapping

from codebook import InputError
from evaluation.review.cases.passages import Passage, passages_of
from runs import Assignment, CodingStatus, Grounding
from runs.reviews.records import Choice, DrawnCase, Judgement


def outcome(
    case: DrawnCase,
    choice: Choice,
    *,
    codes: Iterable[str] = (),
    boundaries: Mapping[str, tuple[Passage, ...]] | None = None,
) -> tuple[Assignment, ...]:
    """The assignments that hold for the unit of a case after a decision, in the order of the codes.

    A and B take what that rater said. Both takes the codes and passages of either. Neither leaves the codes that are
    not in dispute. Composed takes the named codes, each where either rater gave it, or else on the whole unit. A code
    in dispute whose quotation is not in the text counted for nothing; who sides with it gives it to the whole unit.

    Args:
        case: The case.
        choice: What was chosen.
        codes: Of a composed decision, the codes that hold.
        boundaries: Of a composed decision, where a code is, if not where the raters gave it.

    Raises:
        InputError: A boundary does not lie in the unit, or is of a code that does not hold; or the rater who is sided
            with gave no judgement.
    """
    a, b = case.judgements
    match choice:
        case Choice.A:
            return _assigned(case, _said(case, a), a.assignments, {})
        case Choice.B:
            return _assigned(case, _said(case, b), b.assignments, {})
        case Choice.BOTH:
            said = [code for each in case.judgements if _is_judged(each) for code in _said(case, each)]
            return _assigned(case, said, (*a.assignments, *b.assignments), {})
        case Choice.NEITHER:
            left = [code for code in case.codes if code not in case.disputed]
            return _assigned(case, left, (*a.assignments, *b.assignments), {})
        case Choice.COMPOSED:
            return _assigned(case, codes, (*a.assignments, *b.assignments), boundaries or {})


def _said(case: DrawnCase, judgement: Judgement) -> list[str]:
    """The codes that hold where the rater is right."""
    if not _is_judged(judgement):
        raise InputError(
            "This rater gave no judgement here.",
            why=f"It is {judgement.status}.",
            do="Choose the other one, neither, or the codes that apply.",
        )
    beyond = [each.code for each in judgement.assignments if each.code in case.disputed]
    return [*judgement.codes, *beyond]


def _is_judged(judgement: Judgement) -> bool:
    return judgement.status is CodingStatus.CODED


def _assigned(
    case: DrawnCase,
    codes: Iterable[str],
    given: tuple[Assignment, ...],
    boundaries: Mapping[str, tuple[Passage, ...]],
) -> tuple[Assignment, ...]:
    named = tuple(dict.fromkeys(codes))
    _require_inside(case, named, boundaries)
    unit = Passage(case.start, case.end)
    return tuple(
        assigned(unit, case.passage, code, passage)
        for code in named
        for passage in boundaries.get(code) or passages_of(given, code, *unit) or (unit,)
    )


def assigned(unit: Passage, text: str, code: str, passage: Passage) -> Assignment:
    """A code for a passage of a unit.

    Args:
        unit: The unit.
        text: The unit's text.
        code: The code.
        passage: Where the code is, in the same places as the unit.
    """
    return Assignment(
        code=code,
        quotation=text[passage.start - unit.start : passage.end - unit.start],
        start=passage.start,
        end=passage.end,
        grounding=Grounding.UNIT if passage == unit else Grounding.EXACT,
    )


def _require_inside(case: DrawnCase, codes: tuple[str, ...], boundaries: Mapping[str, tuple[Passage, ...]]) -> None:
    for code, passages in boundaries.items():
        if code not in codes:
            raise InputError(
                f"A boundary was given for {code!r}, which does not hold.", do="Add the code, or leave it out."
            )
        if any(not case.start <= each.start < each.end <= case.end for each in passages):
            raise InputError(f"The boundary of {code!r} does not lie in the unit.", do="Choose a passage in the unit.")
