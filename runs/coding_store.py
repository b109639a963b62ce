"""Codings, raters and codebooks in a study file; codings are added, never edited."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from sys import intern

from pydantic import ValidationError

from codebook import Codebook, IntercoderError
from runs.errors import VERIFY, DamagedStudyError, StudyError
from runs.records import Assignment, Coding, CodingStatus, Rater, RaterKind
from runs.study import Study

STEP = 5000
"""How many codings are read at once, as long as these have few assignments."""
_ASSIGNMENTS_AT_ONCE = 20_000

_BETWEEN = (
    "c.id > ?1 and c.id <= ?2"
    " and (?3 = '[]' or c.rater_id in (select id from raters where name in (select value from json_each(?3))))"
)
_OF_DOCUMENT = (
    "c.rater_id in (select id from raters) and c.transcript_id = (select id from transcripts where document = ?1)"
)
_OF_STRETCH = (
    "c.id = (select max(id) from codings where rater_id = (select rater_id from runs where id = ?1) and run_id = ?1"
    " and transcript_id = (select id from transcripts where document = ?2) and start = ?3 and end = ?4)"
)
_LATEST = (
    "c.id in (select max(id) from codings where rater_id = (select id from raters where name = ?1)"
    " and transcript_id = (select id from transcripts where document = ?2) group by start, end)"
)


def add_codebook(study: Study, codebook: Codebook, *, now: str) -> bool:
    """Whether another version of the codebook is in use now: the latest one added is.

    One that the study holds already is taken up again: it becomes the latest, and its runs stay its own.
    """
    with study.writing() as db:
        latest = db.execute("select id, fingerprint from codebooks order by id desc limit 1").fetchone()
        if latest and latest[1] == codebook.fingerprint:
            return False
        known = db.execute("select id from codebooks where fingerprint = ?", [codebook.fingerprint]).fetchone()
        if known:
            db.execute("pragma defer_foreign_keys = on")
            db.execute("update codebooks set id = ? where id = ?", [latest[0] + 1, known[0]])
            db.execute("update runs set codebook_id = ? where codebook_id = ?", [latest[0] + 1, known[0]])
            return True
        db.execute(
            "insert into codebooks (fingerprint, name, content, imported_at) values (?, ?, ?, ?)",
            [codebook.fingerprint, codebook.name, codebook.model_dump_json(), now],
        )
    return True


def latest_codebook(study: Study) -> tuple[int, Codebook] | None:
    """The codebook that was added last, with its number; None where there is none.

    Raises:
        DamagedStudyError: It is not what it was when it was stored.
    """
    row = study.connection.execute("select id, content, fingerprint from codebooks order by id desc limit 1").fetchone()
    return (int(row[0]), read_codebook_row(row[1], row[2])) if row else None


def codebook_in_use(study: Study) -> Codebook | None:
    """The codebook that was added last; None where there is none.

    Raises:
        DamagedStudyError: It is not what it was when it was stored.
    """
    latest = latest_codebook(study)
    return latest[1] if latest else None


def codes_in_use(study: Study) -> frozenset[str] | None:
    """The names of all codes of that codebook; None where there is none."""
    book = codebook_in_use(study)
    return frozenset(code.name for code in book.codes) if book else None


def read_codebook_row(content: str, fingerprint: str) -> Codebook:
    """A stored codebook.

    Raises:
        DamagedStudyError: It is not what it was when it was stored.
    """
    with suppress(ValidationError, IntercoderError):
        book = Codebook.model_validate_json(content)
        if book.fingerprint == fingerprint:
            return book
    raise DamagedStudyError("The stored codebook is damaged.", why="Its fingerprint differs.", do=VERIFY)


def raters(study: Study) -> dict[str, Rater]:
    """Everyone and everything that codes, by name, in the order of first appearance."""
    rows = study.connection.execute("select name, kind from raters order by id")
    return {name: Rater(name=name, kind=RaterKind(kind)) for name, kind in rows}


def raters_who_coded(study: Study) -> tuple[Rater, ...]:
    """Those of whom the study has a coding, in the order of first appearance."""
    rows = study.connection.execute(
        "select name, kind from raters r where exists (select 1 from codings where rater_id = r.id) order by id"
    )
    return tuple(Rater(name=name, kind=RaterKind(kind)) for name, kind in rows)


def rater_number(study: Study, rater: Rater) -> int:
    """The rater's number, given now where the rater is new.

    Raises:
        StudyError: The name belongs to a rater of another kind.
    """
    with study.writing() as db:
        db.execute("insert into raters (name, kind) values (?, ?) on conflict do nothing", [rater.name, rater.kind])
        number, kind = db.execute("select id, kind from raters where name = ?", [rater.name]).fetchone()
    if kind != rater.kind:
        raise StudyError(
            f"{rater.name!r} is a {kind} in this study, not a {rater.kind}.",
            do="Give the rater another name with --rater.",
        )
    return int(number)


def add_codings(study: Study, codings: Iterable[Coding], kinds: dict[str, RaterKind], *, now: str) -> int:
    """How many codings were new; one equal to the rater's latest of that stretch is not stored again."""
    with study.writing():
        adding = _Adding(study, kinds, now)
        return sum(adding.add(coding) for coding in codings)


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


def known_probabilities(study: Study, run: int) -> tuple[int, int]:
    """How many codes a run has given, and of how many of them the probability is known."""
    row = study.connection.execute(
        "select count(*), count(probability) from assignments where coding_id in"
        " (select max(id) from codings where run_id = ? group by transcript_id, start, end)",
        [run],
    ).fetchone()
    return int(row[0]), int(row[1])


def codings(study: Study, *, of: Iterable[str] = ()) -> tuple[Coding, ...]:
    """All codings in the order in which they were made; where raters are named, only those of these."""
    return tuple(each_coding(study, of=of))


def each_coding(study: Study, *, of: Iterable[str] = ()) -> Iterator[Coding]:
    """The codings that are there now, in the order in which they were made, read a few at a time.

    Few are in memory at once, and nobody who writes meanwhile has to wait: codings are never edited.

    Args:
        study: The study.
        of: Whose codings; nobody named means everybody's.
    """
    wanted = json.dumps(list(of))
    (last,) = study.connection.execute("select coalesce(max(id), 0) from codings").fetchone()
    after = 0
    while after < last:
        upto = min(after + STEP, last, _last_of_few_assignments(study, after))
        yield from _codings_where(study, _BETWEEN, (after, upto, wanted))
        after = upto


def _last_of_few_assignments(study: Study, after: int) -> int:
    """Up to which number the codings after one have few assignments together; one coding may have more."""
    row = study.connection.execute(
        "select coding_id from assignments where coding_id > ? order by coding_id limit 1 offset ?",
        [after, _ASSIGNMENTS_AT_ONCE],
    ).fetchone()
    return max(int(row[0]) - 1, after + 1) if row else 2**63 - 1


def codings_of_document(study: Study, document: str) -> list[Coding]:
    """All codings of one transcript in the order in which they were made."""
    return _codings_where(study, _OF_DOCUMENT, (document,))


def latest_of_stretch(study: Study, run: int, document: str, start: int, end: int) -> Coding | None:
    """A run's latest coding of a stretch; None where there is none."""
    return next(iter(_codings_where(study, _OF_STRETCH, (run, document, start, end))), None)


def latest_codings(study: Study, rater: str, document: str) -> dict[tuple[int, int], Coding]:
    """The latest coding of each stretch of a transcript that a rater has judged, by the stretch's start and end."""
    made = _codings_where(study, _LATEST, (rater, document))
    return {(coding.start, coding.end): coding for coding in made}


def _codings_where(study: Study, condition: str, asked: tuple[object, ...]) -> list[Coding]:
    """The codings ``c`` that a condition in SQL names, in the order in which they were made."""
    given = _assignments_where(study, condition, asked)
    documents = dict(study.connection.execute("select id, document from transcripts").fetchall())
    names = dict(study.connection.execute("select id, name from raters").fetchall())
    rows = study.connection.execute(
        "select id, transcript_id, rater_id, start, end, status, run_id, independent, reason from codings c"
        f" where {condition} order by id",
        asked,
    )
    return [
        Coding(
            document=documents[transcript],
            rater=names[rater],
            start=start,
            end=end,
            status=status,
            run=run,
            independent=bool(independent),
            reason=reason,
            assignments=tuple(given.get(number, ())),
        )
        for number, transcript, rater, start, end, status, run, independent, reason in rows
    ]


def _assignments_where(study: Study, condition: str, asked: tuple[object, ...]) -> dict[int, list[Assignment]]:
    """The assignments of the codings ``c`` that a condition names, by the coding's number."""
    given: dict[int, list[Assignment]] = {}
    for number, code, quotation, start, end, grounding, rationale, probability in study.connection.execute(
        "select coding_id, code, quotation, a.start, a.end, grounding, rationale, probability"
        " from assignments a join codings c on c.id = a.coding_id"
        f" where {condition} order by coding_id, position",
        asked,
    ):
        given.setdefault(number, []).append(
            Assignment(
                code=intern(code),
                quotation=quotation,
                start=start,
                end=end,
                grounding=grounding,
                rationale=rationale,
                probability=probability,
            )
        )
    return given


class _Adding:
    """Adds codings one after the other, and remembers the numbers of raters and transcripts meanwhile."""

    def __init__(self, study: Study, kinds: Mapping[str, RaterKind], now: str) -> None:
        self._study, self._kinds, self._now = study, kinds, now
        self._raters: dict[str, int] = {}
        self._transcripts: dict[str, int] = {}

    def add(self, coding: Coding) -> bool:
        """Whether the coding is new."""
        stretch = [self._rater(coding.rater), self._transcript(coding.document), coding.start, coding.end]
        fingerprint = coding.fingerprint
        latest = self._study.connection.execute(
            "select fingerprint from codings where rater_id = ? and transcript_id = ? and start = ? and end = ?"
            " order by id desc limit 1",
            stretch,
        ).fetchone()
        if latest and latest[0] == fingerprint:
            return False
        _insert(self._study, coding, stretch, fingerprint, self._now)
        return True

    def _rater(self, name: str) -> int:
        if name not in self._raters:
            kind = self._kinds.get(name, RaterKind.PERSON)
            self._raters[name] = rater_number(self._study, Rater(name=name, kind=kind))
        return self._raters[name]

    def _transcript(self, document: str) -> int:
        if document not in self._transcripts:
            row = self._study.connection.execute("select id from transcripts where document = ?", [document]).fetchone()
            if row is None:
                raise StudyError(f"The study has no transcript {document!r}.", do="Import it first.")
            self._transcripts[document] = int(row[0])
        return self._transcripts[document]


def _insert(study: Study, coding: Coding, stretch: Sequence[int], fingerprint: str, now: str) -> None:
    (number,) = study.connection.execute(
        "insert into codings (rater_id, transcript_id, start, end, run_id, status, independent, reason,"
        " fingerprint, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id",
        [*stretch, coding.run, coding.status, int(coding.independent), coding.reason, fingerprint, now],
    ).fetchone()
    study.connection.executemany(
        "insert into assignments values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (number, i, a.code, a.quotation, a.start, a.end, a.grounding, a.rationale, a.probability)
            for i, a in enumerate(coding.assignments)
        ],
    )
