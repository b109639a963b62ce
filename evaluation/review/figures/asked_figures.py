"""Which figures of agreement a page is of, as its address says, and how they are had."""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from codebook import InputError
from evaluation.reports.of_study import Judged, report_of_unit
from evaluation.reports.records import AgreementReport
from evaluation.review.kept import Kept, Made
from runs import Unit
from runs.changes import state_of_judgements
from runs.study import Study

A_MOMENT = 0.4
"""Seconds that a page waits for figures before it shows that they are on their way."""


class AskedFigures(NamedTuple):
    """A choice of what is judged; nobody and nothing named means all."""

    unit: Unit = Unit.TURN
    raters: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    interviews: tuple[str, ...] = ()
    reference: str = ""

    @property
    def judged(self) -> Judged:
        """The same, as the report takes it."""
        return Judged(
            raters=self.raters, codes=self.codes, interviews=self.interviews, reference=self.reference or None
        )

    @property
    def key(self) -> tuple[str, "AskedFigures"]:
        """Under which the figures are kept."""
        return "agreement", self

    def query(self, **more: str) -> str:
        """The part of an address that says all this, and more; empty for the usual choice."""
        said = [
            *((("unit", self.unit.value),) if self.unit is not Unit.TURN else ()),
            *(("rater", name) for name in self.raters),
            *(("judge", name) for name in self.codes),
            *(("interview", name) for name in self.interviews),
            *((("reference", self.reference),) if self.reference else ()),
            *((name, value) for name, value in more.items() if value),
        ]
        return urlencode(said, errors="replace")


def asked_figures(query: QueryParams) -> AskedFigures:
    """What an address asks for.

    Raises:
        InputError: There is no such unit.
    """
    unit = query.get("unit") or Unit.TURN
    if unit not in set(Unit):
        raise InputError("There is no unit of this name.", do=f"Use one of these: {', '.join(Unit)}.")
    return AskedFigures(
        unit=Unit(unit),
        raters=_named(query.getlist("rater")),
        codes=_named(query.getlist("judge")),
        interviews=_named(query.getlist("interview")),
        reference=query.get("reference", ""),
    )


def _named(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def figures(kept: Kept, study: Study, asked: AskedFigures, *, patience: float = A_MOMENT) -> tuple[Made | None, bool]:
    """The figures, as far as they are there, and whether they are of the study as it is now.

    Raises:
        InputError: Fewer than two raters have coded, or a name is not known.
        AgreementError: There is no unit to judge, or the reference is not among the raters.
    """
    state = state_of_judgements(study)

    def make(opened: Study) -> AgreementReport:
        return report_of_unit(opened, asked.unit, asked.judged)

    made = kept.get(asked.key, make, state, patience=patience)
    return made, bool(made and made.state == state)
