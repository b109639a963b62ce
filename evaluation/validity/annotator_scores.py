"""How well a model's answers, and each person's, match those of the other people, unit by unit.

Answers are single values, arrays of shape (units, ...) whose items are compared for being equal, or sets of codes,
boolean arrays with the codes as their last axis.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Answers = NDArray[Any]
Similarity = Callable[[Answers, Answers], NDArray[np.float64]]
"""From two arrays of answers that fit together to how similar they are, from 0 to 1."""

_TIE = 1e-9
"""Scores that differ by less are equal: they are means of the same few numbers, summed in another order."""


def same_answer(one: Answers, other: Answers) -> NDArray[np.float64]:
    """1 where two values are equal, else 0: the mean over people is then the accuracy."""
    return (one == other).astype(np.float64)


def jaccard_similarity(one: Answers, other: Answers) -> NDArray[np.float64]:
    """The share of codes in both sets among those in either; 1 for two empty sets. The last axis is the code."""
    either: NDArray[np.intp] = (one | other).sum(axis=-1)
    both: NDArray[np.intp] = (one & other).sum(axis=-1)
    return np.where(either > 0, both / np.maximum(either, 1), 1.0)


class Duel(NamedTuple):
    """The model against one person, on the units that the two and another person judged."""

    units: NDArray[np.intp]
    """Rows of these units."""
    model_wins: NDArray[np.bool_]
    """Whether the model's answer is at least as close to the other people's as the person's own."""
    person_wins: NDArray[np.bool_]
    """Whether the person's answer is at least as close to them as the model's."""

    @property
    def difference(self) -> NDArray[np.float64]:
        """1 where only the person wins, -1 where only the model does, 0 where they tie."""
        return self.person_wins.astype(np.float64) - self.model_wins


def duels(people: Answers, seen: NDArray[np.bool_], model: Answers, similarity: Similarity) -> tuple[Duel, ...]:
    """The model against each person in turn, by leaving that person out.

    Args:
        people: Shape (units, people) or (units, people, codes).
        seen: Shape (units, people): whether the person judged the unit.
        model: Shape (units,) or (units, codes).
        similarity: Of two answers.
    """
    against_model = similarity(model[:, None], people)
    return tuple(_duel(number, people, seen, against_model, similarity) for number in range(seen.shape[1]))


def _duel(
    number: int, people: Answers, seen: NDArray[np.bool_], against_model: NDArray[np.float64], similarity: Similarity
) -> Duel:
    others = seen.copy()
    others[:, number] = False
    units = np.flatnonzero(seen[:, number] & others.any(axis=1))
    count = others[units].sum(axis=1)
    against_person = similarity(people[units, number][:, None], people[units])
    model = (against_model[units] * others[units]).sum(axis=1) / count
    person = (against_person * others[units]).sum(axis=1) / count
    return Duel(units, model >= person - _TIE, person >= model - _TIE)
