"""From a model's answer to a coding whose every quotation stands in the text, or is marked as not standing there."""

from collections.abc import Iterable
from dataclasses import replace

from coder.asking import Asked
from prompts import GivenCode
from runs import Assignment, Coding, Grounding, Segment
from runs.quotations import find_quotation


def ground(asked: Asked, segment: Segment, text: str, *, rater: str, run: int) -> Coding:
    """The coding of one segment: quotations found in it exactly or up to white space, quotes and dashes.

    The first place is taken where a quotation stands several times. One that is not in the segment is kept
    as ungrounded, without a place. What is said twice of one passage is one assignment, with each rationale
    and the probability of the first.
    """
    given = asked.answer.assignments if asked.answer else ()
    probabilities = asked.probabilities or (None,) * len(given)
    return Coding(
        document=segment.document,
        rater=rater,
        start=segment.start,
        end=segment.end,
        status=asked.status,
        assignments=_merged(_assignment(*each, segment, text) for each in zip(given, probabilities, strict=True)),
        run=run,
        reason=asked.reason,
    )


def _merged(assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """One assignment for each code and passage, the first that was given, with the rationales of the others."""
    kept: dict[tuple[str, int | None, int | None, str], Assignment] = {}
    for each in assignments:
        place = (each.code, each.start, each.end, each.quotation)
        first = kept.setdefault(place, each)
        if each.rationale not in ("", *first.rationale.split("\n")):
            joined = f"{first.rationale}\n{each.rationale}".strip("\n")
            kept[place] = replace(first, rationale=joined)
    return tuple(kept.values())


def _assignment(given: GivenCode, probability: float | None, segment: Segment, text: str) -> Assignment:
    matches = find_quotation(text, given.quotation, segment.start, segment.end)
    if not matches:
        return Assignment(
            code=given.code,
            quotation=given.quotation,
            start=None,
            end=None,
            grounding=Grounding.UNGROUNDED,
            rationale=given.rationale,
            probability=probability,
        )
    first = matches[0]
    return Assignment(
        code=given.code,
        quotation=text[first.start : first.end],
        start=first.start,
        end=first.end,
        grounding=first.grounding,
        rationale=given.rationale,
        probability=probability,
    )
