"""A study file opened only to look, while another process may be writing to it."""

from pathlib import Path

from runs.errors import StudyError, told_as_study_error
from runs.files.connections import PATIENCE, read_only, require_file, require_writable
from runs.files.migrating import is_up_to_date, require_known
from runs.study import Study


class OlderStudyError(StudyError):
    """The study file must be brought up to date before it can be looked at."""


class StudyView(Study):
    """A study that cannot be written through, and is left as it is: also its schema.

    Args:
        path: The file.
        patience: Seconds to wait for a lock that another holds.

    Raises:
        OlderStudyError: It was written by an older version.
        StudyError: There is no such file, or it cannot be read.
    """

    def __init__(self, path: Path, *, patience: float = PATIENCE) -> None:
        self.path = path
        require_file(path)
        self.connection = read_only(path, timeout=patience)
        try:
            with told_as_study_error(path, "read"):
                (self.journal,) = self.connection.execute("pragma journal_mode").fetchone()
                require_known(self.connection, path)
                self._require_up_to_date()
        except BaseException:
            self.connection.close()
            raise

    def _require_up_to_date(self) -> None:
        if not is_up_to_date(self.connection):
            raise OlderStudyError(
                f"The study file {str(self.path)!r} was written by an older Intercoder.",
                why="It must be brought up to date before it can be read.",
                do="Allow writing to it and its folder, and run this again: a copy of the older file is kept.",
            )


def study_to_read(path: Path) -> Study:
    """The study, opened so that it is not written; one of an older version is brought up to date first.

    Raises:
        StudyError: It cannot be read, or is of an older version and may not be written.
    """
    try:
        return StudyView(path)
    except OlderStudyError as error:
        try:
            require_writable(path)
        except StudyError:
            raise error from None
        return Study(path)


def lease_is_held(study: Study) -> bool:
    """Whether a process has the right to run on the study at this moment."""
    beside = study.path.with_name(f".{study.path.name}.lease")
    if not beside.exists():
        return False
    try:
        read_only(beside, timeout=0).close()
    except StudyError:
        return True
    return False
