"""What each rater said of each unit of a study, read one transcript at a time.

A rater has seen a unit when the stretches that he or she judged cover each character of it that is not white space; a
seen unit has a code when a passage with it shares a character with the unit. So ``intercoder agree`` counts too.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from runs.coding_store import codebook_in_use, codings_of_document, raters_who_coded
from runs.ledger.entries import run_summaries
from runs.records import Coding, CodingStatus, Grounding, Rater, Segment, Transcript, Turn, Unit
from runs.segments import segment
from runs.study import Study
from runs.study_texts import StudyTexts
from runs.transcript_store import speakers
from runs.transcripts.roles import interviewed_among


class UnitRow(NamedTuple):
    """One rater's judgement of one unit."""

    segment: Segment
    unit: int
    """The unit's number in its transcript, from 1."""
    rater: Rater
    codes: frozenset[str] | None
    """The codes that were given; None where the unit was not seen."""


def unit_of(study: Study) -> Unit:
    """The unit that all runs of models judged; turns where they judged different ones, and without a run."""
    units = {str(run.settings.get("unit") or Unit.TURN) for run in run_summaries(study)}
    return Unit(units.pop()) if len(units) == 1 and units <= set(Unit) else Unit.TURN


def unit_rows(study: Study, unit: Unit) -> Iterator[UnitRow]:
    """What each rater who coded said of each unit: units in the order of the texts, raters in that of their coming.

    Units are of those who are interviewed. Codings that were made after seeing another's codes do not count.
    """
    everyone = raters_who_coded(study)
    talking = interviewed_among(speakers(study))
    for document, transcript in StudyTexts(study).items():
        units = segment(transcript, unit, speakers=talking)
        made = [coding for coding in codings_of_document(study, document) if coding.independent]
        said = [_said(transcript, units, [each for each in made if each.rater == one.name]) for one in everyone]
        for number, place in enumerate(units):
            for rater, codes in zip(everyone, said, strict=True):
                yield UnitRow(place, number + 1, rater, codes[number])


def codes_judged(study: Study) -> tuple[str, ...]:
    """The codes of the latest codebook that can be given; where there is none, those that were given, by name."""
    book = codebook_in_use(study)
    if book:
        return tuple(code.name for code in book.codable)
    return tuple(name for (name,) in study.connection.execute("select distinct code from assignments order by code"))


def _said(transcript: Transcript, units: Sequence[Segment], codings: Iterable[Coding]) -> list[frozenset[str] | None]:
    """The codes of each unit by one rater; None where it was not seen."""
    in_force = {(coding.start, coding.end): coding for coding in codings}
    judged = [coding for coding in in_force.values() if coding.status is CodingStatus.CODED]
    seen = merged_stretches((coding.start, coding.end) for coding in judged)
    given: list[set[str]] = [set() for _ in units]
    starts, ends = [each.start for each in units], [each.end for each in units]
    for each in (assignment for coding in judged for assignment in coding.assignments):
        if each.grounding is Grounding.UNGROUNDED or each.start is None or each.end in (None, each.start):
            continue
        for touched in given[bisect_right(ends, each.start) : bisect_left(starts, each.end)]:
            touched.add(each.code)
    return [
        frozenset(codes) if covers(seen, transcript.text, place) else None
        for place, codes in zip(units, given, strict=True)
    ]


def merged_stretches(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches in the order of the text, those that touch as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def covers(seen: Sequence[tuple[int, int]], text: str, place: Segment | Turn) -> bool:
    """Whether no character of a place but white space lies outside of what was seen, given as merged stretches."""
    at = place.start
    for start, end in seen[max(bisect_right(seen, (at, len(text) + 1)) - 1, 0) :]:
        if start >= place.end:
            break
        if end > at:
            if text[at : max(start, at)].strip():
                return False
            at = end
    return not text[at : max(place.end, at)].strip()
