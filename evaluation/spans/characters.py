"""Spans as judgements of characters: runs of characters that every rater treats alike stand for as many units."""

import numpy as np

from evaluation.spans.continua import Numbers, Spans
from evaluation.tables import UnitTable

CHARACTER_RULE = (
    "Each character of an interview is a unit; it has a code when a span that the rater gave this code covers it. Long "
    "passages weigh as many characters as they have."
)


def characters_of(spans: Spans) -> UnitTable:
    """What each rater said about each character of the interviews that he or she saw."""
    runs = _runs(spans)
    interview, begin, end = runs
    seen = spans.seen[interview]
    applied = np.zeros((len(begin), len(spans.raters), len(spans.codes)), dtype=np.bool_)
    origin = spans.stride
    first = np.searchsorted(interview * origin + begin, spans.interview * origin + spans.start)
    last = np.searchsorted(interview * origin + begin, spans.interview * origin + spans.end)
    for number in range(len(spans)):
        applied[first[number] : last[number], spans.rater[number], spans.code[number]] = True
    return UnitTable(
        raters=spans.raters,
        codes=spans.codes,
        interviews=spans.interviews,
        interview=interview,
        seen=seen,
        applied=applied,
        unit="character",
        weight=(end - begin).astype(np.float64),
    )


def _runs(spans: Spans) -> tuple[Numbers, Numbers, Numbers]:
    """The interview, start and end of each run of characters between the ends of spans, in order."""
    every = np.arange(len(spans.interviews), dtype=np.intp)
    interview = np.concatenate([spans.interview, spans.interview, every, every])
    place = np.concatenate([spans.start, spans.end, np.zeros_like(spans.lengths), spans.lengths])
    edges = np.unique(interview * spans.stride + place)
    interview, place = edges // spans.stride, edges % spans.stride
    within = interview[1:] == interview[:-1]
    return interview[:-1][within], place[:-1][within], place[1:][within]
