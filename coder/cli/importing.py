"""What ``intercoder import`` does with each file, and how it tells of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from codebook import CodebookReading, InputError, IntercoderError, Record
from coder.cli.gathering import QUALCODER
from coder.cli.telling_layouts import layout_told, unchecked_told
from coder.cli.telling_projects import project_told
from coder.cli.visible import visible
from runs import RaterKind
from runs.coding_store import add_codebook, add_codings, codes_in_use
from runs.exchange import CodingsTable, Outcome, Placement, Placing, Problem, ProblemKind
from runs.exchange.delve_codings import CodedPrint
from runs.exchange.delve_placement import PlacedPrint, place_coded_print
from runs.exchange.format import Format
from runs.exchange.imported import PARTS, Imported, Part
from runs.exchange.profile import Profile
from runs.exchange.profile_format import profile_format
from runs.exchange.registry import format_of
from runs.exchange.storing import store_project
from runs.study import Study
from runs.study_texts import StudyTexts
from runs.transcript_store import add_transcript, transcripts, with_the_text_of
from runs.transcripts import Reading, printable

Kind: TypeAlias = Part | Literal["project"]
"""A project is a file that holds several things."""
ORDER: tuple[Kind, ...] = ("transcripts", "codebook", "project", "codings")
"""Codings can be placed only when the texts and the codes are known."""


_TOLD_OF_A_KIND = 1000
_MOST_SHOWN = 20
"""Up to so many transcripts of one file are told of one by one."""
_UNNAMED = "(say it with --rater)"


class FileReport(Record, frozen=True):
    """What became of one file."""

    file: str
    kind: Kind
    refused: bool = False
    new: int = 0
    """What was not in the study before: 1 for a transcript or a codebook, the number of codings."""
    summary: str
    details: tuple[str, ...] = ()
    """What a person should look at: what was left out, what could not be placed."""

    def lines(self) -> Iterable[str]:
        """The report for a terminal."""
        yield visible(self.summary)
        yield from (f"  {visible(each)}" for each in self.details)


class _Wish(NamedTuple):
    """What is asked for with all files."""

    part: Part | None
    rater: str | None
    consensus: bool
    preview: bool = False
    layout: Format | None = None


def import_files(
    study: Study,
    files: Iterable[Path],
    *,
    kind: str | None = None,
    rater: str | None = None,
    consensus: bool = False,
    preview: bool = False,
    layout: Profile | None = None,
) -> tuple[FileReport, ...]:
    """What became of each file: transcripts first, then codebooks, projects, and codings, whatever their order.

    Args:
        study: Where they go.
        files: The files.
        kind: What is to be taken from all of them; None to take all that each holds.
        rater: Whose codings they are, where a file does not say.
        consensus: Whether the codings were settled by several people together.
        preview: Whether the study is a copy, to see what would be understood; then a rater may still be missing.
        layout: The layout of the files, which are then tables of codings; None to find it.
    """
    given = profile_format(layout, is_asked_for=True) if layout else None
    part: Part | None = next((each for each in PARTS if each == kind), None)
    wish = _Wish(part, rater, consensus, preview, given)
    found = [(file, wish.layout or _format(file, wish.part)) for file in files]
    refused = tuple(each for _, each in found if isinstance(each, FileReport))
    known = [(file, each) for file, each in found if isinstance(each, Format)]
    taken = (_imported(study, file, each, wish) for kind in ORDER for file, each in known if _kind(each, wish) == kind)
    return (*refused, *taken)


def recognised(file: Path) -> Kind:
    """What a file is, by its content."""
    return _kind(format_of(printable(file.name), _bytes(file)), _Wish(None, None, consensus=False))


def _bytes(file: Path) -> bytes:
    """What is in a file, or in the database of a folder of QualCoder."""
    if not file.is_dir():
        return file.read_bytes()
    if not (file / QUALCODER).is_file():
        do = "Name its files, or the folder of a QualCoder project."
        raise InputError(f"{printable(file.name)!r} is a folder without {QUALCODER}.", do=do)
    return (file / QUALCODER).read_bytes()


def _kind(form: Format, wish: _Wish) -> Kind:
    return wish.part or (form.gives[0] if len(form.gives) == 1 else "project")


def _format(file: Path, part: Part | None) -> Format | FileReport:
    try:
        return format_of(printable(file.name), _bytes(file), part)
    except IntercoderError as error:
        return _refused(file, part or "project", error)


def _refused(file: Path, kind: Kind, error: IntercoderError) -> FileReport:
    return FileReport(file=printable(file.name), kind=kind, refused=True, summary=f"intercoder: {error}")


def _imported(study: Study, file: Path, form: Format, wish: _Wish) -> FileReport:
    assert form.read is not None
    try:
        found = form.read(printable(file.name), _bytes(file), wish.rater)
        if found.coded_print:
            return _delve_print(study, file, found.coded_print, consensus=wish.consensus)
        if len(form.gives) > 1 or found.only_codes:
            return _project(study, file, found, wish)
        (report,) = (
            *((_transcripts(study, file, found),) if found.transcripts else ()),
            *(_codebook(study, file, each) for each in (found.codebook,) if each),
            *(_codings(study, file, each, consensus=wish.consensus) for each in (found.codings,) if each),
        )
        return report
    except IntercoderError as error:
        return _refused(file, _kind(form, wish), error)


def _project(study: Study, file: Path, found: Imported, wish: _Wish) -> FileReport:
    kind = RaterKind.CONSENSUS if wish.consensus else RaterKind.PERSON
    stored = store_project(
        study, found, part=wish.part, kind=kind, now=_now(), unnamed=_UNNAMED if wish.preview else ""
    )
    summary, details = project_told(printable(file.name), found, stored, _problems)
    return FileReport(
        file=printable(file.name), kind=wish.part or "project", new=stored.new, summary=summary, details=details
    )


def _transcripts(study: Study, file: Path, found: Imported) -> FileReport:
    """A file is one transcript, or holds several, as a table may."""
    notes = tuple(f"note: {each}" for each in found.notes)
    if len(found.transcripts) == 1:
        report = _transcript(study, file, found.transcripts[0])
        return report.model_copy(update={"details": (*notes, *report.details)})
    parts = [_tried(study, file, each) for each in found.transcripts]
    new, refused = sum(each.new for each in parts), sum(each.refused for each in parts)
    told = f"{printable(file.name)}: {found.found}, {len(parts)} transcripts, {new} new"
    shown = parts if len(parts) <= _MOST_SHOWN else [each for each in parts if each.refused][:_MOST_SHOWN]
    details = (*(each.summary for each in shown), *(each for part in parts for each in part.details))
    return FileReport(
        file=printable(file.name),
        kind="transcripts",
        refused=bool(refused),
        new=new,
        summary=f"{told}, {refused} refused" if refused else told,
        details=(*notes, *dict.fromkeys(details)),
    )


def _tried(study: Study, file: Path, reading: Reading) -> FileReport:
    try:
        return _transcript(study, file, reading)
    except IntercoderError as error:
        return _refused(file, "transcripts", error)


def _transcript(study: Study, file: Path, reading: Reading) -> FileReport:
    new = add_transcript(study, reading.transcript, now=_now())
    warnings = (*_twins(with_the_text_of(study, reading.transcript)), *reading.warnings)
    return FileReport(
        file=printable(file.name),
        kind="transcripts",
        new=int(new),
        summary=f"{reading.transcript.document}: {reading.transcript.format}, {_turns(reading)}{_already(new)}",
        details=(*_left_out(reading), *(f"note: {warning}" for warning in warnings)),
    )


def _turns(reading: Reading) -> str:
    counts = (f"{name or 'unknown speaker'} {count}" for name, count in reading.speakers.items())
    return f"turns by {', '.join(counts)}"


def _left_out(reading: Reading) -> Iterable[str]:
    for left in reading.left_out:
        yield f"left out: {left.why}{f' (line {left.line})' if left.line else ''}, {left.count}"


def _twins(documents: Sequence[str]) -> tuple[str, ...]:
    named = ", ".join(repr(document) for document in documents[:3])
    told = f"The very same text is in the study as {named}; agreement would count the interview twice."
    return (told,) if documents else ()


def _codebook(study: Study, file: Path, reading: CodebookReading) -> FileReport:
    new = add_codebook(study, reading.codebook, now=_now())
    return FileReport(
        file=printable(file.name),
        kind="codebook",
        new=int(new),
        summary=f"{reading.codebook.name}: {len(reading.codebook.codable)} codes{_already(new)}",
        details=tuple(f"{_at(finding.line)}{finding.what} {finding.do}".rstrip() for finding in reading.findings),
    )


def _at(line: int | None) -> str:
    return f"line {line}: " if line else ""


def _codings(study: Study, file: Path, table: CodingsTable, *, consensus: bool) -> FileReport:
    known = StudyTexts(study)
    if not known:
        raise InputError("The study has no transcripts.", do="Import them before the codings.")
    placing = Placing(table, known, codes=codes_in_use(study))
    kinds = {row.rater: RaterKind.CONSENSUS for row in table.rows} if consensus else {}
    new = add_codings(study, placing.codings(), kinds, now=_now())
    placement = placing.placement()
    return FileReport(
        file=printable(file.name),
        kind="codings",
        new=new,
        summary=f"{printable(file.name)}: {placement.rows} rows, {new} new codings; {_outcomes(placement)}",
        details=(*layout_told(table), *unchecked_told(table, placement), *_problems("row", placement.problems)),
    )


def _delve_print(study: Study, file: Path, coded: CodedPrint, *, consensus: bool) -> FileReport:
    """A print is a transcript, where the study does not have it yet, and one rater's codings of it."""
    name = printable(file.name)
    placed = place_coded_print(name, coded, transcripts(study), codes=codes_in_use(study))
    if not placed.known:
        add_transcript(study, placed.transcript, now=_now())
    placement = placed.placement
    new = _add(study, placement, consensus=consensus) if placement else 0
    new_text = "" if placed.known else f", a new transcript, {_turns(placed.reading)}"
    summary = f"{name}: Delve print of {placed.transcript.document!r}{new_text}; "
    if placement is None:
        told = "nothing is coded in it, and no judgement was taken from it"
    else:
        told = f"{placement.rows} passages, {new} new codings; {_outcomes(placement)},"
        told += f" {placement.outcomes.get(Outcome.LEFT_OUT, 0)} left out"
    return FileReport(
        file=name,
        kind="codings",
        new=new + (not placed.known),
        summary=summary + told,
        details=(
            *_left_out(placed.reading),
            *_differences(placed),
            *(_problems("paragraph", placement.problems) if placement else ()),
        ),
    )


def _differences(placed: PlacedPrint) -> Iterable[str]:
    if placed.only_printed or placed.only_spoken:
        yield (
            f"note: of {placed.words} printed words {placed.only_printed} are not in the transcript at their place,"
            f" and {placed.only_spoken} of the transcript's are not printed"
        )


def _add(study: Study, placement: Placement, *, consensus: bool) -> int:
    """The number of codings that the study did not have."""
    kind = RaterKind.CONSENSUS if consensus else RaterKind.PERSON
    return add_codings(study, placement.codings, {coding.rater: kind for coding in placement.codings}, now=_now())


def _outcomes(placement: Placement) -> str:
    number = placement.outcomes.get(Outcome.UNCHECKED, 0)
    unchecked = f", {number} without words to check them by" if number else ""
    return (
        f"{placement.verified} verified, {placement.reanchored} re-anchored, {placement.ambiguous} ambiguous,"
        f" {placement.unmatched} unmatched{unchecked}"
    )


def _problems(row: str, problems: Iterable[Problem]) -> tuple[str, ...]:
    """A line for each problem; of a kind that there is very much of, a line for all that are too many."""
    told: list[str] = []
    by_kind: defaultdict[ProblemKind, list[int]] = defaultdict(list)
    for problem in problems:
        rows = by_kind[problem.kind]
        rows += problem.rows[:1]
        if len(rows) <= _TOLD_OF_A_KIND:
            more = " and more" if len(problem.rows) > 5 else ""
            which = f" ({problem.code!r})" if problem.kind is ProblemKind.UNKNOWN_CODE else ""
            told.append(f"{row} {', '.join(map(str, problem.rows[:5]))}{more}: {problem.why}{which}")
    for kind, rows in by_kind.items():
        if len(rows) > _TOLD_OF_A_KIND:
            too_many = len(rows) - _TOLD_OF_A_KIND
            told.append(f"{kind}: {too_many} more, from {row} {rows[_TOLD_OF_A_KIND]} to {row} {rows[-1]}")
    return tuple(told)


def _already(new: bool) -> str:
    return "" if new else " (already in the study)"


def _now() -> str:
    return datetime.now(UTC).isoformat()
