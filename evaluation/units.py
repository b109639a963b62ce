"""From stored codings to units x raters x codes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.errors import AgreementError
from evaluation.tables import Tally, UnitTable
from runs import Assignment, Coding, CodingStatus, Grounding, Segment, Transcript

UNIT_RULE = (
    "A rater has seen a unit when the codings that he or she completed cover every character of it that is "
    "not white space; a unit that is covered in part, or whose judgement failed, was refused or was cut off, "
    "is missing for that rater. A seen unit has a code when a passage that the rater gave this code overlaps "
    "the unit by at least one character. A later coding of the same rater over exactly the same stretch "
    "replaces the earlier one."
)
"""How a unit comes to be seen and to have a code, in words for a report."""


def build_units(
    segments: Sequence[Segment],
    codings: Iterable[Coding],
    *,
    transcripts: Iterable[Transcript],
    unit: str,
    codes: Sequence[str] | None = None,
    raters: Sequence[str] | None = None,
    include_dependent: bool = False,
) -> UnitTable:
    """What each rater said about each of the segments, by ``UNIT_RULE``.

    Args:
        segments: The units of analysis.
        codings: The raters' codings in the order in which they were made; those of documents
            without a segment are left aside.
        transcripts: The transcripts that the segments lie in.
        unit: The unit of analysis in a word, kept for the report.
        codes: The codes to judge; None for every code that a rater gave, by name.
        raters: The raters to compare; None for all, in the order in which they appear.
        include_dependent: Whether codings made after seeing another's codes take part.

    Raises:
        AgreementError: A segment's transcript is missing, or there is no segment.
    """
    texts = {transcript.document: transcript.text for transcript in transcripts}
    places = _places(segments, texts)
    known = [coding for coding in codings if coding.document in places]
    names = tuple(dict.fromkeys(raters if raters is not None else (coding.rater for coding in known)))
    chosen = [coding for coding in known if coding.rater in set(names)]
    admitted = [coding for coding in chosen if coding.independent or include_dependent]
    latest = _in_force(admitted)
    judged = tuple(coding for coding in latest if coding.status is CodingStatus.CODED)
    given = sorted({assignment.code for coding in judged for assignment in coding.assignments})
    code_names = tuple(given if codes is None else dict.fromkeys(codes))
    seen, partly, applied = _judgements(places, judged, names, code_names, len(segments))
    positions = {document: index for index, document in enumerate(places)}
    return UnitTable(
        raters=names,
        codes=code_names,
        interviews=tuple(places),
        interview=np.array([positions[segment.document] for segment in segments], dtype=np.intp),
        seen=seen,
        applied=applied,
        unit=str(unit),
        segments=tuple(segments),
        codings=judged,
        lengths=tuple(len(texts[document]) for document in places),
        tally=Tally(
            superseded=len(admitted) - len(latest),
            dependent=len(chosen) - len(admitted),
            not_judged=len(latest) - len(judged),
            ungrounded=sum(not counts_as_evidence(a) for coding in judged for a in coding.assignments),
            other_codes=tuple(code for code in given if code not in set(code_names)),
            partly_seen=tuple(int(count) for count in partly.sum(axis=0)),
        ),
    )


class _Place(NamedTuple):
    """The units of one document: their rows in the table, their spans, and which characters can be seen."""

    rows: NDArray[np.intp]
    starts: NDArray[np.intp]
    ends: NDArray[np.intp]
    visible: NDArray[np.bool_]

    def totals(self, characters: NDArray[np.bool_]) -> NDArray[np.intp]:
        """How many of the marked characters each unit has."""
        running = np.concatenate(([0], np.cumsum(characters)))
        return running[self.ends] - running[self.starts]


def _places(segments: Sequence[Segment], texts: Mapping[str, str]) -> dict[str, _Place]:
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, segment in enumerate(segments):
        rows[segment.document].append(row)
    if not rows:
        raise AgreementError(
            "There is no unit to judge.", why="No transcript, or no speaker, was selected.", do="Select some."
        )
    absent = sorted(set(rows) - set(texts))
    if absent:
        raise AgreementError(f"The transcript {absent[0]!r} has units but was not given.")
    return {
        document: _Place(
            rows=np.array(where, dtype=np.intp),
            starts=np.array([segments[row].start for row in where], dtype=np.intp),
            ends=np.array([segments[row].end for row in where], dtype=np.intp),
            visible=~np.fromiter(map(str.isspace, texts[document]), dtype=np.bool_),
        )
        for document, where in rows.items()
    }


def _in_force(codings: Iterable[Coding]) -> list[Coding]:
    """The last coding of each rater and stretch."""
    return list({(c.document, c.rater, c.start, c.end): c for c in codings}.values())


def _judgements(
    places: Mapping[str, _Place],
    codings: Iterable[Coding],
    raters: tuple[str, ...],
    codes: tuple[str, ...],
    units: int,
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Which units each rater saw, saw in part, and gave each code."""
    seen = np.zeros((units, len(raters)), dtype=np.bool_)
    partly = np.zeros_like(seen)
    applied = np.zeros((units, len(raters), len(codes)), dtype=np.bool_)
    column = {code: index for index, code in enumerate(codes)}
    by_rater: defaultdict[tuple[str, str], list[Coding]] = defaultdict(list)
    for coding in codings:
        by_rater[coding.document, coding.rater].append(coding)
    for (document, rater), made in by_rater.items():
        place, r = places[document], raters.index(rater)
        seen[place.rows, r], partly[place.rows, r] = _cover(place, made)
        for assignment in (a for coding in made for a in coding.assignments if counts_as_evidence(a)):
            if assignment.code in column:
                touched = place.rows[share_text(place.starts, place.ends, assignment)]
                applied[touched, r, column[assignment.code]] = True
    applied &= seen[:, :, None]
    return seen, partly, applied


def _cover(place: _Place, codings: Iterable[Coding]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which units the codings cover wholly, and which only in part."""
    judged = np.zeros_like(place.visible)
    for coding in codings:
        judged[coding.start : coding.end] = True
    covered, all_of_it = place.totals(judged & place.visible), place.totals(place.visible)
    return (covered == all_of_it) & (all_of_it > 0), (covered > 0) & (covered < all_of_it)


def counts_as_evidence(assignment: Assignment) -> bool:
    """Whether an assignment has a place in the text; one whose quotation is not in it counts for nothing."""
    grounded = assignment.grounding is not Grounding.UNGROUNDED
    return grounded and assignment.start is not None and assignment.end is not None


def share_text(starts: NDArray[np.intp], ends: NDArray[np.intp], assignment: Assignment) -> NDArray[np.bool_]:
    """Which of some units share a character with the assignment's passage."""
    start, end = assignment.start or 0, assignment.end or 0
    return np.minimum(ends, end) > np.maximum(starts, start)
