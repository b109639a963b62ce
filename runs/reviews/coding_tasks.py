"""What a person codes in the app, without seeing anybody else's codes: whole interviews, or a drawn sample."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from codebook import InputError, Record
from runs.coding_store import rater_number
from runs.errors import VERIFY, DamagedStudyError, StudyError
from runs.records import Rater, RaterKind, Segment, Unit
from runs.reviews.rows import sha256
from runs.samples import sample
from runs.segments import segment
from runs.study import Study
from runs.transcript_store import documents as all_documents
from runs.transcript_store import transcript, transcripts
from runs.transcripts.roles import interviewed


class AssignedDocument(Record, frozen=True):
    """An interview that a person codes, with how many units of it."""

    document: str
    units: int


class CodingTask(Record, frozen=True):
    """What a person codes; equal ones are one task."""

    rater: str
    unit: Unit
    speakers: tuple[str, ...]
    """Whose talk is coded."""
    documents: tuple[AssignedDocument, ...]
    sample: int | None = None
    """Number of the study's sample whose units are coded; None where all units of the documents are."""
    chosen: tuple[Segment, ...] = ()
    """The units of the sample."""


class StoredTask(Record, frozen=True):
    """A task of the study."""

    number: int
    begun_at: str
    """ISO 8601, in UTC."""
    task: CodingTask


class Progress(NamedTuple):
    """How far a person is with an interview."""

    document: str
    seen: int
    units: int

    @property
    def done(self) -> bool:
        """Whether each unit has been seen."""
        return self.seen >= self.units


def task_of_documents(
    study: Study, rater: str, documents: Iterable[str], unit: Unit, *, speakers: frozenset[str] = frozenset()
) -> CodingTask:
    """A task of coding all units of some interviews.

    Args:
        study: The study.
        rater: The name of the person who codes.
        documents: The interviews.
        unit: The unit of analysis.
        speakers: Whose talk; nobody named means those who are interviewed.

    Raises:
        InputError: There is no such interview, or none has a unit to code.
    """
    named = tuple(dict.fromkeys(documents))
    absent = [each for each in named if each not in all_documents(study)]
    if absent:
        raise InputError(f"There is no interview {absent[0]!r}.", do="Choose one of the study.")
    kept = speakers or interviewed(tuple(transcripts(study).values()))
    counts = ((each, len(segment(transcript(study, each), unit, speakers=kept))) for each in named)
    assigned = tuple(AssignedDocument(document=each, units=units) for each, units in counts if units)
    if not assigned:
        raise InputError(
            "There is no unit to code.", why="Nobody named speaks in these interviews.", do="Choose others."
        )
    return CodingTask(rater=rater, unit=unit, speakers=tuple(sorted(kept)), documents=assigned)


def task_of_sample(study: Study, rater: str, number: int) -> CodingTask:
    """A task of coding the units that were drawn in a sample of the study.

    Raises:
        StudyError: There is no sample of this number, or it is damaged.
    """
    drawn = sample(study, number).drawn
    counts = Counter(unit.document for unit in drawn.chosen)
    return CodingTask(
        rater=rater,
        unit=drawn.unit,
        speakers=drawn.speakers,
        documents=tuple(AssignedDocument(document=name, units=units) for name, units in counts.items()),
        sample=number,
        chosen=tuple(unit.segment for unit in drawn.chosen),
    )


def begin_task(study: Study, task: CodingTask, *, now: str) -> StoredTask:
    """The task as it is kept, begun now where there is none that equals it.

    Raises:
        InputError: The person has codings of these interviews that were not made in this way: both would count.
        StudyError: The name is a model's or a consensus's.
    """
    content = task.model_dump_json()
    with study.writing() as db:
        rater_number(study, Rater(name=task.rater, kind=RaterKind.PERSON))
        _require_no_other_codings(study, task)
        db.execute(
            "insert into coding_tasks (content, content_sha256, begun_at) values (?, ?, ?) on conflict do nothing",
            [content, sha256(content), now],
        )
    return next(each for each in coding_tasks(study) if each.task == task)


def coding_tasks(study: Study) -> tuple[StoredTask, ...]:
    """All tasks of the study, in the order in which they were begun.

    Raises:
        DamagedStudyError: One is not what it was when it was stored.
    """
    rows = study.connection.execute("select id, content, content_sha256, begun_at from coding_tasks order by id")
    return tuple(_task(*row) for row in rows.fetchall())


def coding_task(study: Study, number: int) -> StoredTask:
    """One task of the study.

    Raises:
        StudyError: There is none of this number, or it is damaged.
    """
    row = study.connection.execute(
        "select id, content, content_sha256, begun_at from coding_tasks where id = ?", [number]
    ).fetchone()
    if row is None:
        raise StudyError(f"There is no coding task {number} in this study.", do="Go back to the list of tasks.")
    return _task(*row)


def units_of_task(study: Study, task: CodingTask, document: str) -> tuple[Segment, ...]:
    """The units of one interview that the person codes, in the order of the text."""
    if task.sample is not None:
        return tuple(unit for unit in task.chosen if unit.document == document)
    return segment(transcript(study, document), task.unit, speakers=frozenset(task.speakers))


def progress_of(study: Study, task: CodingTask) -> tuple[Progress, ...]:
    """How far the person is with each interview; a unit that was looked at has been seen, whatever was given."""
    rows = study.connection.execute(
        "select t.document, c.start, c.end from codings c join transcripts t on t.id = c.transcript_id"
        " where c.status = 'coded' and c.id in (select max(id) from codings"
        " where rater_id = (select id from raters where name = ?) group by transcript_id, start, end)",
        [task.rater],
    )
    judged: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
    for document, start, end in rows:
        judged[document].add((start, end))
    shared = _documents_of_other_tasks(study, task)
    return tuple(
        Progress(each.document, _seen(study, task, each.document, judged[each.document], shared), each.units)
        for each in task.documents
    )


def _documents_of_other_tasks(study: Study, task: CodingTask) -> frozenset[str]:
    """The interviews of which the person codes other units as well."""
    others = (each.task for each in coding_tasks(study) if each.task.rater == task.rater and each.task != task)
    return frozenset(each.document for other in others for each in other.documents)


def _seen(study: Study, task: CodingTask, document: str, judged: set[tuple[int, int]], shared: frozenset[str]) -> int:
    """How many units of the task in an interview were judged; without other tasks in it, all that was."""
    if task.sample is None and document not in shared:
        return len(judged)
    return len(judged & {(unit.start, unit.end) for unit in units_of_task(study, task, document)})


def _task(number: int, content: str, digest: str, begun_at: str) -> StoredTask:
    if sha256(content) != digest:
        raise DamagedStudyError(f"Coding task {number} is damaged.", why="Its SHA-256 differs.", do=VERIFY)
    return StoredTask(number=number, begun_at=begun_at, task=CodingTask.model_validate_json(content))


def _require_no_other_codings(study: Study, task: CodingTask) -> None:
    """Return where all that the person has coded in these interviews was coded here, and by the same unit."""
    by_another_unit = {
        each.document
        for other in coding_tasks(study)
        if other.task.rater == task.rater and other.task.unit is not task.unit
        for each in other.task.documents
    }
    for each in task.documents:
        if each.document in by_another_unit or _coded_elsewhere(study, task.rater, each.document):
            raise _has_coded(task.rater, each.document)


def _coded_elsewhere(study: Study, rater: str, document: str) -> bool:
    """Whether a person has codings of an interview over stretches that were not coded in the app."""
    row = study.connection.execute(
        "select 1 from codings c join transcripts t on t.id = c.transcript_id"
        " where c.rater_id = (select id from raters where name = ?1) and t.document = ?2"
        " and not exists (select 1 from review_events where scope = ?3 and kind = 'coded' and reviewer = ?1"
        " and content ->> '$.document' = ?2 and content ->> '$.start' = c.start and content ->> '$.end' = c.end)"
        " limit 1",
        [rater, document, scope_of(rater)],
    ).fetchone()
    return row is not None


def scope_of(rater: str) -> str:
    """The scope of the events of a person's own coding; undo goes back within it."""
    return f"coding {rater}"


def _has_coded(rater: str, document: str) -> InputError:
    return InputError(
        f"{rater!r} has codings of {document!r} already that were made elsewhere, or of another unit of analysis.",
        why="Both would count as the same person's, and nobody could tell them apart.",
        do="Code under another name, such as the name with a 2 behind it, or choose other interviews.",
    )
