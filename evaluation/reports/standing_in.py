"""Whether a model can stand in for a person, told for each model of a report."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.estimating import told
from evaluation.intervals import jackknife
from evaluation.ratios import Values, ratio
from evaluation.reports.records import ModelBesidePeople, Replicates, WhetherPeopleAgreed
from evaluation.tables import UnitTable
from evaluation.validity.alternative_annotator import FEWEST_PEOPLE, alternative_annotator_of
from evaluation.validity.alternative_annotator_records import AlternativeAnnotatorResult
from evaluation.validity.consistency import consistency
from evaluation.validity.group_errors import GroupErrors, group_errors
from runs import RaterKind

EPSILON = 0.15
"""How much worse than a person a model may be, for trained people. Source: Calderon, Reichart & Dror (2025)."""
NO_SUCH_CELLS = "There is no such judgement that two people and the model made."


class _Strata(NamedTuple):
    """Cells of unit and code that two people and the model judged, by interview: shape (interviews,) each."""

    yes: Values
    """All people gave the code."""
    yes_found: Values
    """So did the model."""
    no: Values
    """Nobody gave it."""
    no_found: Values
    """Nor did the model."""
    split: Values
    """People disagree."""
    split_given: Values
    """The model gave it."""


def models_beside_people(
    table: UnitTable, kinds: Mapping[str, RaterKind], *, epsilon: float
) -> tuple[ModelBesidePeople, ...]:
    """For each model, the alternative annotator test, and how it does where people agree; none without two people."""
    people = [name for name in table.raters if kinds[name] is RaterKind.PERSON]
    models = [name for name in table.raters if kinds[name] is RaterKind.MODEL]
    if len(people) < 2 or table.weight is not None or not table.codes:
        return ()
    return tuple(
        ModelBesidePeople(
            model=model,
            alternative_annotator=alternative_annotator_of(table, model=model, people=people, epsilon=epsilon),
            by_code=_by_code(table, model, people, epsilon),
            whether_people_agreed=_whether_people_agreed(table, model, people),
        )
        for model in models
    )


def _by_code(
    table: UnitTable, model: str, people: Sequence[str], epsilon: float
) -> dict[str, AlternativeAnnotatorResult]:
    if len(people) < FEWEST_PEOPLE:
        return {}
    return {
        code: alternative_annotator_of(table, model=model, people=people, epsilon=epsilon, code=code)
        for code in table.codes
    }


def _whether_people_agreed(table: UnitTable, model: str, people: Sequence[str]) -> WhetherPeopleAgreed:
    parts = _strata(table, model, people)
    present = (parts.yes + parts.no + parts.split) > 0
    found = told(jackknife(_shares, parts, present, least=0), "interview", NO_SUCH_CELLS)
    counts = parts if table.design_weight is None else _strata(replace(table, design_weight=None), model, people)
    total = [int(each.sum()) for each in (counts.yes, counts.no, counts.split)]
    return WhetherPeopleAgreed(
        agreed_on_code=total[0],
        model_gave_it=found[0],
        agreed_on_none=total[1],
        model_did_not=found[1],
        disagreed=total[2],
        model_gave_it_there=found[2],
    )


def _strata(table: UnitTable, model: str, people: Sequence[str]) -> _Strata:
    columns = [table.raters.index(name) for name in people]
    seen = table.seen[:, columns]
    judged = (seen.sum(axis=1) >= 2) & table.seen[:, table.raters.index(model)]
    given = (table.applied[:, columns] & seen[:, :, np.newaxis]).sum(axis=1)[judged]
    number, said = seen.sum(axis=1)[judged][:, np.newaxis], table.applied[judged, table.raters.index(model)]
    interview, size = table.interview[judged], len(table.interviews)
    weight = 1.0 if table.design_weight is None else table.design_weight[judged]

    def counted(cells: NDArray[np.bool_]) -> Values:
        return np.bincount(interview, weights=cells.sum(axis=1) * weight, minlength=size).astype(np.float64)

    yes, no = given == number, given == 0
    split = ~yes & ~no
    return _Strata(
        *(counted(each) for each in (yes, yes & said, no, no & ~said, split, split & said)),
    )


def _shares(parts: _Strata) -> Values:
    """Shape (..., 3)."""
    pairs = ((parts.yes_found, parts.yes), (parts.no_found, parts.no), (parts.split_given, parts.split))
    return np.stack([ratio(found, of) for found, of in pairs], axis=-1)


def errors_by_speaker(
    table: UnitTable, reference: str, kinds: Mapping[str, RaterKind]
) -> dict[str, tuple[GroupErrors, ...]]:
    """For each model, its errors against the reference in the talk of each speaker; none where there is one speaker."""
    speakers = sorted({segment.speaker for segment in table.segments})
    if len(speakers) < 2:
        return {}
    group = np.array([speakers.index(segment.speaker) for segment in table.segments], dtype=np.intp)
    right = table.raters.index(reference)
    found: dict[str, tuple[GroupErrors, ...]] = {}
    for model in (name for name in table.raters if kinds[name] is RaterKind.MODEL and name != reference):
        column = table.raters.index(model)
        both = table.seen[:, column] & table.seen[:, right]
        if both.any():
            found[model] = group_errors(
                table.applied[both, column],
                table.applied[both, right],
                group[both],
                table.interview[both],
                codes=table.codes,
                groups=speakers,
                weight=None if table.design_weight is None else table.design_weight[both],
            )
    return found


def replicates_of(table: UnitTable, models: Mapping[str, Sequence[str]]) -> tuple[Replicates, ...]:
    """How stable the judgements of models with several runs are.

    Args:
        table: The judgements.
        models: The raters that are runs of each model.
    """
    return tuple(
        Replicates(
            model=model,
            raters=tuple(names),
            consistency=consistency(
                table.applied[:, [table.raters.index(name) for name in names]],
                table.seen[:, [table.raters.index(name) for name in names]],
                table.codes,
            ),
        )
        for model, names in models.items()
        if len(names) > 1
    )
