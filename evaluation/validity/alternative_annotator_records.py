"""What the alternative annotator test came to."""

from enum import StrEnum

from codebook import Record

PASSING_RATE = 0.5
"""The share of people against whom whoever takes their place must win."""


class Verdict(StrEnum):
    """What a test came to."""

    PASSED = "passed"
    NOT_PASSED = "not passed"
    REFUSED = "refused"
    """The data cannot tell; the reason says why."""


class OneSidedTest(Record, frozen=True):
    """Whether a person's lead over the model is smaller than epsilon."""

    p: float | None
    """None with fewer than two interviews. Where no unit differs from another there is no t: 0 for a mean below
    epsilon, 1 for any other."""
    rejected: bool
    """Whether it is, by the procedure of Benjamini and Yekutieli over all people: the model wins."""


class PersonCompared(Record, frozen=True):
    """One person and the model, by how well each matches the other people."""

    name: str
    units: int
    interviews: int
    mean_difference: float
    """The share of units where the person does at least as well, less the share where the model does."""
    advantage: float
    """The share of units where the model does at least as well as the person."""
    plain: OneSidedTest
    """A t test over units, as published."""
    clustered: OneSidedTest
    """A t test over interviews: the same mean, with the standard error of a mean over clusters."""


class Candidate(Record, frozen=True):
    """Who would take a person's place: the model, or an answer that is always the same."""

    name: str
    people: tuple[PersonCompared, ...]
    advantage_probability: float | None
    """Rho: the mean over people of their ``advantage``; None where nobody can be compared."""
    winning_rate: float | None
    """Omega: the share of people for whom the plain test is rejected."""
    winning_rate_clustered: float | None

    def passes(self, *, clustered: bool) -> bool:
        """Whether it wins against at least half of the people."""
        rate = self.winning_rate_clustered if clustered else self.winning_rate
        return rate is not None and rate >= PASSING_RATE


class Ruling(Record, frozen=True):
    """A verdict, and why there is none where it is refused."""

    verdict: Verdict
    reason: str = ""


class AlternativeAnnotatorResult(Record, frozen=True):
    """What the test came to for a model, and for the constant answers beside it."""

    epsilon: float
    """How much worse than a person the model may be: 0.2 for experts, 0.15 for trained people, 0.1 for crowds."""
    model: Candidate
    constants: tuple[Candidate, ...]
    too_few: tuple[str, ...]
    """People who took no part, because fewer than 30 of their units have another person's judgement."""
    plain: Ruling
    """By the test as published."""
    clustered: Ruling
    """By the test over interviews, which is the one that speaks of new interviews."""
