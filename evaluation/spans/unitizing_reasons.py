"""Why a coefficient of the u-alpha family is undefined, in words for a report."""

from typing import NamedTuple

import numpy as np

from evaluation.ratios import Values
from evaluation.spans.continua import Spans
from evaluation.spans.unitizing import location_of, present
from evaluation.spans.unitizing_parts import Clash, LocationParts, UnitizingParts, clashes

NOT_SHARED = "No interview was seen by two raters."


class Reasons(NamedTuple):
    """Why each coefficient of a group is undefined; empty where it is defined."""

    u: str
    binary: str
    cu: str
    ku: tuple[str, ...]
    """One for each code."""


def why_not_located(total: LocationParts) -> tuple[str, ...]:
    """Why |u-alpha of each code is undefined; ``total`` is summed over interviews, shape (codes,)."""
    columns = zip(total.characters, total.coded, strict=True)
    return tuple(_why_not_located(float(characters), float(coded), "the code") for characters, coded in columns)


def why_undefined(spans: Spans, total: UnitizingParts) -> Reasons:
    """Why coefficients of a group of codes are undefined; ``total`` is the spans' parts summed over interviews."""
    clashed = _clashed(clashes(spans))
    if clashed:
        return Reasons(clashed, clashed, clashed, (clashed,) * len(spans.codes))
    characters = total.coincidences.sum()
    valued = present(total.coincidences.sum(axis=-1), characters)
    met = present(total.coincidences[:-1, :-1].sum(axis=-1), characters)
    place = location_of(total)
    return Reasons(
        u=_why_not_valued(valued),
        binary=_why_not_located(float(characters), float(present(place.coded, characters)), "a code of the group"),
        cu=_why_not_coded(valued, met),
        ku=tuple(_why_not_met(valued, met, code) for code in range(len(spans.codes))),
    )


def _clashed(found: tuple[Clash, ...]) -> str:
    if not found:
        return ""
    place = found[0]
    more = f", and such a place is in {len(found) - 1} more interviews" if len(found) > 1 else ""
    return (
        f"The codes do not exclude each other: {place.rater} gave {place.codes[0]} and {place.codes[1]} to "
        f"characters {place.start} to {place.end} of {place.interview}{more}."
    )


def _why_not_located(characters: float, coded: float, what: str) -> str:
    if characters == 0:
        return NOT_SHARED
    if coded == 0:
        return f"Nobody gave {what}."
    return f"Every rater gave {what} to every character." if coded == characters else ""


def _why_not_valued(valued: Values) -> str:
    if not valued.any():
        return NOT_SHARED
    if not valued[:-1].any():
        return "Nobody gave a code of the group."
    return "Every rater gave the same code to every character." if np.count_nonzero(valued) == 1 else ""


def _why_not_coded(valued: Values, met: Values) -> str:
    if not valued[:-1].any():
        return _why_not_valued(valued)
    if not met.any():
        return "No character was coded by two raters."
    return "Where two raters coded, they gave one code only." if np.count_nonzero(met) == 1 else ""


def _why_not_met(valued: Values, met: Values, code: int) -> str:
    if not valued.any():
        return NOT_SHARED
    if valued[code] == 0:
        return "Nobody gave the code."
    if met[code] == 0:
        return "No other rater coded where the code was given."
    return "" if np.count_nonzero(met) > 1 else "Where two raters coded, they gave this code only."
