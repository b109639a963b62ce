"""What a study holds of each rater by now, for projects of other programs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from runs.coding_store import each_coding
from runs.exchange.in_force import LeftOut
from runs.records import Assignment, Coding, CodingStatus
from runs.study import Study


class Judgements(NamedTuple):
    """The latest coding of each stretch by each rater."""

    codings: Mapping[str, Sequence[Coding]]
    """By document; without those to which no answer came."""
    left_out: tuple[str, ...]
    """What such a project has no place for, a sentence each."""

    @property
    def placed(self) -> Iterator[Assignment]:
        """The codes that stand in a text."""
        return (each for held in self.codings.values() for _, each in placed_in(held))


def judgements(study: Study) -> Judgements:
    """The latest coding of each stretch by each rater, and what is left out of them."""
    latest: dict[tuple[str, str, int, int], Coding] = {}
    for coding in each_coding(study):
        latest[coding.rater, coding.document, coding.start, coding.end] = coding
    codings: dict[str, list[Coding]] = {}
    for coding in latest.values():
        if coding.status is CodingStatus.CODED:
            codings.setdefault(coding.document, []).append(coding)
    left_out = LeftOut().of(latest.values())._replace(none_applies=0)
    return Judgements(codings, tuple(left_out.sentences()))


def placed_in(codings: Iterable[Coding]) -> Iterator[tuple[str, Assignment]]:
    """The rater and each code that stands in the text."""
    for coding in codings:
        for each in coding.assignments:
            if each.start is not None:
                yield coding.rater, each
