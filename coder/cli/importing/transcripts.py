"""Imports the transcripts of a file, and tells how they were understood."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from codebook import IntercoderError
from coder.cli.importing.reports import FileReport, already, refusal
from runs.exchange.imported import Imported
from runs.study import Study
from runs.transcript_store import add_transcript, with_the_text_of
from runs.transcripts import Reading, printable

_MOST_SHOWN = 20
"""Up to so many transcripts of one file are told of one by one."""


def import_transcripts(study: Study, file: Path, found: Imported, now: str) -> FileReport:
    """A file is one transcript, or holds several, as a table may."""
    notes = tuple(f"note: {each}" for each in found.notes)
    if len(found.transcripts) == 1:
        report = _transcript(study, file, found.transcripts[0], now)
        return report.model_copy(update={"details": (*notes, *report.details)})
    parts = [_tried(study, file, each, now) for each in found.transcripts]
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


def _tried(study: Study, file: Path, reading: Reading, now: str) -> FileReport:
    try:
        return _transcript(study, file, reading, now)
    except IntercoderError as error:
        return refusal(file, "transcripts", error)


def _transcript(study: Study, file: Path, reading: Reading, now: str) -> FileReport:
    new = add_transcript(study, reading.transcript, now=now)
    warnings = (*_twins(with_the_text_of(study, reading.transcript)), *reading.warnings)
    return FileReport(
        file=printable(file.name),
        kind="transcripts",
        new=int(new),
        summary=f"{reading.transcript.document}: {reading.transcript.format}, {turns(reading)}{already(new)}",
        details=(*left_out(reading), *(f"note: {warning}" for warning in warnings)),
    )


def turns(reading: Reading) -> str:
    """Who spoke, and how often."""
    counts = (f"{name or 'unknown speaker'} {count}" for name, count in reading.speakers.items())
    return f"turns by {', '.join(counts)}"


def left_out(reading: Reading) -> Iterable[str]:
    """What of the file is no speech, a line for each kind."""
    for left in reading.left_out:
        yield f"left out: {left.why}{f' (line {left.line})' if left.line else ''}, {left.count}"


def _twins(documents: Sequence[str]) -> tuple[str, ...]:
    named = ", ".join(repr(document) for document in documents[:3])
    told = f"The very same text is in the study as {named}; agreement would count the interview twice."
    return (told,) if documents else ()
