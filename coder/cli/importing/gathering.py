"""Which files are meant where a folder is named."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from codebook import InputError

QUALCODER = "data.qda"
"""A folder that has it is a project of QualCoder, and one file for us."""
_NO_FILE_OF_A_PERSON = re.compile(r"\..*|~\$.*|thumbs\.db|desktop\.ini", re.IGNORECASE)
_BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps beside a database."""


class Gathered(NamedTuple):
    """The files that were named, or that are in folders that were named."""

    files: tuple[Path, ...]
    notes: tuple[str, ...]
    """Which folders in these were not looked into."""


def gather(named: Iterable[Path], study: Path) -> Gathered:
    """The files that are meant: those of a folder by name, without hidden ones, lock files and the study's own.

    Folders in folders are not looked into, but for projects of QualCoder.

    Raises:
        InputError: A folder has no such file.
    """
    files: list[Path] = []
    notes: list[str] = []
    for path in named:
        if _is_file(path):
            files.append(path)
            continue
        inside = list(_inside(path, study))
        files += _files_of(path, inside)
        notes += _beneath(path, inside)
    return Gathered(tuple(files), tuple(notes))


def _is_file(path: Path) -> bool:
    return not path.is_dir() or (path / QUALCODER).is_file()


def _inside(folder: Path, study: Path) -> Iterator[Path]:
    own = {Path(f"{study.resolve()}{ending}") for ending in _BESIDE}
    for path in sorted(folder.iterdir(), key=_by_number):
        if not _NO_FILE_OF_A_PERSON.fullmatch(path.name) and path.resolve() not in own:
            yield path


def _by_number(path: Path) -> tuple[list[tuple[int, str]], str]:
    """``P2`` before ``P10``."""
    pieces = re.findall(r"(\d+)|(\D+)", path.name.casefold())
    return [(int(number or 0), word) for number, word in pieces], path.name


def _files_of(folder: Path, inside: Iterable[Path]) -> list[Path]:
    files = [path for path in inside if _is_file(path)]
    if not files:
        do = "Name its files, or the folder that holds them."
        raise InputError(f"There is no file to import in the folder {str(folder)!r}.", do=do)
    return files


def _beneath(folder: Path, inside: Iterable[Path]) -> Iterator[str]:
    folders = [repr(path.name) for path in inside if not _is_file(path)]
    if folders:
        named = ", ".join(folders)
        yield f"{str(folder)!r}: its folders {named} were not looked into; name them too to import what they hold."
