"""Units x raters with one value each: what coefficients of a level of measurement are computed from."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from evaluation.errors import AgreementError
from evaluation.ratios import Values
from evaluation.tables import Tally
from evaluation.weights import Level

MOST_VALUES = 500
"""How many different values are taken at most: the sums grow with their square."""


@dataclass(frozen=True, eq=False)
class ValueTable:
    """Which one value each rater gave each unit.

    Raises:
        AgreementError: There are too many values, or the arrays do not fit the names.
    """

    raters: tuple[str, ...]
    values: tuple[str, ...]
    """The values that can be given; in their order where they have one."""
    numbers: Values
    """Shape (values,): the values as numbers; their ranks where they are not numbers themselves."""
    interviews: tuple[str, ...]
    interview: NDArray[np.intp]
    """Shape (units,): an index into ``interviews``."""
    given: NDArray[np.int32]
    """Shape (units, raters): an index into ``values``, and -1 where the rater did not judge the unit."""
    unit: str = "unit"
    interviews_known: bool = True
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        if len(self.values) > MOST_VALUES:
            raise AgreementError(
                f"There are {len(self.values)} different values.",
                why=f"At most {MOST_VALUES} are taken.",
                do="Round them, or put them into classes.",
            )
        if self.given.shape != (len(self.interview), len(self.raters)):
            raise AgreementError("The table's arrays do not fit its names.")

    def __len__(self) -> int:
        return self.interview.shape[0]

    def only(self, raters: Sequence[str]) -> "ValueTable":
        """The table of these raters only, in their given order; the values that can be given stay."""
        return replace(self, raters=tuple(raters), given=self.given[:, [self.raters.index(name) for name in raters]])

    @property
    def interviews_told(self) -> int:
        """How many interviews the units lie in; 0 where nobody told."""
        return len(self.interviews) if self.interviews_known else 0


def ordered_values(found: Sequence[str], level: Level, order: Sequence[str] | None) -> tuple[tuple[str, ...], Values]:
    """The values in their order, and as numbers.

    Args:
        found: The values that occur, in the order in which they first do.
        level: The level of measurement.
        order: All values that can be given, ascending; None for those that occur, as numbers or by name.

    Raises:
        AgreementError: A value is not a number where it must be, or is not among those that can be given.
    """
    if order is not None:
        strange = [value for value in found if value not in set(order)]
        if strange:
            raise AgreementError(f"The value {strange[0]!r} is not among those that can be given.", do="Add it.")
        names = tuple(dict.fromkeys(order))
    else:
        names = tuple(found)
    numbers = [_number(name) for name in names]
    if level in {Level.INTERVAL, Level.RATIO} or (level is Level.ORDINAL and order is None):
        for name, number in zip(names, numbers, strict=True):
            if number is None or (level is Level.RATIO and number < 0):
                raise _no_number(name, level)
        ranked = sorted(zip(names, numbers, strict=True), key=lambda pair: pair[1] or 0.0)
        names = tuple(name for name, _ in ranked)
        return names, np.array([number or 0.0 for _, number in ranked], dtype=np.float64)
    if order is None:
        names = tuple(sorted(names))
    return names, np.arange(len(names), dtype=np.float64)


def _number(name: str) -> float | None:
    try:
        number = float(name.replace(",", ".")) if name.count(",") <= 1 else float("nan")
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def _no_number(name: str, level: Level) -> AgreementError:
    what = "a number of at least 0" if level is Level.RATIO else "a number"
    return AgreementError(
        f"The value {name!r} is not {what}.",
        why=f"At the {level} level values are compared as numbers.",
        do="Give the values in ascending order with --values, at the ordinal level; or use --level nominal."
        if level is Level.ORDINAL
        else "Correct it, or use --level ordinal or nominal.",
    )
