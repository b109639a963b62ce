"""Export: what can be taken out of the study, as files."""

import re
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from evaluation.review.asking import app_of, settings_of
from evaluation.review.forms import Form, posted
from evaluation.review.opening import reading
from evaluation.review.records.blindness import asking_first, blind_to, shown
from evaluation.review.records.exporting import EXPORTS, MEDIA, NAMES, STEP, Export, Source, write_archive
from evaluation.review.rendering import page
from runs.reviews.history import end_of_history
from runs.reviews.review_export import undecided_cases
from runs.transcript_store import documents

EVERYTHING = "everything.zip"
FILES = (EVERYTHING, *(f"{each.name}.{form}{more}" for each in EXPORTS for form in each.forms for more in ("", ".zip")))
"""What can be asked for."""


def export(request: Request) -> Response:
    """The page of exports."""
    with reading(request) as study:
        undecided, cases = undecided_cases(study)
        last, digest = end_of_history(study)
        spoils = blind_to(request, study, documents(study))
        offered = [each for each in EXPORTS if each.is_there(study)]
    return page(
        request,
        "export.html",
        exports=offered,
        names=NAMES,
        undecided=undecided,
        cases=cases,
        last=last,
        digest=digest,
        spoils=bool(spoils),
    )


def download(request: Request) -> Response:
    """A file, or an archive of files with their record."""
    wanted, form, archived = _asked(request)
    with reading(request) as study:
        if any(each.shows_codes for each in wanted):
            still_blind = blind_to(request, study, documents(study))
            if still_blind:
                return asking_first(request, still_blind, "what every rater coded", back="/export")
        folder = TemporaryDirectory(prefix="intercoder-", ignore_cleanup_errors=True)
        try:
            now = settings_of(request).clock().isoformat(timespec="seconds")
            source = Source(study, app_of(request).kept, now)
            file = _written(source, wanted, form, Path(folder.name), archived=archived, now=now)
        except BaseException:
            folder.cleanup()
            raise
    headers = {
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Content-Length": str(file.stat().st_size),
    }
    return StreamingResponse(_parts(folder, file), media_type=MEDIA[file.suffix[1:]], headers=headers)


def _show(request: Request, form: Form) -> Response:
    """Record that the person is given all codes, and give them."""
    _asked(request)
    with reading(request) as study:
        still_blind = blind_to(request, study, documents(study))
    return shown(request, form, still_blind, f"export {request.url.path.rpartition('/')[2]}")


def _asked(request: Request) -> tuple[tuple[Export, ...], str, bool]:
    """The exports that the address names, their form, where it names one, and whether they come with their record."""
    file = request.url.path.rpartition("/")[2]
    if file == EVERYTHING:
        return EXPORTS, "", True
    name, form, *archived = file.split(".")
    return tuple(export for export in EXPORTS if export.name == name), form, bool(archived)


def _written(source: Source, wanted: tuple[Export, ...], form: str, folder: Path, *, archived: bool, now: str) -> Path:
    """The file that is sent."""
    stem = f"{safe_name(source.study.path.stem)}-{{}}-{now[:10]}"
    files: list[tuple[Path, int | None]] = []
    for each in (one for one in wanted if one.is_there(source.study)):
        for ending in (form,) if form else each.forms:
            file = folder / f"{stem.format(each.name)}.{ending}"
            files.append((file, each.write(source, ending, file)))
    if not files:
        raise HTTPException(404)
    if not archived:
        return files[0][0]
    archive = folder / f"{files[0][0].name if form else stem.format('everything')}.zip"
    write_archive(source.study, files, archive, now=now)
    return archive


def safe_name(name: str) -> str:
    """The name as part of a file name that every system takes: ASCII letters, figures, hyphens."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:60] or "study"


def _parts(folder: TemporaryDirectory[str], file: Path) -> Iterator[bytes]:
    """The file in parts; it and its folder are gone when the last one was sent, or nobody asks for it any more."""
    with folder, closing(file.open("rb")) as stream:
        yield from iter(partial(stream.read, STEP), b"")


ROUTES = (
    Route("/export", export),
    *(Route(f"/export/{file}", download) for file in FILES),
    *(Route(f"/export/{file}", posted(_show), methods=["POST"]) for file in FILES),
)
