"""What raters say of a transcript as it stands now."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from runs.coding_store import codings_of_document
from runs.records import Coding, CodingStatus
from runs.study import Study


class LeftOut(NamedTuple):
    """What does not become a mark in a text."""

    none_applies: int = 0
    unanswered: int = 0
    ungrounded: int = 0

    def of(self, codings: Iterable[Coding]) -> "LeftOut":
        """The same with that of further codings."""
        made = tuple(codings)
        answered = [each for each in made if each.status is CodingStatus.CODED]
        return LeftOut(
            self.none_applies + sum(not each.assignments for each in answered),
            self.unanswered + len(made) - len(answered),
            self.ungrounded + sum(one.start is None for each in answered for one in each.assignments),
        )

    def sentences(self) -> Iterator[str]:
        """What was left out, a sentence each."""
        if self.none_applies:
            yield f"{self.none_applies} judgements that none of the codes applies."
        if self.ungrounded:
            yield f"{self.ungrounded} codes whose quotation does not stand in the text."
        if self.unanswered:
            yield f"{self.unanswered} judgements to which no answer came."


def codings_in_force(study: Study, document: str) -> list[Coding]:
    """The latest coding of each stretch of a transcript by each rater, in the order in which these were made."""
    latest: dict[tuple[str, int, int], Coding] = {}
    for coding in codings_of_document(study, document):
        latest.pop((coding.rater, coding.start, coding.end), None)
        latest[coding.rater, coding.start, coding.end] = coding
    return list(latest.values())
