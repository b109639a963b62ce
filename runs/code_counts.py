"""How many passages were given each code, by whom."""

from collections.abc import Mapping

from runs.study import Study


def passages_by_code(study: Study) -> Mapping[str, Mapping[str, int]]:
    """How many passages each rater gave each code, by code, then by rater; who never gave it is left out.

    What counts is the latest judgement of each rater and stretch, and of that what stands in the text. All codings
    are looked at, which takes a second in a large study.
    """
    rows = study.connection.execute(
        "select a.code, r.name, count(*) from codings c join assignments a on a.coding_id = c.id"
        " join raters r on r.id = c.rater_id where c.status = 'coded' and a.grounding <> 'ungrounded' and c.id in"
        " (select max(id) from codings group by rater_id, transcript_id, start, end) group by 1, r.id"
    )
    found: dict[str, dict[str, int]] = {}
    for code, rater, count in rows:
        found.setdefault(code, {})[rater] = count
    return found
