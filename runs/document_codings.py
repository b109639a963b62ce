"""The codings of one stretch of a transcript, as they are in force."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from runs.records import CodingStatus, Grounding
from runs.study import Study


class Given(NamedTuple):
    """A code that a rater gave, with where it came from."""

    rater: str
    code: str
    start: int | None
    """Where its passage begins; None where its quotation is not in the text."""
    end: int | None
    quotation: str
    grounding: Grounding
    rationale: str
    run: int | None
    independent: bool
    """False when the rater saw another's codes first."""
    judged: tuple[int, int]
    """The stretch that was judged."""


class Judged(NamedTuple):
    """The latest judgement that a rater made of a stretch."""

    rater: str
    start: int
    end: int
    status: CodingStatus
    given: tuple[Given, ...]


def judged_between(study: Study, document: str, start: int, end: int, raters: Iterable[str]) -> Iterator[Judged]:
    """What raters said, last of all, of each stretch that touches ``text[start:end]``, in the order of the text.

    Args:
        study: The study.
        document: The transcript's name.
        start: Where the part that is looked at begins.
        end: Where it ends.
        raters: Whose judgements are wanted; they come one after the other.
    """
    for rater in raters:
        rows = study.connection.execute(
            "select c.id, c.start, c.end, c.status, c.run_id, c.independent, a.code, a.start, a.end, a.quotation,"
            " a.grounding, a.rationale from codings c left join assignments a on a.coding_id = c.id where c.id in"
            " (select max(id) from codings where rater_id = (select id from raters where name = ?)"
            " and transcript_id = (select id from transcripts where document = ?) and start < ? and end > ?"
            " group by start, end) order by c.start, c.id, a.position",
            [rater, document, end, start],
        )
        for (_, begin, until, status, run, independent), given in groupby(rows, key=lambda row: row[:6]):
            found = tuple(
                Given(
                    rater,
                    code,
                    at,
                    to,
                    said,
                    Grounding(how),
                    why,
                    run,
                    independent=bool(independent),
                    judged=(begin, until),
                )
                for *_, code, at, to, said, how, why in given
                if code is not None
            )
            yield Judged(rater, begin, until, CodingStatus(status), found)
