"""What ``intercoder import`` does with each kind of file."""

from datetime import UTC, datetime
from pathlib import Path

import click

from codebook import InputError, IntercoderError, read_codebook
from runs import RaterKind
from runs.coding_store import add_codebook, add_codings, latest_codebook
from runs.exchange import place_codings, read_codings
from runs.study import Study
from runs.transcript_store import add_transcript, transcripts
from runs.transcripts import read_transcript


def import_transcripts(study: Study, files: tuple[Path, ...]) -> int:
    """How many files could not be taken; the others are in the study."""
    refused = 0
    for file in files:
        try:
            reading = read_transcript(file.name, file.read_bytes())
            new = add_transcript(study, reading.transcript, now=_now())
        except IntercoderError as error:
            click.echo(f"intercoder: {error}", err=True)
            refused += 1
            continue
        speakers = ", ".join(f"{name or 'unknown speaker'} {count}" for name, count in reading.speakers.items())
        state = "" if new else " (already in the study)"
        click.echo(f"{reading.transcript.document}: {reading.transcript.format}, turns by {speakers}{state}")
        for left in reading.left_out:
            where = f" (line {left.line})" if left.line else ""
            click.echo(f"  left out: {left.why}{where}, {left.count}")
        for warning in reading.warnings:
            click.echo(f"  note: {warning}", err=True)
    return refused


def import_codebook(study: Study, file: Path) -> None:
    """Take a codebook as the one in use."""
    reading = read_codebook(file.name, file.read_bytes())
    new = add_codebook(study, reading.codebook, now=_now())
    state = "" if new else " (already in the study)"
    click.echo(f"{reading.codebook.name}: {len(reading.codebook.codable)} codes{state}")
    for finding in reading.findings:
        click.echo(f"  line {finding.line}: {finding.what} {finding.do}", err=True)


def import_codings(study: Study, files: tuple[Path, ...], *, rater: str | None, consensus: bool) -> None:
    """Take people's codings, and tell of each row that could not be placed.

    Raises:
        InputError: The study has no transcript to place them in.
    """
    known = transcripts(study)
    if not known:
        raise InputError("The study has no transcripts.", do="Import them before the codings.")
    book = latest_codebook(study)
    codes = frozenset(code.name for code in book[1].codes) if book else None
    kind = RaterKind.CONSENSUS if consensus else RaterKind.PERSON
    for file in files:
        placement = place_codings(read_codings(file.name, file.read_bytes(), rater=rater), known, codes=codes)
        kinds = {coding.rater: kind for coding in placement.codings}
        new = add_codings(study, placement.codings, kinds, now=_now())
        click.echo(
            f"{file.name}: {placement.rows} rows, {new} new codings; {placement.verified} verified,"
            f" {placement.reanchored} re-anchored, {placement.ambiguous} ambiguous, {placement.unmatched} unmatched"
        )
        for problem in placement.problems:
            rows = ", ".join(map(str, problem.rows[:5])) + (" and more" if len(problem.rows) > 5 else "")
            click.echo(f"  row {rows}: {problem.why}", err=True)


def _now() -> str:
    return datetime.now(UTC).isoformat()
