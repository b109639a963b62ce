"""What ``intercoder import`` does with each file, and how it tells of it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from codebook import CodebookReading, InputError, IntercoderError
from coder.cli.importing.codings import import_codings, import_delve_print
from coder.cli.importing.gathering import QUALCODER
from coder.cli.importing.reports import FileReport, Kind, already, refusal
from coder.cli.importing.telling_projects import named, project_told
from coder.cli.importing.transcripts import import_transcripts
from runs import RaterKind
from runs.coding_store import add_codebook
from runs.exchange.format import Format
from runs.exchange.imported import PARTS, Imported, Part
from runs.exchange.registry import format_of
from runs.exchange.storing import store_project
from runs.exchange.tables.profile import Profile
from runs.exchange.tables.profile_format import profile_format
from runs.study import Study
from runs.transcripts import printable

ORDER: tuple[Kind, ...] = ("transcripts", "codebook", "project", "codings")
"""Codings can be placed only when the texts and the codes are known."""


_UNNAMED = "(say it with --rater)"
_MOST_NAMED = 20
"""So many codes of a codebook are named."""


class _Wish(NamedTuple):
    """What is asked for with all files."""

    part: Part | None
    rater: str | None
    consensus: bool
    now: str
    preview: bool = False
    layout: Format | None = None

    @property
    def unnamed(self) -> str:
        """What a rater is called of whom nothing says the name; empty where one has to be said."""
        return _UNNAMED if self.preview else ""


def import_files(
    study: Study,
    files: Iterable[Path],
    *,
    kind: str | None = None,
    rater: str | None = None,
    consensus: bool = False,
    preview: bool = False,
    layout: Profile | Format | None = None,
) -> tuple[FileReport, ...]:
    """What became of each file: transcripts first, then codebooks, projects, and codings, whatever their order.

    Args:
        study: Where they go.
        files: The files.
        kind: What is to be taken from all of them; None to take all that each holds.
        rater: Whose codings they are, where a file does not say.
        consensus: Whether the codings were settled by several people together.
        preview: Whether the study is a copy, to see what would be understood; then a rater may still be missing.
        layout: The layout of the files, which are then tables of codings, or their format; None to find it.
    """
    given = profile_format(layout, is_asked_for=True) if isinstance(layout, Profile) else layout
    part: Part | None = next((each for each in PARTS if each == kind), None)
    wish = _Wish(part, rater, consensus, _now(), preview, given)
    found = [(file, wish.layout or _format(file, wish.part)) for file in files]
    refused = tuple(each for _, each in found if isinstance(each, FileReport))
    known = [(file, each) for file, each in found if isinstance(each, Format)]
    taken = (_imported(study, file, each, wish) for kind in ORDER for file, each in known if _kind(each, part) == kind)
    return (*refused, *taken)


def recognised(file: Path) -> Kind:
    """What a file is, by its content."""
    return _kind(format_of(printable(file.name), _bytes(file)), None)


def _bytes(file: Path) -> bytes:
    """What is in a file, or in the database of a folder of QualCoder."""
    if not file.is_dir():
        return file.read_bytes()
    if not (file / QUALCODER).is_file():
        do = "Name its files, or the folder of a QualCoder project."
        raise InputError(f"{printable(file.name)!r} is a folder without {QUALCODER}.", do=do)
    return (file / QUALCODER).read_bytes()


def _kind(form: Format, part: Part | None) -> Kind:
    return part or (form.gives[0] if len(form.gives) == 1 else "project")


def _format(file: Path, part: Part | None) -> Format | FileReport:
    try:
        return format_of(printable(file.name), _bytes(file), part)
    except IntercoderError as error:
        return refusal(file, part or "project", error)


def _imported(study: Study, file: Path, form: Format, wish: _Wish) -> FileReport:
    assert form.read is not None
    try:
        found = form.read(printable(file.name), _bytes(file), wish.rater)
        if found.coded_print:
            return import_delve_print(
                study, file, found.coded_print, consensus=wish.consensus, now=wish.now, unnamed=wish.unnamed
            )
        if len(form.gives) > 1 or found.only_codes:
            return _project(study, file, found, wish)
        return _one_thing(study, file, found, wish)
    except IntercoderError as error:
        return refusal(file, _kind(form, wish.part), error)


def _one_thing(study: Study, file: Path, found: Imported, wish: _Wish) -> FileReport:
    if found.transcripts:
        return import_transcripts(study, file, found, wish.now)
    if found.codebook:
        return _codebook(study, file, found.codebook, wish.now)
    assert found.codings is not None
    return import_codings(study, file, found.codings, consensus=wish.consensus, now=wish.now)


def _project(study: Study, file: Path, found: Imported, wish: _Wish) -> FileReport:
    kind = RaterKind.CONSENSUS if wish.consensus else RaterKind.PERSON
    stored = store_project(study, found, part=wish.part, kind=kind, now=wish.now, unnamed=wish.unnamed)
    summary, details = project_told(printable(file.name), found, stored)
    return FileReport(
        file=printable(file.name), kind=wish.part or "project", new=stored.new, summary=summary, details=details
    )


def _codebook(study: Study, file: Path, reading: CodebookReading, now: str) -> FileReport:
    new = add_codebook(study, reading.codebook, now=now)
    return FileReport(
        file=printable(file.name),
        kind="codebook",
        new=int(new),
        summary=f"{reading.codebook.name}: {len(reading.codebook.codable)} codes{already(new)}",
        details=(
            f"codes: {named([code.name for code in reading.codebook.codable], _MOST_NAMED)}",
            *(f"{_at(finding.line)}{finding.what} {finding.do}".rstrip() for finding in reading.findings),
        ),
    )


def _at(line: int | None) -> str:
    return f"line {line}: " if line else ""


def _now() -> str:
    return datetime.now(UTC).isoformat()
