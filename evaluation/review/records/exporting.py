"""Exports: each a file of its own, or in an archive with a record of what it is and where it comes from."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from codebook import InputError
from evaluation.reports.html import html_report
from evaluation.reports.markdown import markdown_report
from evaluation.reports.records import AgreementReport
from evaluation.review.cases.consensus import LATEST
from evaluation.review.figures.asked_figures import AskedFigures, figures
from evaluation.review.kept import Kept
from evaluation.review.records.exporting_consensus import export_consensus
from runs.coding_store import latest_codebook, raters_who_coded
from runs.exchange.format import Format, WriteOptions
from runs.exchange.registry import all_formats, form_named, is_ready, row_forms
from runs.exchange.study_export import IS_NOT_WRITTEN
from runs.reviews.cases import reviews
from runs.reviews.history import end_of_history
from runs.reviews.review_export import export_reviews
from runs.study import Study

SCHEMA_VERSION = 1
STEP = 1 << 20
"""Bytes that are in memory at once."""


class Source(NamedTuple):
    """Where exports come from."""

    study: Study
    kept: Kept
    """Figures that were computed before."""
    now: str
    """The time, ISO 8601 in UTC."""


@dataclass(frozen=True)
class Export:
    """Something that can be downloaded.

    Attributes:
        name: What it is, as files are called.
        title: What it is, in words.
        about: What it holds, in a sentence.
        left_out: What the study holds and it does not; empty where that need not be said.
        forms: The endings of its files.
        write: Writes one: where it comes from, the form, the file; gives the number of rows, None where it has none.
        is_there: Whether the study has what it takes.
        shows_codes: Whether it tells what raters coded, so that whoever opens it no longer decides blind.
    """

    name: str
    title: str
    about: str
    forms: tuple[str, ...]
    write: Callable[[Source, str, Path], int | None]
    is_there: Callable[[Study], bool] = lambda study: True
    shows_codes: bool = False
    left_out: str = ""


def _as_format(source: Source, form: str, file: Path) -> int:
    """Write the study in a format of the registry."""
    chosen = form_named(form)
    assert chosen.write is not None
    return chosen.write(source.study, file, WriteOptions(), source.now).rows


def _as_its_format(form: Format) -> Callable[[Source, str, Path], int]:
    return lambda source, _, file: _as_format(source, form.form, file)


def _other_formats() -> Iterator[Export]:
    """An export for each format that holds more, or something else, than rows of codings."""
    for each in all_formats():
        if each.write is not None and each.write_rows is None and is_ready(each):
            yield Export(
                each.form,
                f"{each.name[0].upper()}{each.name[1:]}",
                each.is_written,
                (each.endings.split()[0].removeprefix("."),),
                _as_its_format(each),
                is_there=each.is_there,
                shows_codes=each.counts != "codes",
                left_out=each.is_not_written,
            )


def _consensus(source: Source, form: str, file: Path) -> int:
    """Write the consensus of the review that was begun last."""
    write = form_named(form).write_rows
    assert write is not None
    return export_consensus(source.study, write, file, LATEST)[0]


def _agreement(source: Source, form: str, file: Path) -> None:
    """Write the report of agreement on turns, as the page of figures shows it.

    Raises:
        AgreementError: There is no unit to judge.
    """
    made, _ = figures(source.kept, source.study, AskedFigures(), patience=LONG)
    if made is None:
        raise InputError("The figures are not there yet.", why="They take long in this study.", do="Try again later.")
    file.write_text(REPORTS[form](made.value), encoding="utf-8")


LONG = 600
"""Seconds to wait for figures."""
REPORTS: dict[str, Callable[[AgreementReport], str]] = {
    "html": html_report,
    "md": markdown_report,
    "json": lambda report: report.model_dump_json(indent=2),
}
EXPORTS = (
    Export(
        "consensus",
        "Consensus of the review",
        "What both raters gave unanimously and what was decided, each row with its source; what is open is left out.",
        tuple(each.form for each in row_forms()),
        _consensus,
        is_there=lambda study: bool(reviews(study)),
    ),
    Export(
        "codings",
        "All codings",
        "What every rater coded: people, models and consensus, one row for each passage, with who, what and where.",
        tuple(each.form for each in row_forms()),
        _as_format,
        shows_codes=True,
        left_out=IS_NOT_WRITTEN,
    ),
    *_other_formats(),
    Export(
        "decisions",
        "Decisions",
        "Every decision about a case, also those that were undone: the choice, the codes, reasons, note, who and when.",
        ("csv", "jsonl"),
        lambda source, form, file: export_reviews(source.study, "decisions", form, file),
    ),
    Export(
        "flags",
        "Flags for the codebook meeting",
        "Passages at which somebody found the codebook unclear, with the codes in play and the note.",
        ("csv", "jsonl"),
        lambda source, form, file: export_reviews(source.study, "flags", form, file),
    ),
    Export(
        "agreement",
        "Report of agreement",
        "How far all raters agree on turns, as on the page of agreement, with methods text and references.",
        ("html", "md", "json"),
        _agreement,
        is_there=lambda study: len(raters_who_coded(study)) > 1,
    ),
)
_WRITTEN = [each for each in all_formats() if each.write and is_ready(each)]
_ENDINGS = {each.endings.split()[0].removeprefix("."): each for each in _WRITTEN}
NAMES = {
    "html": "Web page",
    "md": "Markdown",
    "json": "JSON",
    **{ending: each.word for ending, each in _ENDINGS.items() if each.word},
}
"""What files are called, by their ending."""
MEDIA = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "zip": "application/zip",
    **{ending: each.media for ending, each in _ENDINGS.items()},
}
"""What browsers are told that files are, by their ending."""


def record_of(study: Study, files: Iterable[tuple[Path, int | None]], *, now: str) -> dict[str, Any]:
    """What exported files are, and of what state of which study.

    Args:
        study: The study.
        files: Each file with its number of rows.
        now: The time, ISO 8601 in UTC.
    """
    last, digest = end_of_history(study)
    book = latest_codebook(study)
    return {
        "schema_version": SCHEMA_VERSION,
        "made_with": f"Intercoder {version('intercoder')}",
        "study": study.path.name,
        "exported_at": now,
        "codebook": {"name": book[1].name, "fingerprint": book[1].fingerprint} if book else None,
        "history": {"last_event": last, "sha256": digest} if last else None,
        "files": [
            {"name": file.name, "rows": rows, "bytes": file.stat().st_size, "sha256": sha256_of(file)}
            for file, rows in files
        ],
    }


def write_archive(study: Study, files: list[tuple[Path, int | None]], archive: Path, *, now: str) -> None:
    """Put files into an archive, with their record as ``about.json``.

    Args:
        study: The study they come from.
        files: Each file with its number of rows.
        archive: The archive.
        now: The time, ISO 8601 in UTC.
    """
    record = json.dumps(record_of(study, files, now=now), ensure_ascii=False, indent=2)
    with ZipFile(archive, "w", ZIP_DEFLATED) as held:
        for file, _ in files:
            with file.open("rb") as source, held.open(_entry(file.name), "w", force_zip64=True) as target:
                for part in iter(partial(source.read, STEP), b""):
                    target.write(part)
        held.writestr(_entry("about.json"), record.encode("utf-8", "backslashreplace"))


def sha256_of(file: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _entry(name: str) -> ZipInfo:
    """An entry without a date: an archive knows none before 1980, and a clock may be wrong."""
    made = ZipInfo(name)
    made.compress_type = ZIP_DEFLATED
    return made
