"""What ``intercoder triage`` computes and shows."""

from typing import NamedTuple

import click
import numpy as np
from numpy.typing import NDArray

from codebook import InputError
from coder.cli.telling import print_json
from coder.cli.visible import visible
from evaluation.study_table import table_of
from evaluation.tables import UnitTable
from evaluation.validity.triage import TriageGain, doubt_from_disagreement, ranked_cells, triage_gain
from runs import RaterKind, Unit
from runs.coding_store import raters
from runs.study import Study


class _Case(NamedTuple):
    code: str
    document: str
    turn: int
    start: int
    end: int
    doubt: float
    given_by: list[str]
    not_by: list[str]


def tell_triage(
    study: Study,
    unit: str,
    speakers: frozenset[str] | None,
    models: tuple[str, ...],
    against: str | None,
    *,
    limit: int,
    as_json: bool,
) -> None:
    """Print the doubtful cases, and the gain where there is a person to judge by.

    Raises:
        InputError: Fewer than two models have coded, or a rater is not known.
    """
    kinds = {name: rater.kind for name, rater in raters(study).items()}
    chosen = models or tuple(name for name, kind in kinds.items() if kind is RaterKind.MODEL)
    if len(chosen) < 2:
        raise InputError(
            "Doubt is told by where models disagree, and that needs two.",
            why=f"{len(chosen)} has coded so far.",
            do="Code with another model, or with --replicates 3.",
        )
    table = table_of(study, Unit(unit), speakers, (*chosen, *((against,) if against else ())))
    columns = [table.raters.index(name) for name in chosen]
    doubt = doubt_from_disagreement(table.applied[:, columns], table.seen[:, columns])
    found = [cell for cell in ranked_cells(doubt) if cell.doubt > 0]
    cases = [_case(table, cell.unit, cell.code, cell.doubt, chosen) for cell in found]
    gain = _gain(table, doubt, chosen[0], against) if against else None
    if as_json:
        print_json({"cases": [case._asdict() for case in cases], "gain": gain.model_dump() if gain else None})
        return
    _print(cases, gain, limit)


def _gain(table: UnitTable, doubt: NDArray[np.float64], model: str, against: str) -> TriageGain:
    first, person = table.raters.index(model), table.raters.index(against)
    both = table.seen[:, first] & table.seen[:, person]
    return triage_gain(doubt, table.applied[:, first], table.applied[:, person], both)


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


def _print(cases: list[_Case], gain: TriageGain | None, limit: int) -> None:
    for case in cases[:limit]:
        place = f"{case.document}, turn {case.turn}: {case.code}, doubt {case.doubt:.2f}"
        click.echo(visible(f"{place}, given by {', '.join(case.given_by)}"))
    click.echo(f"\n{min(limit, len(cases))} of {len(cases)} doubtful cases are shown.")
    if gain and gain.gain is not None:
        looks = ", ".join(f"{100 * look.looked_at:.0f} % of cases: {100 * look.found:.0f} %" for look in gain.looks)
        click.echo(f"Errors found by looking at the first {looks} (in random order, the same share as looked at).")
        click.echo(f"Gain over a random order: {gain.gain:.2f} (0 random, 1 all errors first).")
    elif gain:
        click.echo(gain.reason)
