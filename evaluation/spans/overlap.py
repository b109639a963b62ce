"""How far the spans of two raters overlap, for readers: matched spans, and characters as NVivo counts them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.ratios import Values, ratio
from evaluation.spans.continua import Numbers, Spans, depth_moments
from evaluation.spans.matching import matched

Counts = Values
"""Last axis of four: both gave the code, only the first did, only the second did, neither did."""


class OverlapParts(NamedTuple):
    """Spans of two raters set beside each other; each has shape (interviews, pairs, codes)."""

    matched: Values
    """Pairs of spans, one of each rater, in a largest one-to-one matching; the two share at least half of what they
    cover together (IoU of 0.5)."""
    first: Values
    """Spans of the first rater in interviews that both saw."""
    second: Values
    """Those of the second."""
    likeness: Values
    """For each span of either, its IoU with the other rater's span that it is most like, summed."""


def overlap_parts(spans: Spans, pairs: Sequence[tuple[str, str]]) -> OverlapParts:
    """Matched spans of each pair of raters and each code, over the interviews that both saw.

    Spans count as they were drawn: a rater's own overlapping spans of a code stay apart, equal ones count once.
    """
    figures = np.zeros((len(OverlapParts._fields), len(spans.interviews), len(pairs), len(spans.codes)))
    for number, pair in enumerate(pairs):
        figures[:, :, number] = _overlaps_of(_distinct(spans.only(pair).comparable()))
    return OverlapParts(*figures)


def overlap_f1(parts: OverlapParts) -> Values:
    """The share of both raters' spans that are matched, 2 matched / (first + second); NaN where there are no spans.

    There is no correction for chance in it.
    """
    return ratio(2 * parts.matched, parts.first + parts.second)


def mean_iou(parts: OverlapParts) -> Values:
    """The mean over both raters' spans of the IoU with the most similar span of the other; NaN without spans."""
    return ratio(parts.likeness, parts.first + parts.second)


def character_counts(spans: Spans, pairs: Sequence[tuple[str, str]]) -> Counts:
    """Characters with the code by both raters, by the first only, by the second only, by neither.

    A rater's overlapping spans of a code count once. These are the counts of NVivo's coding comparison.

    Returns:
        Shape (interviews, pairs, codes, 4), over the interviews that both saw; 0 for others.
    """
    counts = np.zeros((len(spans.interviews), len(pairs), len(spans.codes), 4))
    for number, pair in enumerate(pairs):
        counts[:, number] = _characters(spans.only(pair))
    return counts


def character_kappa(counts: Counts) -> Values:
    """Cohen's kappa of characters, as 2 (ad - bc) / ((a + b)(b + d) + (a + c)(c + d)), exact for the rarest code.

    Of one interview it is the kappa of NVivo's coding comparison, but for a code that neither gave, or both gave to
    every character: NVivo shows complete agreement, 1, and here it is NaN. Source: NVivo help, Coding Comparison query.
    """
    both, first, second, neither = np.moveaxis(counts, -1, 0)
    chance = (both + first) * (first + neither) + (both + second) * (second + neither)
    return ratio(2 * (both * neither - first * second), chance)


def character_jaccard(counts: Counts) -> Values:
    """Characters with the code by both, of those with the code by either; NaN for a code that nobody gave."""
    return ratio(counts[..., 0], counts[..., :3].sum(axis=-1))


def _characters(pair: Spans) -> Counts:
    segments = pair.comparable().merged(touching=True)
    covered, squared = depth_moments(segments)
    both = (squared - covered) / 2
    first = segments.per_cell(np.where(segments.rater == 0, segments.end - segments.start, 0)) - both
    length = np.where(pair.seen.all(axis=1), pair.lengths, 0)[:, None]
    return np.stack([both, first, covered - 2 * both - first, length - covered + both], axis=-1)


def _distinct(spans: Spans) -> Spans:
    group = spans.cell * len(spans.raters) + spans.rater
    order = np.lexsort((spans.end, spans.start, group))
    columns = np.stack([group, spans.start, spans.end])[:, order]
    fresh = np.ones(len(spans), dtype=np.bool_)
    fresh[1:] = (columns[:, 1:] != columns[:, :-1]).any(axis=0)
    return spans.rows(order[fresh])


def _overlaps_of(spans: Spans) -> tuple[Values, Values, Values, Values]:
    first, second = spans.rows(spans.rater == 0), spans.rows(spans.rater == 1)
    left, right, shared = _overlapping(first, second)
    union = (first.end - first.start)[left] + (second.end - second.start)[right] - shared
    close = 2 * shared >= union
    partnered = first.rows(matched(left[close], right[close]))
    likeness = (_best(first, left, shared / union), _best(second, right, shared / union))
    return _number(partnered), _number(first), _number(second), likeness[0] + likeness[1]


def _overlapping(first: Spans, second: Spans) -> tuple[Numbers, Numbers, Numbers]:
    """Which of the first and of the second overlap in one interview and code, and by how many characters."""
    begin, end = _laid_out(first)
    other_begin, other_end = _laid_out(second)
    reach = np.maximum.accumulate(other_end)
    lowest = np.searchsorted(reach, begin, side="right")
    number = np.maximum(np.searchsorted(other_begin, end, side="left") - lowest, 0)
    left = np.repeat(np.arange(len(first)), number)
    right = np.arange(left.size) + np.repeat(lowest - np.cumsum(number) + number, number)
    shared = np.minimum(end[left], other_end[right]) - np.maximum(begin[left], other_begin[right])
    return left[shared > 0], right[shared > 0], shared[shared > 0]


def _laid_out(spans: Spans) -> tuple[Numbers, Numbers]:
    """Starts and ends with all interviews and codes on one line; the spans are sorted by cell and start."""
    origin = spans.cell * spans.stride
    return origin + spans.start, origin + spans.end


def _number(spans: Spans) -> Values:
    return spans.per_cell(np.ones(len(spans)))


def _best(spans: Spans, of: Numbers, likeness: NDArray[np.float64]) -> Values:
    best = np.zeros(len(spans))
    np.maximum.at(best, of, likeness)
    return spans.per_cell(best)
