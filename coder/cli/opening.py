"""How commands open the study."""

from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from runs.keeping.verifying import damage_told
from runs.sharing.reading import study_to_read
from runs.study import Study


@contextmanager
def to_write(path: Path, *, create: bool = False) -> Generator[Study]:
    """The study, for a command that stores something in it; says where the file lies as it was, if it was older.

    Raises:
        StudyError: It cannot be used, or may not be written.
    """
    with closing(Study(path, create=create)) as study:
        _tell_of_the_older(study)
        with damage_told(path):
            yield study


@contextmanager
def to_read(path: Path) -> Generator[Study]:
    """The study, for a command that only looks at it; it need not be writable.

    Raises:
        StudyError: It cannot be read.
    """
    with closing(study_to_read(path)) as study:
        _tell_of_the_older(study)
        with damage_told(path):
            yield study


def _tell_of_the_older(study: Study) -> None:
    if study.older_copy:
        click.echo(
            f"The study was brought up to date. As it was before, it lies in {study.older_copy}: a checked copy, yours"
            " to delete.",
            err=True,
        )
