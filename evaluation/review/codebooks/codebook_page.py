"""What the pages of the codebook show: codes in their hierarchy, how often they were given, how far raters agree."""

from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from codebook import Code, Codebook, InputError
from evaluation.errors import AgreementError
from evaluation.intervals import Estimate
from evaluation.review.figures.asked_figures import AskedFigures
from evaluation.review.kept import Kept
from evaluation.study_table import table_of
from runs import Unit
from runs.changes import state_of_judgements
from runs.code_counts import passages_by_code
from runs.study import Study

A_BLINK = 0.1
"""Seconds that a page waits for counts before it shows that they are on their way."""


class PlacedCode(NamedTuple):
    """A code in the tree."""

    number: int
    """Its place in the codebook, from 1, by which addresses mean it."""
    code: Code
    depth: int
    """How many codes it is under."""


def tree(book: Codebook) -> tuple[PlacedCode, ...]:
    """All codes, each behind the one that it is under."""
    numbers = {code.name: number for number, code in enumerate(book.codes, 1)}
    found: list[PlacedCode] = []
    waiting = [(code, 0) for code in reversed(book.children(None))]
    while waiting:
        code, depth = waiting.pop()
        found.append(PlacedCode(numbers[code.name], code, depth))
        waiting += [(child, depth + 1) for child in reversed(book.children(code.name))]
    return tuple(found)


class CodesGiven(NamedTuple):
    """How often codes were given; by code, then by rater."""

    passages: Mapping[str, Mapping[str, int]]
    turns: Mapping[str, Mapping[str, int]]
    """Turns of those who are interviewed, as the figures of agreement count them."""
    judged: Mapping[str, int]
    """How many of these turns each rater judged."""


def counts(kept: Kept, study: Study) -> CodesGiven | None:
    """How often codes were given; None where it is still being counted, or there is nothing to count."""
    state = state_of_judgements(study)
    with suppress(InputError, AgreementError):
        made = kept.get("codes given", codes_given, state, patience=A_BLINK)
        return made.value if made and made.state == state else None
    return None


def codes_given(study: Study) -> CodesGiven:
    """How often codes were given.

    Raises:
        InputError: Nobody has coded, or there is no transcript.
        AgreementError: There is no turn to judge.
    """
    table = table_of(study, Unit.TURN, None, (), least=1)
    turns = table.applied.sum(axis=0).tolist()
    return CodesGiven(
        passages_by_code(study),
        {
            code: {rater: turns[row][column] for row, rater in enumerate(table.raters)}
            for column, code in enumerate(table.codes)
        },
        dict(zip(table.raters, table.seen.sum(axis=0).tolist(), strict=True)),
    )


def alphas(kept: Kept, study: Study) -> Mapping[str, Estimate]:
    """Krippendorff's alpha of each code, where the figures of agreement are in memory; else nothing."""
    made = kept.known(AskedFigures().key, state_of_judgements(study))
    return {each.code: each.krippendorff_alpha for each in made.value.codes} if made else {}
