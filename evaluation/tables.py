"""Units x raters x codes: what every coefficient is computed from."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from evaluation.errors import AgreementError
from runs import Coding, Segment


@dataclass(frozen=True)
class Tally:
    """What was left out of a table, so that a report can say it."""

    superseded: int = 0
    """Codings replaced by a later one of the same rater over exactly the same stretch."""
    dependent: int = 0
    """Codings left out because the rater had seen another's codes first."""
    not_judged: int = 0
    """Failed, refused or truncated codings: missing, not negative."""
    ungrounded: int = 0
    """Assignments left out because their quotation is not in the text."""
    other_codes: tuple[str, ...] = ()
    """Codes that raters gave and that are not among the table's codes."""
    partly_seen: tuple[int, ...] = ()
    """For each rater, units of which only a part was judged: missing."""


@dataclass(frozen=True, eq=False)
class UnitTable:
    """What each rater said about each unit, and where nothing was said.

    ``seen[u, r]`` tells whether rater r judged unit u; ``applied[u, r, c]`` whether unit u then has code c
    by that rater, and is False wherever ``seen`` is. ``interview[u]`` is an index into ``interviews``.
    ``segments`` and ``codings`` are the units themselves and the codings in force; both may be empty
    for a table that was made from figures alone.

    Raises:
        AgreementError: The arrays do not fit the names.
    """

    raters: tuple[str, ...]
    codes: tuple[str, ...]
    interviews: tuple[str, ...]
    interview: NDArray[np.intp]
    """Shape (units,)."""
    seen: NDArray[np.bool_]
    """Shape (units, raters)."""
    applied: NDArray[np.bool_]
    """Shape (units, raters, codes)."""
    unit: str = "unit"
    """The unit of analysis in a word: turn, sentence, paragraph, window."""
    segments: tuple[Segment, ...] = ()
    codings: tuple[Coding, ...] = ()
    lengths: tuple[int, ...] = ()
    """Characters of each interview; empty where there are no codings."""
    tally: Tally = field(default_factory=Tally)
    weight: NDArray[np.float64] | None = None
    """Shape (units,): how often each unit counts, where it stands for several; None for once."""
    design_weight: NDArray[np.float64] | None = None
    """Shape (units,), where the units are a random sample: 1 / the probability of being drawn, times a factor that
    makes the mean 1. Coefficients weigh units by it, counts do not. None for units that are no sample."""
    interviews_known: bool = True
    """Whether ``interviews`` are interviews, rather than one name for units of which nobody told the interview."""

    def __post_init__(self) -> None:
        shape = (self.interview.shape[0], len(self.raters), len(self.codes))
        if self.seen.shape != shape[:2] or self.applied.shape != shape:
            raise AgreementError(
                "The table's arrays do not fit its names.",
                why=f"units, raters and codes are {shape}, seen is {self.seen.shape}, applied is {self.applied.shape}.",
            )

    def __len__(self) -> int:
        return self.interview.shape[0]

    def count(self, chosen: NDArray[np.bool_]) -> int:
        """How many units the chosen rows stand for; ``chosen`` has shape (units,)."""
        return int(chosen.sum() if self.weight is None else self.weight[chosen].sum())

    @property
    def interviews_told(self) -> int:
        """How many interviews the units lie in; 0 where nobody told."""
        return len(self.interviews) if self.interviews_known else 0

    def shared(self, first: str, second: str) -> NDArray[np.bool_]:
        """Which units both raters saw; shape (units,)."""
        return self.seen[:, self.raters.index(first)] & self.seen[:, self.raters.index(second)]

    def rows(self, keep: NDArray[np.bool_]) -> "UnitTable":
        """The table of the kept units only; ``keep`` has shape (units,)."""
        return replace(
            self,
            interview=self.interview[keep],
            weight=None if self.weight is None else self.weight[keep],
            design_weight=None if self.design_weight is None else self.design_weight[keep],
            seen=self.seen[keep],
            applied=self.applied[keep],
            segments=tuple(self.segments[i] for i in np.flatnonzero(keep)) if self.segments else (),
        )

    def with_codes(self, codes: Sequence[str]) -> "UnitTable":
        """The table of these codes only, in their given order."""
        return replace(self, codes=tuple(codes), applied=self.applied[:, :, [self.codes.index(c) for c in codes]])

    def only(self, raters: Sequence[str]) -> "UnitTable":
        """The table of these raters only, in their given order."""
        columns = [self.raters.index(name) for name in raters]
        partly = self.tally.partly_seen
        return replace(
            self,
            raters=tuple(raters),
            seen=self.seen[:, columns],
            applied=self.applied[:, columns],
            codings=tuple(coding for coding in self.codings if coding.rater in set(raters)),
            tally=replace(self.tally, partly_seen=tuple(partly[i] for i in columns) if partly else ()),
        )
