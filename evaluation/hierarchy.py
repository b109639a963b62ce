"""Agreement on parent codes: what raters gave, rolled up along the hierarchy of the codebook."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.errors import AgreementError
from evaluation.tables import UnitTable

Parents = Mapping[str, str | None]
"""The parent of each code; a code that is at the top has None or is not in it."""


class RolledUp(NamedTuple):
    """Judgements on other codes than the raters gave."""

    codes: tuple[str, ...]
    applied: NDArray[np.bool_]
    """Shape (units, raters, codes)."""


def path_from_top(code: str, parents: Parents) -> tuple[str, ...]:
    """The codes from the top of the hierarchy down to this one, which is the last.

    Raises:
        AgreementError: The parents run in a circle.
    """
    path = [code]
    above = parents.get(code)
    while above is not None:
        if above in path:
            raise AgreementError(
                f"The parents of the codes run in a circle: {' > '.join([*path[path.index(above) :], above])}.",
                why="A code cannot stand above itself.",
                do="Take one of these parents away.",
            )
        path.append(above)
        above = parents.get(above)
    return tuple(reversed(path))


def roll_up(codes: Sequence[str], applied: NDArray[np.bool_], parents: Parents, *, level: int = 1) -> RolledUp:
    """Each code replaced by its ancestor at a level, so that the codes of one branch count as the same.

    An ancestor is given where any code under it, or it itself, is given. A code that stands above the level
    stays as it is and holds only what it was given itself. Ancestors come in the order of their first codes.

    Args:
        codes: The names of the codes of ``applied``.
        applied: Shape (units, raters, codes).
        parents: The parent of each code.
        level: How deep the result goes: 1 for the codes at the top, 2 for those right under them.

    Raises:
        AgreementError: The parents run in a circle, or the level is less than 1.
    """
    if level < 1:
        raise AgreementError(f"There is no level {level} of codes.", do="Name the top level 1, the next one 2.")
    paths = [path_from_top(code, parents) for code in codes]
    return _gathered([(path[min(level, len(path)) - 1],) for path in paths], applied)


def with_ancestors(codes: Sequence[str], applied: NDArray[np.bool_], parents: Parents) -> RolledUp:
    """All codes and all their ancestors, each given where it or any code under it is given.

    For figures of each code by itself, whatever its depth. In a set of codes the same passage would count once
    for each ancestor: use ``roll_up`` for agreement on sets.

    Args:
        codes: The names of the codes of ``applied``.
        applied: Shape (units, raters, codes).
        parents: The parent of each code.

    Raises:
        AgreementError: The parents run in a circle.
    """
    return _gathered([path_from_top(code, parents) for code in codes], applied)


def depth(codes: Sequence[str], parents: Parents) -> int:
    """How many levels the hierarchy above these codes has, their own included; 0 without codes.

    Raises:
        AgreementError: The parents run in a circle.
    """
    return max((len(path_from_top(code, parents)) for code in codes), default=0)


def _gathered(targets: Sequence[Sequence[str]], applied: NDArray[np.bool_]) -> RolledUp:
    """The judgements on the targets: each is given where any of the codes that lead to it is."""
    names = tuple(dict.fromkeys(name for target in targets for name in target))
    place = {name: index for index, name in enumerate(names)}
    out = np.zeros((*applied.shape[:2], len(names)), dtype=np.bool_)
    for code, target in enumerate(targets):
        for name in target:
            out[:, :, place[name]] |= applied[:, :, code]
    return RolledUp(codes=names, applied=out)


def at_top_level(table: UnitTable, parents: Mapping[str, str | None]) -> UnitTable:
    """The table with each code's highest ancestor in its place.

    Args:
        table: The judgements.
        parents: The parent of each code; None for one at the top.

    Raises:
        AgreementError: Codes are above each other in a circle.
    """
    rolled = roll_up(table.codes, table.applied, parents)
    return replace(table, codes=rolled.codes, applied=rolled.applied, codings=())
