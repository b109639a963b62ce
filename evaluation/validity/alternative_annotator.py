"""The alternative annotator test: whether a model can stand in for a person who codes.

Source: Calderon, Reichart & Dror (2025), The Alternative Annotator Test for LLM-as-a-Judge: How to Statistically
Justify Replacing Human Annotators with LLMs, ACL 2025. The test as published takes units as independent; beside it
stands one whose standard errors take interviews as the sample. A rare code is passed by an answer that never varies,
so such answers are tested as well, and where one passes there is no verdict.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evaluation.errors import AgreementError
from evaluation.student import student_probability
from evaluation.tables import UnitTable
from evaluation.validity.alternative_annotator_records import (
    AlternativeAnnotatorResult,
    Candidate,
    OneSidedTest,
    PersonCompared,
    Ruling,
    Verdict,
)
from evaluation.validity.annotator_scores import Answers, Duel, Similarity, duels, jaccard_similarity, same_answer
from evaluation.validity.clustered_means import FEWEST_CLUSTERS, cluster_standard_error, mean_of, sums_by_interview
from evaluation.validity.false_discovery import benjamini_yekutieli

FEWEST_PEOPLE = 3
FEWEST_UNITS = 30
"""Of each person, with another person's judgement beside it; people with fewer take no part."""
FALSE_DISCOVERIES = 0.05


def alternative_annotator_test(
    people: Answers,
    seen: NDArray[np.bool_],
    model: Answers,
    interview: NDArray[np.intp],
    *,
    epsilon: float,
    names: Sequence[str] = (),
) -> AlternativeAnnotatorResult:
    """Whether the model can stand in for one of the people.

    Answers of shape (units, people) are single values, scored by accuracy; one code is judged by booleans of that
    shape. Booleans of shape (units, people, codes) are sets of codes, scored by their mean Jaccard similarity.

    Args:
        people: What each person answered; anything where ``seen`` is False.
        seen: Shape (units, people): whether the person judged the unit.
        model: What the model answered, shape (units,) or (units, codes). Leave out units that it did not judge.
        interview: Shape (units,): the number of the interview that a unit lies in.
        epsilon: How much worse than a person the model may be.
        names: Of the people; by default their numbers from 1.

    Raises:
        AgreementError: The arrays do not fit together, or epsilon lies outside 0 to 1.
    """
    _require_fitting(people, seen, model, interview, epsilon)
    named = tuple(names) or tuple(str(number) for number in range(1, seen.shape[1] + 1))
    similarity: Similarity = jaccard_similarity if people.ndim == 3 else same_answer

    def candidate(name: str, answers: Answers) -> Candidate:
        return _candidate(name, named, duels(people, seen, answers, similarity), interview, epsilon)

    tested = candidate("model", model)
    constants = tuple(candidate(name, answers) for name, answers in _constant_answers(people, seen, model))
    compared = {person.name for person in tested.people}
    too_few = tuple(name for name in named if name not in compared)
    return AlternativeAnnotatorResult(
        epsilon=epsilon,
        model=tested,
        constants=constants,
        too_few=too_few,
        plain=_ruling(tested, constants, too_few, clustered=False),
        clustered=_ruling(tested, constants, too_few, clustered=True),
    )


def alternative_annotator_of(
    table: UnitTable, *, model: str, people: Sequence[str], epsilon: float, code: str | None = None
) -> AlternativeAnnotatorResult:
    """The test on the units of a table that the model judged: for one code, or for the sets of all codes."""
    rows = table.seen[:, table.raters.index(model)]
    columns = [table.raters.index(name) for name in people]
    applied = table.applied if code is None else table.applied[:, :, table.codes.index(code)]
    return alternative_annotator_test(
        applied[rows][:, columns],
        table.seen[rows][:, columns],
        applied[rows, table.raters.index(model)],
        table.interview[rows],
        epsilon=epsilon,
        names=people,
    )


def _require_fitting(
    people: Answers, seen: NDArray[np.bool_], model: Answers, interview: NDArray[np.intp], epsilon: float
) -> None:
    units = seen.shape[0]
    fits = people.shape[:2] == seen.shape and model.shape == (units, *people.shape[2:])
    if not fits or people.ndim > 3 or interview.shape != (units,):
        raise AgreementError(
            "The judgements do not fit together.",
            why=f"People's have the shape {people.shape}, seen {seen.shape}, the model's {model.shape}, interviews"
            f" {interview.shape}.",
        )
    if not 0 <= epsilon <= 1:
        raise AgreementError(f"Epsilon is {epsilon}.", do="Give a number from 0 to 1, such as 0.2 for experts.")


def _constant_answers(people: Answers, seen: NDArray[np.bool_], model: Answers) -> list[tuple[str, Answers]]:
    """Answers that never vary: the commonest one of the people, and none of the codes."""
    if not seen.any():
        return []
    given = people[seen]
    commonest = given[_commonest(given)]
    found = [("always the commonest answer", commonest)]
    if people.dtype == np.bool_:
        found.append(("always absent", np.zeros_like(commonest)))
    return [(name, np.broadcast_to(answer, model.shape)) for name, answer in found]


def _commonest(given: Answers) -> int:
    """The place of an answer that is given most often; of several, the one that sorts first."""
    if given.ndim == 1:
        _, first, counts = np.unique(given, return_index=True, return_counts=True)
    else:
        packed = np.ascontiguousarray(np.packbits(given, axis=1))
        whole = packed.view(np.dtype((np.void, packed.shape[1])))[:, 0]
        _, first, counts = np.unique(whole, return_index=True, return_counts=True)
    return int(first[counts.argmax()])


def _candidate(
    name: str, people: Sequence[str], held: Sequence[Duel], interview: NDArray[np.intp], epsilon: float
) -> Candidate:
    enough = [(person, duel) for person, duel in zip(people, held, strict=True) if duel.units.size >= FEWEST_UNITS]
    if not enough:
        return Candidate(
            name=name, people=(), advantage_probability=None, winning_rate=None, winning_rate_clustered=None
        )
    plain = _tests([_plain_p(duel.difference, epsilon) for _, duel in enough])
    clustered = _tests([_clustered_p(duel, interview, epsilon) for _, duel in enough])
    compared = tuple(
        PersonCompared(
            name=person,
            units=duel.units.size,
            interviews=np.unique(interview[duel.units]).size,
            mean_difference=float(duel.difference.mean()),
            advantage=float(duel.model_wins.mean()),
            plain=plain[number],
            clustered=clustered[number],
        )
        for number, (person, duel) in enumerate(enough)
    )
    return Candidate(
        name=name,
        people=compared,
        advantage_probability=float(np.mean([person.advantage for person in compared])),
        winning_rate=_rate(plain),
        winning_rate_clustered=_rate(clustered),
    )


def _tests(p_values: Sequence[float]) -> list[OneSidedTest]:
    rejected = benjamini_yekutieli(p_values, FALSE_DISCOVERIES)
    return [
        OneSidedTest(p=None if math.isnan(p) else p, rejected=bool(rejected[number]))
        for number, p in enumerate(p_values)
    ]


def _rate(tests: Sequence[OneSidedTest]) -> float | None:
    return None if any(test.p is None for test in tests) else sum(test.rejected for test in tests) / len(tests)


def _plain_p(difference: NDArray[np.float64], epsilon: float) -> float:
    return _p(
        float(difference.mean()), float(difference.std(ddof=1)) / math.sqrt(difference.size), difference.size, epsilon
    )


def _clustered_p(duel: Duel, interview: NDArray[np.intp], epsilon: float) -> float:
    parts = sums_by_interview(duel.difference, interview[duel.units])
    return _p(float(mean_of(parts)), float(cluster_standard_error(parts)), parts.units.size, epsilon)


def _p(mean: float, standard_error: float, size: int, epsilon: float) -> float:
    """The probability of a t as low as this one if the mean were epsilon."""
    if math.isnan(standard_error):
        return math.nan
    if standard_error < 1e-12:
        return 0.0 if mean < epsilon - 1e-12 else 1.0
    return student_probability((mean - epsilon) / standard_error, size - 1)


def _ruling(tested: Candidate, constants: Sequence[Candidate], too_few: Sequence[str], *, clustered: bool) -> Ruling:
    reason = _objection(tested, constants, too_few, clustered=clustered)
    if reason:
        return Ruling(verdict=Verdict.REFUSED, reason=reason)
    return Ruling(verdict=Verdict.PASSED if tested.passes(clustered=clustered) else Verdict.NOT_PASSED)


def _objection(tested: Candidate, constants: Sequence[Candidate], too_few: Sequence[str], *, clustered: bool) -> str:
    """Why there is no verdict; empty where there is one."""
    if len(tested.people) < FEWEST_PEOPLE:
        if len(tested.people) + len(too_few) < FEWEST_PEOPLE:
            return f"Fewer than {FEWEST_PEOPLE} people."
        named = ", ".join(too_few)
        return f"Fewer than {FEWEST_UNITS} units for {named}, so that fewer than {FEWEST_PEOPLE} people remain."
    if clustered and min(person.interviews for person in tested.people) < FEWEST_CLUSTERS:
        return f"Fewer than {FEWEST_CLUSTERS} interviews."
    passing = [each.name for each in constants if each.passes(clustered=clustered)]
    return f"The constant answer passes as well ({', '.join(passing)})." if passing else ""
