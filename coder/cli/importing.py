"""What ``intercoder import`` does with each kind of file."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from codebook import InputError, IntercoderError, Record, read_codebook
from coder.cli.visible import visible
from runs import RaterKind, Transcript
from runs.coding_store import add_codebook, add_codings, latest_codebook
from runs.exchange import Outcome, Placement, are_codings, place_codings, read_codings
from runs.exchange.delve_placement import PlacedPrint, place_delve_print
from runs.study import Study
from runs.transcript_store import add_transcript, transcripts, with_the_text_of
from runs.transcripts import Reading, printable, read_transcript
from runs.transcripts.delve_print import is_delve_print

Kind = Literal["transcripts", "codebook", "codings"]
ORDER: tuple[Kind, ...] = ("transcripts", "codebook", "codings")
"""Codings can be placed only when the texts and the codes are known."""


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


def import_files(
    study: Study, files: Iterable[Path], *, kind: str | None = None, rater: str | None = None, consensus: bool = False
) -> tuple[FileReport, ...]:
    """What became of each file: transcripts first, then codebooks, then codings, whatever their order.

    Args:
        study: Where they go.
        files: The files.
        kind: What all of them are; None to tell by the content of each.
        rater: Whose codings they are, where a file does not say.
        consensus: Whether the codings were settled by several people together.
    """
    kinds: list[tuple[Path, Kind]] = [(file, _kind(kind) or recognised(file)) for file in files]
    return tuple(
        _imported(study, file, what, rater, consensus) for each in ORDER for file, what in kinds if what == each
    )


def _kind(name: str | None) -> Kind | None:
    return next((each for each in ORDER if each == name), None)


def recognised(file: Path) -> Kind:
    """What a file is, by its content where its name leaves it open."""
    if _is_pdf(file) and is_delve_print(file.read_bytes()):
        return "codings"
    if file.suffix.lower() in {".yaml", ".yml"}:
        return "codebook"
    if file.suffix.lower() not in {".csv", ".tsv", ".xlsx", ".xls", ".ods"}:
        return "transcripts"
    return "codings" if are_codings(file.name, file.read_bytes()) else "codebook"


def _is_pdf(file: Path) -> bool:
    with file.open("rb") as stream:
        return b"%PDF" in stream.read(1024)


def _imported(study: Study, file: Path, kind: Kind, rater: str | None, consensus: bool) -> FileReport:
    try:
        match kind:
            case "transcripts":
                return _transcript(study, file)
            case "codebook":
                return _codebook(study, file)
            case "codings":
                return _codings(study, file, rater, consensus)
    except IntercoderError as error:
        return FileReport(file=printable(file.name), kind=kind, refused=True, summary=f"intercoder: {error}")


def _transcript(study: Study, file: Path) -> FileReport:
    reading = read_transcript(file.name, file.read_bytes())
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


def _codebook(study: Study, file: Path) -> FileReport:
    reading = read_codebook(printable(file.name), file.read_bytes())
    new = add_codebook(study, reading.codebook, now=_now())
    return FileReport(
        file=printable(file.name),
        kind="codebook",
        new=int(new),
        summary=f"{reading.codebook.name}: {len(reading.codebook.codable)} codes{_already(new)}",
        details=tuple(f"line {finding.line}: {finding.what} {finding.do}" for finding in reading.findings),
    )


def _codings(study: Study, file: Path, rater: str | None, consensus: bool) -> FileReport:
    data = file.read_bytes()
    known = transcripts(study)
    if is_delve_print(data):
        return _delve_print(study, file, data, known, rater, consensus)
    if not known:
        raise InputError("The study has no transcripts.", do="Import them before the codings.")
    placement = place_codings(read_codings(printable(file.name), data, rater=rater), known, codes=_codes(study))
    new = _add(study, placement, consensus)
    return FileReport(
        file=printable(file.name),
        kind="codings",
        new=new,
        summary=f"{printable(file.name)}: {placement.rows} rows, {new} new codings; {_outcomes(placement)}",
        details=_problems(placement, "row"),
    )


def _delve_print(
    study: Study, file: Path, data: bytes, known: Mapping[str, Transcript], rater: str | None, consensus: bool
) -> FileReport:
    """A print is a transcript, where the study does not have it yet, and one rater's codings of it."""
    name = printable(file.name)
    placed = place_delve_print(name, data, known, rater=rater, codes=_codes(study))
    if not placed.known:
        add_transcript(study, placed.transcript, now=_now())
    placement = placed.placement
    new = _add(study, placement, consensus) if placement else 0
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
            *(_problems(placement, "paragraph") if placement else ()),
        ),
    )


def _differences(placed: PlacedPrint) -> Iterable[str]:
    if placed.only_printed or placed.only_spoken:
        yield (
            f"note: of {placed.words} printed words {placed.only_printed} are not in the transcript at their place,"
            f" and {placed.only_spoken} of the transcript's are not printed"
        )


def _codes(study: Study) -> frozenset[str] | None:
    book = latest_codebook(study)
    return frozenset(code.name for code in book[1].codes) if book else None


def _add(study: Study, placement: Placement, consensus: bool) -> int:
    """The number of codings that the study did not have."""
    kind = RaterKind.CONSENSUS if consensus else RaterKind.PERSON
    return add_codings(study, placement.codings, {coding.rater: kind for coding in placement.codings}, now=_now())


def _outcomes(placement: Placement) -> str:
    return (
        f"{placement.verified} verified, {placement.reanchored} re-anchored, {placement.ambiguous} ambiguous,"
        f" {placement.unmatched} unmatched"
    )


def _problems(placement: Placement, place: str) -> tuple[str, ...]:
    return tuple(
        f"{place} {', '.join(map(str, problem.rows[:5]))}{' and more' if len(problem.rows) > 5 else ''}: {problem.why}"
        for problem in placement.problems
    )


def _already(new: bool) -> str:
    return "" if new else " (already in the study)"


def _now() -> str:
    return datetime.now(UTC).isoformat()
