"""What the u-alpha family is computed from, summed up for each interview."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.ratios import Values
from evaluation.spans.continua import Numbers, Spans, depth_moments


class LocationParts(NamedTuple):
    """What |u-alpha of each code needs; each has shape (interviews, codes), in characters."""

    characters: Values
    """Length of the interview times the raters who saw it; 0 with fewer than two."""
    coded: Values
    """Of these, those that their rater gave the code."""
    disagreeing: Values
    """Characters with the code that, seen by another rater, are without: a mean over the other raters, summed."""
    squares: Values
    """The squared lengths of the spans."""


class UnitizingParts(NamedTuple):
    """What u-, cu- and (k)u-alpha of codes that exclude each other need; the first axis is the interview.

    An interview in which a rater gave two of the codes to one character is NaN throughout.
    """

    coincidences: Values
    """Shape (interviews, codes + 1, codes + 1): characters valued one way by a rater and another way by another
    rater, a mean over the other raters. The last value is the gap: no code of the group."""
    squares: Values
    """Shape (interviews, codes): the squared lengths of the spans."""
    coded_squares: Values
    """Shape (interviews, codes): the same of what other raters coded too, a mean over them, within each span."""


class Clash(NamedTuple):
    """Characters to which one rater gave two codes."""

    interview: str
    rater: str
    codes: tuple[str, str]
    start: int
    end: int


def location_parts(spans: Spans) -> LocationParts:
    """Each code on its own, so that codes may overlap; a rater's overlapping or touching spans of a code are one."""
    raters = spans.seen.sum(axis=1)[:, None]
    segments = spans.comparable().merged(touching=True)
    coded, squared = depth_moments(segments)
    characters = np.where(raters >= 2, raters * spans.lengths[:, None], 0).astype(float)
    return LocationParts(
        characters=np.broadcast_to(characters, coded.shape),
        coded=coded,
        disagreeing=(raters * coded - squared) / np.maximum(raters - 1, 1),
        squares=segments.per_cell((segments.end - segments.start) ** 2),
    )


def unitizing_parts(spans: Spans) -> UnitizingParts:
    """All codes together, as one group of codes that exclude each other.

    A rater's overlapping spans of one code are one; touching ones stay two units, as in Krippendorff (2019), p. 340.
    """
    segments = spans.comparable().merged(touching=False)
    runs = _runs(segments)
    parts = UnitizingParts(
        coincidences=_coincidences(segments, runs),
        squares=segments.per_cell((segments.end - segments.start) ** 2),
        coded_squares=_coded_squares(segments, runs),
    )
    clashed = segments.interview[_clashing(segments)[0]]
    for part in parts:
        part[clashed] = np.nan
    return parts


def clashes(spans: Spans) -> tuple[Clash, ...]:
    """Where a rater gave two codes to one character: the first place in each interview that two raters or more saw."""
    segments = spans.comparable().merged(touching=False)
    one, other = _clashing(segments)
    first = np.unique(segments.interview[one], return_index=True)[1]
    return tuple(_clash(segments, int(a), int(b)) for a, b in zip(one[first], other[first], strict=True))


def _clashing(segments: Spans) -> tuple[Numbers, Numbers]:
    """Neighbours of one rater that overlap; any overlap at all makes two neighbours overlap."""
    order = np.lexsort((segments.start, segments.rater, segments.interview))
    one, other = order[:-1], order[1:]
    same = (segments.interview[one] == segments.interview[other]) & (segments.rater[one] == segments.rater[other])
    overlap = same & (segments.start[other] < segments.end[one])
    return one[overlap], other[overlap]


def _clash(segments: Spans, one: int, other: int) -> Clash:
    return Clash(
        interview=segments.interviews[segments.interview[one]],
        rater=segments.raters[segments.rater[one]],
        codes=(segments.codes[segments.code[one]], segments.codes[segments.code[other]]),
        start=int(segments.start[other]),
        end=int(min(segments.end[one], segments.end[other])),
    )


class _Runs(NamedTuple):
    """Stretches over which no rater's value changes."""

    interview: Numbers
    width: Numbers
    segment: Numbers
    """Shape (runs, raters): the rater's segment there, or -1."""


def _runs(segments: Spans) -> _Runs:
    origins = np.concatenate([[0], np.cumsum(segments.lengths)])
    start, end = origins[segments.interview] + segments.start, origins[segments.interview] + segments.end
    cuts = np.unique(np.concatenate([origins, start, end]))
    segment = np.full((cuts.size - 1, len(segments.raters)), -1, dtype=np.intp)
    for rater in range(len(segments.raters)):
        own = np.flatnonzero(segments.rater == rater)
        own = own[np.argsort(start[own])]
        if own.size:
            nearest = own[np.maximum(np.searchsorted(start[own], cuts[:-1], side="right") - 1, 0)]
            inside = (start[nearest] <= cuts[:-1]) & (cuts[:-1] < end[nearest])
            segment[inside, rater] = nearest[inside]
    return _Runs(np.searchsorted(origins, cuts[:-1], side="right") - 1, np.diff(cuts), segment)


def _coincidences(segments: Spans, runs: _Runs) -> Values:
    values = len(segments.codes) + 1
    value = np.append(segments.code, values - 1)[runs.segment]
    shape = (len(segments.interviews), values, values)
    weight = runs.width / _others(segments)[runs.interview]
    total = np.zeros(shape)
    for one in range(len(segments.raters)):
        for other in range(one):
            both = segments.seen[runs.interview][:, [one, other]].all(axis=1)
            place = np.ravel_multi_index((runs.interview[both], value[both, one], value[both, other]), shape)
            total += np.bincount(place, weights=weight[both], minlength=total.size).reshape(shape)
    return total + total.swapaxes(-1, -2)


def _coded_squares(segments: Spans, runs: _Runs) -> Values:
    coded = runs.segment >= 0
    others = (coded.sum(axis=1) - 1) * runs.width / _others(segments)[runs.interview]
    where = np.nonzero(coded)
    met = np.bincount(runs.segment[where], weights=others[where[0]], minlength=len(segments))
    return segments.per_cell(met**2)


def _others(segments: Spans) -> NDArray[np.intp]:
    """How many raters there are beside one; shape (interviews,)."""
    return np.maximum(segments.seen.sum(axis=1) - 1, 1)
