"""What a person codes in the app: codings of units that were looked at, each with an event that can be undone."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from codebook import InputError, Record, name_key
from runs.coding_store import add_codings, latest_codings
from runs.records import Assignment, Coding, CodingStatus, RaterKind, Segment
from runs.reviews.coding_tasks import scope_of
from runs.reviews.events import add_event, event_of_request, selected
from runs.reviews.records import Event, EventKind, NewEvent
from runs.reviews.undoing import redo, turned_by, undo
from runs.study import Study
from runs.transcript_store import transcript

TAKEN_BACK = "taken back by the person who coded"
"""The reason of a coding that says: what this person said of the unit does not hold, and nothing is known of it."""


class Said(Record, frozen=True):
    """What a person said of a unit."""

    assignments: tuple[Assignment, ...]
    """No assignments: the person looked, and none of the codes applies."""
    independent: bool


class Act(Record, frozen=True):
    """What an event of a person's own coding holds."""

    document: str
    start: int
    end: int
    before: Said | None
    """What was said before; None where the person had not seen the unit."""
    after: Said


class Restored(NamedTuple):
    """A unit whose coding was undone or redone."""

    document: str
    start: int
    end: int
    said: Said | None
    """What holds now; None where the unit counts as not seen."""


def code_units(
    study: Study, rater: str, said: Mapping[Segment, tuple[Assignment, ...]], *, request: str, now: str
) -> tuple[Event, ...]:
    """Store what a person says of some units now; all of it is on the disk, and undone by one, or none is.

    Units of which the same was said before bring nothing. The same request, sent again, brings nothing more.

    Args:
        study: The study.
        rater: The name of the person.
        said: All assignments of each unit; none at all where the person looked and no code applies.
        request: Names the wish.
        now: The time, ISO 8601 in UTC.

    Returns:
        The events that were added; when the request is repeated, those that were added then.

    Raises:
        InputError: An assignment does not lie in its unit, or its quotation is not what stands there.
        StudyError: The study cannot be written.
    """
    with study.writing():
        known = event_of_request(study, request)
        if known:
            return selected(study, "where id = ? or (batch = ? and batch <> '') order by id", (known.number, request))
        acts = [act for document in _documents(said) for act in _acts(study, rater, document, said)]
        add_codings(study, [_coding(rater, act, act.after) for act in acts], {rater: RaterKind.PERSON}, now=now)
        return tuple(
            add_event(
                study,
                NewEvent(
                    scope=scope_of(rater),
                    kind=EventKind.CODED,
                    reviewer=rater,
                    request=f"{request} {place}" if place else request,
                    content=act.model_dump(mode="json"),
                    batch=request if len(acts) > 1 else "",
                ),
                now=now,
            )
            for place, act in enumerate(acts)
        )


def undo_coding(study: Study, rater: str, *, request: str, now: str) -> tuple[Restored, ...]:
    """The units whose last coding by this person is undone now, with what holds of each.

    Codings are never edited: a later one says again what was said before. Of a unit that had not been seen, it says
    that nothing is known (status ``failed``, reason ``TAKEN_BACK``), so that it is missing again, and no negative.
    """
    with study.writing():
        repeated = event_of_request(study, request) is not None
        events = (
            turned_by(study, request) if repeated else undo(study, scope_of(rater), rater, request=request, now=now)
        )
        acts = [Act.model_validate(event.content) for event in events]
        return _restored(study, rater, [(act, act.before) for act in acts], store=not repeated, now=now)


def redo_coding(study: Study, rater: str, *, request: str, now: str) -> tuple[Restored, ...]:
    """The units whose coding that this person undid last is done again, with what holds of each."""
    with study.writing():
        repeated = event_of_request(study, request) is not None
        events = (
            turned_by(study, request) if repeated else redo(study, scope_of(rater), rater, request=request, now=now)
        )
        acts = [Act.model_validate(event.content) for event in events]
        return _restored(study, rater, [(act, act.after) for act in acts], store=not repeated, now=now)


def said_of(study: Study, rater: str, document: str) -> dict[tuple[int, int], Said]:
    """What a person has said of the units of an interview, by start and end; one that was not seen is not there."""
    found = latest_codings(study, rater, document).items()
    return {
        place: Said(assignments=coding.assignments, independent=coding.independent)
        for place, coding in found
        if coding.status is CodingStatus.CODED
    }


def has_seen_others(study: Study, rater: str, document: str) -> bool:
    """Whether others' codes in an interview were put before a person.

    They were when the person opened them, or did anything to a case of a review in this interview. What he or she codes
    there from then on is not independent, and must be told so beforehand. A name is the same person's whatever the case
    of its letters.
    """
    reviewers = study.connection.execute("select distinct reviewer from review_events").fetchall()
    names = [reviewer for (reviewer,) in reviewers if name_key(reviewer) == name_key(rater)]
    found = study.connection.execute(
        "select 1 from review_events where reviewer in (select value from json_each(?1)) and (case_id in"
        " (select c.id from cases c join transcripts t on t.id = c.transcript_id where t.document = ?2)"
        " or (kind = 'shown' and content ->> '$.document' = ?2)) limit 1",
        [json.dumps(names), document],
    ).fetchone()
    return found is not None


def _documents(said: Mapping[Segment, tuple[Assignment, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unit.document for unit in said))


def _acts(study: Study, rater: str, document: str, said: Mapping[Segment, tuple[Assignment, ...]]) -> Iterator[Act]:
    """What is done to units of one interview that is new."""
    text = transcript(study, document).text
    before = said_of(study, rater, document)
    independent = not has_seen_others(study, rater, document)
    for unit in (unit for unit in said if unit.document == document):
        _require_in_unit(unit, said[unit], text)
        earlier = before.get((unit.start, unit.end))
        if earlier is None or earlier.assignments != said[unit]:
            after = Said(assignments=said[unit], independent=independent)
            yield Act(document=document, start=unit.start, end=unit.end, before=earlier, after=after)


def _require_in_unit(unit: Segment, given: tuple[Assignment, ...], text: str) -> None:
    for each in given:
        start, end = each.start, each.end
        if start is None or end is None or not unit.start <= start < end <= unit.end:
            raise InputError("A passage does not lie in the unit.", do="Select a passage of the unit.")
        if text[start:end] != each.quotation:
            raise InputError("A quotation is not what stands at its place.", do="Load the page again and select anew.")


def _coding(rater: str, act: Act, said: Said | None) -> Coding:
    return Coding(
        document=act.document,
        rater=rater,
        start=act.start,
        end=act.end,
        status=CodingStatus.CODED if said else CodingStatus.FAILED,
        assignments=said.assignments if said else (),
        independent=said.independent if said else True,
        reason="" if said else TAKEN_BACK,
    )


def _restored(
    study: Study, rater: str, acts: list[tuple[Act, Said | None]], *, store: bool, now: str
) -> tuple[Restored, ...]:
    """Store that what was said in acts holds again; what is restored after seeing others' codes is not independent."""
    found: list[Restored] = []
    for act, said in acts:
        coding = _coding(rater, act, said)
        if has_seen_others(study, rater, act.document):
            coding = replace(coding, independent=False)
        if store:
            add_codings(study, [coding], {rater: RaterKind.PERSON}, now=now)
        found.append(Restored(act.document, act.start, act.end, said))
    return tuple(found)
