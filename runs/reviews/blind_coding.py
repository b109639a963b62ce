"""What a person who codes in the app may see of others, and which codes he or she gave."""

import json

from codebook import name_key
from runs.reviews.coding_tasks import coding_tasks, progress_of
from runs.reviews.own_coding import has_seen_others
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


def is_coding_blind(study: Study, rater: str, document: str) -> bool:
    """Whether a person is to code units of an interview yet, and has not been shown what others coded there."""
    mine = [each.task for each in coding_tasks(study) if name_key(each.task.rater) == name_key(rater)]
    concerned = [task for task in mine if any(each.document == document for each in task.documents)]
    if not concerned or has_seen_others(study, rater, document):
        return False
    progress = [each for task in concerned for each in progress_of(study, task) if each.document == document]
    return not all(each.done for each in progress)


def codes_in_order_of_use(study: Study, rater: str) -> tuple[str, ...]:
    """The codes of a person's codings, the first given first; a code stands as often as a coding has it."""
    rows = study.connection.execute(
        "select a.code from codings c join assignments a on a.coding_id = c.id"
        " where c.rater_id = (select id from raters where name = ?) order by c.id, a.position",
        [rater],
    )
    return tuple(code for (code,) in rows)
