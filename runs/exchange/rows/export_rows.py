"""All codings as rows of one table, whoever made them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter

from codebook import Codebook, Record, name_key
from runs.records import Assignment, Coding, CodingStatus, Rater, RaterKind, Transcript, Turn

NONE_APPLIES = "none"
"""Status of a row that says: looked, and none of the codes applies."""


class RunOrigin(Record, frozen=True):
    """What a run's codings were made with, as far as an export tells."""

    model: str
    codebook: str
    """Name, version or fingerprint of the codebook."""
    created_at: str
    """When the run began, ISO 8601."""


class ExportRow(Record, frozen=True):
    """One assignment, or one judgement without any."""

    document: str
    rater: str
    rater_kind: RaterKind
    run: int | None = None
    start: int | None = None
    """Where the quotation begins in the text; of rows without a quotation, the stretch that was judged."""
    end: int | None = None
    turn: int | None = None
    """The turn, from 1, that the row lies in or begins in; None where that is not known."""
    speaker: str = ""
    code: str = ""
    quotation: str = ""
    rationale: str = ""
    judged_start: int
    """Where the stretch begins that the rater looked at: a segment, or the whole text."""
    judged_end: int
    status: str
    """``coded``, ``none``, ``failed``, ``refused`` or ``truncated``."""
    grounding: str = ""
    independent: bool = True
    codebook: str = ""
    model: str = ""
    created_at: str = ""
    probability: float | None = None
    """With which the model wrote the code, as its endpoint told; None where that is not known."""
    code_path: str = ""
    """The code below those it stands under in the codebook, with ``>`` between them."""
    start_ms: int | None = None
    """When the turn begins in the recording, in milliseconds, where that is known."""
    text_sha256: str = ""
    """SHA-256 of the transcript's text in UTF-8, by which its places can be known to be those of another copy."""


class SourcedRow(ExportRow, frozen=True):
    """A row of a consensus."""

    source: str
    """``unanimous`` or ``adjudicated``."""


def export_rows(
    codings: Iterable[Coding],
    transcripts: Mapping[str, Transcript],
    *,
    raters: Mapping[str, Rater] | None = None,
    runs: Mapping[int, RunOrigin] | None = None,
    book: Codebook | None = None,
) -> Iterator[ExportRow]:
    """One row for each assignment, and one for each coding that has none; in the order of the codings.

    Args:
        codings: The codings.
        transcripts: The transcripts by name, for turns and speakers.
        raters: Raters by name; one that is not among them is a model in a run, and else a person.
        runs: What each run was made with, by its number.
        book: The codebook that says where codes stand.
    """
    digests: dict[str, str] = {}
    paths = code_paths(book)
    for coding in codings:
        rater = (raters or {}).get(coding.rater)
        kind = RaterKind.PERSON if coding.run is None else RaterKind.MODEL
        if coding.document not in digests:
            digests[coding.document] = transcripts[coding.document].text_sha256
        common = _Common(
            document=coding.document,
            rater=coding.rater,
            rater_kind=rater.kind if rater else kind,
            run=coding.run,
            judged_start=coding.start,
            judged_end=coding.end,
            independent=coding.independent,
            text_sha256=digests[coding.document],
            **_origin((runs or {}).get(coding.run or 0)),
        )
        transcript = transcripts[coding.document]
        for assignment in coding.assignments:
            path = paths.get(name_key(assignment.code), assignment.code)
            yield common.row(assignment, coding, transcript, path)
        if not coding.assignments:
            yield common.bare_row(coding, transcript)


class _Common(Record, frozen=True):
    """What all rows of one coding share."""

    document: str
    rater: str
    rater_kind: RaterKind
    run: int | None
    judged_start: int
    judged_end: int
    independent: bool
    codebook: str
    model: str
    created_at: str
    text_sha256: str

    def row(self, assignment: Assignment, coding: Coding, transcript: Transcript, code_path: str) -> ExportRow:
        turn = _turn(assignment, coding, transcript)
        return ExportRow(
            **dict(self),
            start=assignment.start,
            end=assignment.end,
            turn=turn and turn.position,
            speaker=turn.speaker if turn else "",
            code=assignment.code,
            quotation=assignment.quotation,
            rationale=assignment.rationale,
            status=coding.status,
            grounding=assignment.grounding,
            probability=assignment.probability,
            code_path=code_path,
            start_ms=turn.start_ms if turn else None,
        )

    def bare_row(self, coding: Coding, transcript: Transcript) -> ExportRow:
        turn = _only_turn(transcript.turns, coding.start, coding.end)
        return ExportRow(
            **dict(self),
            start=coding.start,
            end=coding.end,
            turn=turn and turn.position,
            speaker=turn.speaker if turn else "",
            rationale=coding.reason,
            start_ms=turn.start_ms if turn else None,
            status=NONE_APPLIES if coding.status is CodingStatus.CODED else coding.status,
        )


def code_paths(book: Codebook | None) -> dict[str, str]:
    """Where each code stands in a codebook, by the key of its name."""
    if book is None:
        return {}
    return {
        name_key(code.name): " > ".join((*(above.name for above in reversed(book.ancestors(code.name))), code.name))
        for code in book.codes
    }


def _origin(origin: RunOrigin | None) -> dict[str, str]:
    return origin.model_dump() if origin else {"model": "", "codebook": "", "created_at": ""}


def _turn(assignment: Assignment, coding: Coding, transcript: Transcript) -> Turn | None:
    if assignment.start is None or assignment.end is None:
        return _only_turn(transcript.turns, coding.start, coding.end)
    return next(iter(_turns_touched(transcript.turns, assignment.start, assignment.end)), None)


def _only_turn(turns: tuple[Turn, ...], start: int, end: int) -> Turn | None:
    """The turn of a stretch that lies in one turn; None for a stretch of several."""
    touched = [turn for turn, _ in zip(_turns_touched(turns, start, end), range(2), strict=False)]
    return touched[0] if len(touched) == 1 else None


def _turns_touched(turns: tuple[Turn, ...], start: int, end: int) -> Iterator[Turn]:
    """The turns that share text with a span, or hold it where it is empty."""
    first = max(bisect_right(turns, start, key=attrgetter("start")) - 1, 0)
    for turn in turns[first:]:
        if turn.start >= end and turn.start != start:
            return
        if start < turn.end or turn.start == turn.end == start:
            yield turn
