"""What ``intercoder triage`` computes and shows."""

from typing import NamedTuple

import click
import numpy as np

from codebook import InputError
from coder.cli.telling import print_json
from coder.cli.visible import visible
from evaluation.study_table import table_of
from evaluation.tables import UnitTable
from evaluation.validity.given_probabilities import given_probabilities
from evaluation.validity.triage import (
    Doubt,
    TriageGain,
    doubt_from_disagreement,
    doubt_from_probability,
    ranked_cells,
    triage_gain,
)
from runs import RaterKind, Unit
from runs.coding_store import raters
from runs.study import Study


class Choice(NamedTuple):
    """What is looked at, as the command's options say."""

    unit: str
    speakers: frozenset[str] | None
    models: tuple[str, ...]
    by: str | None
    against: str | None


class _Case(NamedTuple):
    code: str
    document: str
    turn: int
    start: int
    end: int
    doubt: float
    given_by: list[str]
    not_by: list[str]


class _Probabilities(NamedTuple):
    """Of how many judgements of a model it is known how probable it found them."""

    known: int
    unknown: int
    """Codes that it gave of which that is not known."""
    not_given: int
    """Codes that it did not give, of which that is never known."""


class _Triage(NamedTuple):
    by: str
    cases: list[_Case]
    probabilities: _Probabilities | None
    """None where doubt is told by disagreement."""
    gain: TriageGain | None
    gain_among_given: TriageGain | None
    """Of the codes alone that the model gave: by probability, looking at those first is a part of the other gain."""


def tell_triage(study: Study, choice: Choice, *, limit: int, as_json: bool) -> None:
    """Print the doubtful cases, and the gain where there is a person to judge by.

    Raises:
        InputError: Nothing tells how doubtful the codings are, or a rater is not known.
    """
    found = _triage(study, choice)
    if as_json:
        print_json(
            {
                "by": found.by,
                "cases": [case._asdict() for case in found.cases],
                "probabilities": found.probabilities._asdict() if found.probabilities else None,
                "gain": found.gain.model_dump() if found.gain else None,
                "gain_among_given": found.gain_among_given.model_dump() if found.gain_among_given else None,
            }
        )
    else:
        _print(found, limit)


def _triage(study: Study, choice: Choice) -> _Triage:
    kinds = {name: rater.kind for name, rater in raters(study).items()}
    models = choice.models or tuple(name for name, kind in kinds.items() if kind is RaterKind.MODEL)
    by = choice.by or ("probability" if len(models) == 1 else "disagreement")
    _require(by, models)
    names = (*models, *((choice.against,) if choice.against else ()))
    table = table_of(study, Unit(choice.unit), choice.speakers, names, least=1)
    probabilities = None
    if by == "disagreement":
        columns = [table.raters.index(name) for name in models]
        doubt = doubt_from_disagreement(table.applied[:, columns], table.seen[:, columns])
    else:
        doubt, probabilities = _by_probability(table, models[0])
    cells = [cell for cell in ranked_cells(doubt) if cell.doubt > 0]
    cases = [_case(table, cell.unit, cell.code, cell.doubt, models) for cell in cells]
    if choice.against is None:
        return _Triage(by, cases, probabilities, None, None)
    gain = _gain(table, doubt, models[0], choice.against)
    among = _gain_among_given(table, doubt, models[0], choice.against) if probabilities else None
    return _Triage(by, cases, probabilities, gain, among)


def _require(by: str, models: tuple[str, ...]) -> None:
    if by == "disagreement" and len(models) < 2:
        raise InputError(
            "Doubt is told by where models disagree, and that needs two.",
            why=f"{len(models)} has coded so far.",
            do="Code with another model, or with --replicates 3.",
        )
    if by == "probability" and len(models) != 1:
        raise InputError(
            "Doubt by probability is that of one model.", why=f"{len(models)} are meant.", do="Name it with --model."
        )


def _by_probability(table: UnitTable, model: str) -> tuple[Doubt, _Probabilities]:
    """Doubt in the codes that a model gave; what it did not give has no probability."""
    column = table.raters.index(model)
    given, seen = table.applied[:, column], table.seen[:, column]
    probability = given_probabilities(table, model)
    known = int((~np.isnan(probability)).sum())
    if not known:
        raise InputError(
            "Doubt is told by where models disagree, and that needs two, or by how probable one found its codes.",
            why=f"Of no code of {model} that counts is that known.",
            do="Code with --logprobs where the endpoint tells it, with another model, or with --replicates 3.",
        )
    cells, codes_given = int(seen.sum()) * len(table.codes), int(given.sum())
    return doubt_from_probability(probability, given), _Probabilities(known, codes_given - known, cells - codes_given)


def _gain(table: UnitTable, doubt: Doubt, model: str, against: str) -> TriageGain:
    first, person = table.raters.index(model), table.raters.index(against)
    return triage_gain(doubt, table.applied[:, first], table.applied[:, person], table.shared(model, against))


def _gain_among_given(table: UnitTable, doubt: Doubt, model: str, against: str) -> TriageGain:
    first, person = table.raters.index(model), table.raters.index(against)
    chosen = table.applied[:, first] & table.shared(model, against)[:, None]
    agreed = table.applied[:, person][chosen][:, None]
    return triage_gain(doubt[chosen][:, None], np.ones_like(agreed), agreed, np.ones(len(agreed), dtype=np.bool_))


def _case(table: UnitTable, unit: int, code: int, doubt: float, models: tuple[str, ...]) -> _Case:
    segment = table.segments[unit]
    seen = [name for name in models if table.seen[unit, table.raters.index(name)]]
    given = [name for name in seen if table.applied[unit, table.raters.index(name), code]]
    return _Case(
        code=table.codes[code],
        document=segment.document,
        turn=segment.turn,
        start=segment.start,
        end=segment.end,
        doubt=doubt,
        given_by=given,
        not_by=[name for name in seen if name not in given],
    )


def _print(found: _Triage, limit: int) -> None:
    for case in found.cases[:limit]:
        place = f"{case.document}, turn {case.turn}: {case.code}, doubt {case.doubt:.2f}"
        click.echo(visible(f"{place}, given by {', '.join(case.given_by)}"))
    click.echo(f"\n{min(limit, len(found.cases))} of {len(found.cases)} doubtful cases are shown.")
    if found.probabilities:
        known, unknown, not_given = found.probabilities
        click.echo(
            "Doubt is 1 less the probability of the tokens that spell the code: an order, not a share of errors.\n"
            f"It is known of {known} of {known + unknown} codes that were given, and of none of the {not_given} that"
            " were not: they come last, so that a code that was missed is not found by it."
        )
    _print_gain(found.gain)
    if found.gain_among_given:
        click.echo("\nAmong the codes alone that were given:")
        _print_gain(found.gain_among_given)


def _print_gain(gain: TriageGain | None) -> None:
    if gain and gain.gain is not None:
        looks = ", ".join(f"{100 * look.looked_at:.0f} % of cases: {100 * look.found:.0f} %" for look in gain.looks)
        click.echo(f"Errors found by looking at the first {looks} (in random order, the same share as looked at).")
        click.echo(f"Gain over a random order: {gain.gain:.2f} (0 random, 1 all errors first).")
    elif gain:
        click.echo(gain.reason)
