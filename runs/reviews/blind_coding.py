"""What a person who codes in the app may see of others, and which codes he or she gave."""

import json

from codebook import name_key
from runs.reviews.coding_tasks import coding_tasks, progress_of, scope_of
from runs.reviews.events import add_event
from runs.reviews.records import EventKind, NewEvent
from runs.study import Study


def interviews_shown(study: Study, rater: str) -> frozenset[str]:
    """The interviews in which others' codes were put before a person; see ``own_coding.has_seen_others``."""
    reviewers = study.connection.execute("select distinct reviewer from review_events").fetchall()
    names = json.dumps([name for (name,) in reviewers if name_key(name) == name_key(rater)])
    rows = study.connection.execute(
        "select distinct t.document from review_events e join cases c on c.id = e.case_id"
        " join transcripts t on t.id = c.transcript_id where e.reviewer in (select value from json_each(?1))"
        " union select distinct content ->> '$.document' from review_events"
        " where kind = 'shown' and reviewer in (select value from json_each(?1))",
        [names],
    )
    return frozenset(document for (document,) in rows)


def interviews_coded_blind(study: Study, rater: str) -> frozenset[str]:
    """The interviews of which a person is to code segments yet, and has not been shown what others coded there."""
    mine = [each.task for each in coding_tasks(study) if name_key(each.task.rater) == name_key(rater)]
    to_do = {each.document for task in mine for each in progress_of(study, task) if not each.done}
    return frozenset(to_do - interviews_shown(study, rater)) if to_do else frozenset()


def note_codes_seen(study: Study, rater: str, document: str, *, request: str, now: str) -> None:
    """Record that a person who codes an interview is shown what others coded in it, without their names.

    What he or she codes there from then on is not independent; cases of the interview stay blind to who is who.
    """
    seen = NewEvent(
        scope=scope_of(rater),
        kind=EventKind.SHOWN,
        reviewer=rater,
        request=request,
        content={"document": document, "where": "in cases of a review, without names"},
    )
    add_event(study, seen, now=now)


def codes_in_order_of_use(study: Study, rater: str) -> tuple[str, ...]:
    """The codes of a person's codings, the first given first; a code stands as often as a coding has it."""
    rows = study.connection.execute(
        "select a.code from codings c join assignments a on a.coding_id = c.id"
        " where c.rater_id = (select id from raters where name = ?) order by c.id, a.position",
        [rater],
    )
    return tuple(code for (code,) in rows)
