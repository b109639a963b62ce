"""How far raters find what a reference rater found."""

from itertools import combinations

import numpy as np

from evaluation.binary import positive_agreement, precision, recall
from evaluation.errors import AgreementError
from evaluation.estimating import Sample
from evaluation.reports.measures import Figure, View, at, figures, four_counts
from evaluation.reports.reasons import NO_UNITS
from evaluation.reports.records import AgainstReference
from evaluation.reports.views import codes_only
from evaluation.sums import Sums, sums_of_tables
from evaluation.tables import UnitTable

NEITHER = "Neither rater gave the code where it counts."
_FIGURES = {
    "precision": Figure(precision, 0),
    "recall": Figure(recall, 0),
    "f1": Figure(positive_agreement, 0),
}


def against_reference(table: UnitTable, sample: Sample[Sums], reference: str) -> tuple[AgainstReference, ...]:
    """Precision, recall and F1 of each other rater, of each code and of all codes together.

    Raises:
        AgreementError: The reference is not among the raters.
    """
    if reference not in table.raters:
        raise AgreementError(
            f"The reference rater {reference!r} is not among the raters.", do=f"Name one of {', '.join(table.raters)}."
        )
    others = [name for name in table.raters if name != reference]
    return tuple(row for other in others for row in _rows(table, sample, reference, other))


def _rows(table: UnitTable, sample: Sample[Sums], reference: str, other: str) -> tuple[AgainstReference, ...]:
    each, whole = _between(table, reference, other), _between(table, reference, other, together=True)
    by_code = figures(sample, _FIGURES, each, _why)
    overall = figures(sample, _FIGURES, whole, _why)
    counts = each(sample.counts.total).tables[..., 0, :, :].astype(int)
    return (
        *(
            AgainstReference(
                rater=other,
                code=code,
                n=int(counts[number].sum()),
                counts=four_counts(counts[number]),
                **at(by_code, number),
            )
            for number, code in enumerate(table.codes)
        ),
        AgainstReference(
            rater=other,
            code="",
            n=int(counts.sum()),
            counts=four_counts(counts.sum(axis=0)),
            **at(overall),
        ),
    )


def _between(table: UnitTable, reference: str, other: str, *, together: bool = False) -> View:
    """The view of one pair with the reference as its first rater: of each code, or of all codes together."""
    names = list(combinations(table.raters, 2))
    turned = (reference, other) not in names
    number = names.index((other, reference) if turned else (reference, other))

    def view(sums: Sums) -> Sums:
        chosen = codes_only(sums)
        square = chosen.tables[..., number, :, :]
        square = np.swapaxes(square, -2, -1) if turned else square
        if together:
            square = square.sum(axis=-3)
        return sums_of_tables(square)

    return view


def _why(sums: Sums) -> np.ndarray:
    return np.where(sums.units == 0, NO_UNITS, NEITHER)
