"""What a consensus that was settled in a review is made of."""

from enum import StrEnum
from typing import NamedTuple

from codebook import Record
from runs import Coding, Unit


class Source(StrEnum):
    """How the consensus on a unit came about."""

    UNANIMOUS = "unanimous"
    """Both raters gave the same codes, and nobody changed them."""
    ADJUDICATED = "adjudicated"
    """A reviewer decided."""


class ReviewConsensus(Record, frozen=True):
    """The consensus of a review, in numbers; units that are not in one of the first three were not judged by both."""

    review: int
    """The review's number."""
    rater: str
    """The name under which the consensus stands beside the raters."""
    raters: tuple[str, str]
    """Whose judgements were compared."""
    unit: Unit
    unanimous: int
    adjudicated: int
    unresolved: int
    """Open and skipped cases: missing in the consensus, never negative."""
    confirmed: int
    """Of the unanimous: those that were drawn for the audit, and a reviewer decided as the raters had."""
    revised: int
    """Of the adjudicated: those that were drawn for the audit, and a reviewer changed what both had given."""
    outdated: int
    """Decisions that take no part, because the raters' codings are not those that were decided about."""
    revealed: int
    """Of the adjudicated: decisions by a reviewer who knew who was A and who B."""
    informed: int
    """Of the adjudicated: decisions by a reviewer to whom codes of a model in that interview had been shown."""
    models: tuple[str, ...]
    """The models among the raters: the consensus is not independent of them."""

    @property
    def independent_of_models(self) -> bool:
        """Whether no model had a part in it."""
        return not self.models and not self.informed


class Settled(NamedTuple):
    """The consensus on one unit."""

    coding: Coding
    source: Source


class Consensus(NamedTuple):
    """The consensus of a review."""

    counts: ReviewConsensus
    settled: tuple[Settled, ...]
    """In the order of the texts; a unit that is unresolved, or was not judged by both, is not there."""
