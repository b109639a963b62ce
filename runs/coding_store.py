"""Codings, raters and codebooks in a study file; codings are added, never edited."""

import hashlib
from collections.abc import Iterable

from codebook import Codebook
from runs.records import Assignment, Coding, CodingStatus, Grounding, Rater, RaterKind
from runs.study import Study, StudyError


def add_codebook(study: Study, codebook: Codebook, *, now: str) -> bool:
    """Whether this version of the codebook was new; the latest one added is the one in use."""
    with study.writing() as db:
        added = db.execute(
            "insert into codebooks (fingerprint, name, content, imported_at) values (?, ?, ?, ?)"
            " on conflict do nothing returning id",
            [codebook.fingerprint, codebook.name, codebook.model_dump_json(), now],
        ).fetchall()
    return bool(added)


def latest_codebook(study: Study) -> tuple[int, Codebook] | None:
    """The codebook that was added last, with its number; None where there is none."""
    row = study.connection.execute("select id, content from codebooks order by id desc limit 1").fetchone()
    return (int(row[0]), Codebook.model_validate_json(row[1])) if row else None


def raters(study: Study) -> dict[str, Rater]:
    """Everyone and everything that codes, by name, in the order of first appearance."""
    rows = study.connection.execute("select name, kind from raters order by id")
    return {name: Rater(name=name, kind=RaterKind(kind)) for name, kind in rows}


def rater_number(study: Study, rater: Rater) -> int:
    """The rater's number, given now where the rater is new.

    Raises:
        StudyError: The name belongs to a rater of another kind.
    """
    study.connection.execute(
        "insert into raters (name, kind) values (?, ?) on conflict do nothing", [rater.name, rater.kind]
    )
    number, kind = study.connection.execute("select id, kind from raters where name = ?", [rater.name]).fetchone()
    if kind != rater.kind:
        raise StudyError(
            f"{rater.name!r} is a {kind} in this study, not a {rater.kind}.",
            do="Give the rater another name with --rater.",
        )
    return int(number)


def add_codings(study: Study, codings: Iterable[Coding], kinds: dict[str, RaterKind], *, now: str) -> int:
    """How many codings were new; one equal to the rater's latest of that stretch is not stored again."""
    with study.writing():
        return sum(_add(study, coding, kinds.get(coding.rater, RaterKind.PERSON), now) for coding in codings)


def answered(study: Study, run: int, document: str, *, again: frozenset[CodingStatus]) -> frozenset[tuple[int, int]]:
    """The stretches of a transcript that a run is done with, as start and end.

    Args:
        study: The study.
        run: The run's number.
        document: The transcript's name.
        again: Statuses after which a stretch is to be judged once more.
    """
    rows = study.connection.execute(
        "select start, end, status, max(id) from codings where run_id = ?1"
        " and rater_id = (select rater_id from runs where id = ?1)"
        " and transcript_id = (select id from transcripts where document = ?2) group by start, end",
        [run, document],
    )
    return frozenset((start, end) for start, end, status, _ in rows if status not in again)


def codings(study: Study) -> tuple[Coding, ...]:
    """All codings in the order in which they were made."""
    given: dict[int, list[Assignment]] = {}
    for number, code, quotation, start, end, grounding, rationale in study.connection.execute(
        "select coding_id, code, quotation, start, end, grounding, rationale"
        " from assignments order by coding_id, position"
    ):
        given.setdefault(number, []).append(
            Assignment(
                code=code,
                quotation=quotation,
                start=start,
                end=end,
                grounding=Grounding(grounding),
                rationale=rationale,
            )
        )
    rows = study.connection.execute(
        "select c.id, t.document, r.name, c.start, c.end, c.status, c.run_id, c.independent, c.reason"
        " from codings c join transcripts t on t.id = c.transcript_id join raters r on r.id = c.rater_id"
        " order by c.id"
    )
    return tuple(
        Coding(
            document=document,
            rater=rater,
            start=start,
            end=end,
            status=CodingStatus(status),
            run=run,
            independent=bool(independent),
            reason=reason,
            assignments=tuple(given.get(number, ())),
        )
        for number, document, rater, start, end, status, run, independent, reason in rows
    )


def _add(study: Study, coding: Coding, kind: RaterKind, now: str) -> bool:
    rater = rater_number(study, Rater(name=coding.rater, kind=kind))
    row = study.connection.execute("select id from transcripts where document = ?", [coding.document]).fetchone()
    if row is None:
        raise StudyError(f"The study has no transcript {coding.document!r}.", do="Import it first.")
    stretch = [rater, row[0], coding.start, coding.end]
    fingerprint = hashlib.sha256(coding.model_dump_json().encode("utf-8", "surrogatepass")).hexdigest()
    latest = study.connection.execute(
        "select fingerprint from codings where rater_id = ? and transcript_id = ? and start = ? and end = ?"
        " order by id desc limit 1",
        stretch,
    ).fetchone()
    if latest and latest[0] == fingerprint:
        return False
    (number,) = study.connection.execute(
        "insert into codings (rater_id, transcript_id, start, end, run_id, status, independent, reason,"
        " fingerprint, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id",
        [*stretch, coding.run, coding.status, int(coding.independent), coding.reason, fingerprint, now],
    ).fetchone()
    study.connection.executemany(
        "insert into assignments values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (number, i, a.code, a.quotation, a.start, a.end, a.grounding, a.rationale)
            for i, a in enumerate(coding.assignments)
        ],
    )
    return True
