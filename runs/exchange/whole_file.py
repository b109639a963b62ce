"""Files that are written whole or not at all."""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from codebook import InputError


@contextmanager
def whole_file(path: Path) -> Generator[Path]:
    """A file to write, which takes the path's place when the block ends well, and else is gone.

    What is no ordinary file, such as a pipe, is written in place. The file that is written first is made anew, so that
    no link that somebody put in its place is followed.

    Raises:
        InputError: It cannot be written; what was there before is as it was.
    """
    try:
        if path.exists() and not path.is_file():
            yield path
        else:
            yield from _beside(path.resolve())
    except OSError as error:
        raise InputError(
            f"The file {str(path)!r} could not be written.",
            why=f"The system says: {error.strerror or error}.",
            do="Check that there is space, that its folder exists and that you may write there, and run again.",
        ) from None


def _beside(target: Path) -> Generator[Path]:
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    try:
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
