"""From a model's answer to a coding whose every quotation stands in the text, or is marked as not standing there."""

from coder.asking import Asked
from prompts import GivenCode
from runs import Assignment, Coding, Grounding, Segment
from runs.quotations import find_quotation


def ground(asked: Asked, segment: Segment, text: str, *, rater: str, run: int) -> Coding:
    """The coding of one segment: quotations found in it exactly or up to white space, quotes and dashes.

    The first place is taken where a quotation stands several times. One that is not in the segment is kept
    as ungrounded, without a place.
    """
    given = asked.answer.assignments if asked.answer else ()
    return Coding(
        document=segment.document,
        rater=rater,
        start=segment.start,
        end=segment.end,
        status=asked.status,
        assignments=tuple(dict.fromkeys(_assignment(one, segment, text) for one in given)),
        run=run,
        reason=asked.reason,
    )


def _assignment(given: GivenCode, segment: Segment, text: str) -> Assignment:
    matches = find_quotation(text, given.quotation, segment.start, segment.end)
    if not matches:
        return Assignment(
            code=given.code,
            quotation=given.quotation,
            start=None,
            end=None,
            grounding=Grounding.UNGROUNDED,
            rationale=given.rationale,
        )
    first = matches[0]
    return Assignment(
        code=given.code,
        quotation=text[first.start : first.end],
        start=first.start,
        end=first.end,
        grounding=first.grounding,
        rationale=given.rationale,
    )
