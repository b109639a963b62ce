"""Krippendorff's u-alpha family: agreement on where spans are and which code they have.

Each function takes parts that are summed over interviews, with any further leading axes, and gives values with these
axes; NaN stands where a coefficient is undefined. Spans count by their length: long quotations weigh most.

Source: Krippendorff, Mathet, Bouvry & Widlöcher (2016), On the reliability of unitizing textual continua, Quality &
Quantity 50, 2347-2364; Krippendorff (2019), Content Analysis, 4th ed., section 12.6. Chance is two of all raters'
characters drawn at random, but never two of one span, nor one character of a gap twice.
"""

import numpy as np

from evaluation.ratios import Values, ratio
from evaluation.spans.unitizing_parts import LocationParts, UnitizingParts

_SMALL = 1e-12
"""Less than this share of all characters is what rounding leaves over, not a character."""


def binary_u_alpha(parts: LocationParts) -> Values:
    """|u-alpha: do raters code the same characters? Shape of the parts; NaN where no, or every, character is coded."""
    characters = parts.characters
    coded, blank = present(parts.coded, characters), present(characters - parts.coded, characters)
    drawn = characters**2 - parts.squares - blank
    return 1 - ratio(parts.disagreeing * drawn, characters * coded * blank)


def location_of(parts: UnitizingParts) -> LocationParts:
    """The same parts with all codes of the group made one, without the last axis: |u-alpha of the group.

    Units that touch stay two, so it differs a little from that of the united spans.
    """
    characters = parts.coincidences.sum(axis=(-2, -1))
    return LocationParts(
        characters=characters,
        coded=characters - parts.coincidences[..., -1].sum(axis=-1),
        disagreeing=parts.coincidences[..., :-1, -1].sum(axis=-1),
        squares=parts.squares.sum(axis=-1),
    )


def u_alpha(parts: UnitizingParts) -> Values:
    """u-alpha: agreement on place and code together; shape (...). NaN where all characters have one value."""
    gaps = parts.coincidences[..., -1].sum(axis=-1, keepdims=True)
    return _alpha(parts.coincidences, np.concatenate([parts.squares, gaps], axis=-1))


def cu_alpha(parts: UnitizingParts) -> Values:
    """cu-alpha: agreement on the code of what two raters or more coded; shape (...). NaN where that has one code.

    What is taken off the expected coincidences for drawing twice from one span is the square of the length that a
    span shares with the spans of the other raters, a mean over these raters. This gives the 0.724 of Krippendorff
    (2019), p. 340. The R package quallmer squares the length that any other rater coded, which is the same for two
    raters and 0.728 there. It has not been compared with the cu-alpha and Cu-alpha of ATLAS.ti.
    """
    return _alpha(parts.coincidences[..., :-1, :-1], parts.coded_squares)


def ku_alpha(parts: UnitizingParts) -> Values:
    """(k)u-alpha: agreement on one code where it meets spans of other raters; shape (..., codes).

    NaN for a code that meets none, and where only one code is left. Read it beside `ku_coverage`.
    """
    coded = parts.coincidences[..., :-1, :-1]
    met = coded.sum(axis=-1)
    total = met.sum(axis=-1, keepdims=True)
    met, rest = present(met, total), present(total - met, total)
    missed = met - np.diagonal(coded, axis1=-2, axis2=-1)
    return 1 - ratio(missed * (met * total - parts.coded_squares), met**2 * rest)


def ku_coverage(parts: UnitizingParts) -> Values:
    """The share of a code's characters that other raters coded too; shape (..., codes); NaN for an unused code."""
    characters = parts.coincidences.sum(axis=(-2, -1))[..., None]
    given = present(parts.coincidences[..., :-1, :].sum(axis=-1), characters)
    return ratio(parts.coincidences[..., :-1, :-1].sum(axis=-1), given)


def present(characters: Values, total: Values) -> Values:
    """The characters, with 0 where there are none but for rounding; NaN stays."""
    return np.where(np.abs(characters) <= _SMALL * total, 0, characters)


def _alpha(coincidences: Values, repeated: Values) -> Values:
    """1 - observed / expected; ``repeated`` counts, for each value, pairs that cannot be drawn."""
    values = coincidences.sum(axis=-1)
    total = values.sum(axis=-1)
    agreeing = np.trace(coincidences, axis1=-2, axis2=-1)
    differing = (values * present(total[..., None] - values, total[..., None])).sum(axis=-1)
    differing = present(differing, total**2)
    return 1 - ratio((total - agreeing) * (total**2 - repeated.sum(axis=-1)), total * differing)
