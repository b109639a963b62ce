"""Exports: each a file of its own, or in an archive with a record of what it is and where it comes from."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from runs.coding_store import latest_codebook
from runs.exchange.study_export import export_codings
from runs.reviews.history import end_of_history
from runs.reviews.review_export import export_reviews
from runs.study import Study

SCHEMA_VERSION = 1
STEP = 1 << 20
"""Bytes that are in memory at once."""


@dataclass(frozen=True)
class Export:
    """Something that can be downloaded.

    Attributes:
        name: What it is, as files are called.
        title: What it is, in words.
        about: What it holds, in a sentence.
        forms: The endings of its files.
        write: Writes one: the study, the form, the file; gives the number of rows.
        shows_codes: Whether it tells what raters coded, so that whoever opens it no longer decides blind.
    """

    name: str
    title: str
    about: str
    forms: tuple[str, ...]
    write: Callable[[Study, str, Path], int]
    shows_codes: bool = False


EXPORTS = (
    Export(
        "codings",
        "All codings",
        "What every rater coded: people, models and consensus, one row for each passage, with who, what and where.",
        ("csv", "xlsx", "jsonl"),
        export_codings,
        shows_codes=True,
    ),
    Export(
        "decisions",
        "Decisions",
        "Every decision about a case, also those that were undone: the choice, the codes, reasons, note, who and when.",
        ("csv", "jsonl"),
        lambda study, form, file: export_reviews(study, "decisions", form, file),
    ),
    Export(
        "flags",
        "Flags for the codebook meeting",
        "Passages at which somebody found the codebook unclear, with the codes in play and the note.",
        ("csv", "jsonl"),
        lambda study, form, file: export_reviews(study, "flags", form, file),
    ),
)
NAMES = {"csv": "CSV", "xlsx": "Excel", "jsonl": "JSON lines"}
MEDIA = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8", "zip": "application/zip"}
MEDIA["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def record_of(study: Study, files: Iterable[tuple[Path, int]], *, now: str) -> dict[str, Any]:
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


def write_archive(study: Study, files: list[tuple[Path, int]], archive: Path, *, now: str) -> None:
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
