"""How handlers open the study: for the length of one answer, in the thread that answers."""

from collections.abc import Generator
from contextlib import closing, contextmanager

from starlette.requests import Request

from evaluation.review.asking import app_of, settings_of
from evaluation.review.settings import PATIENCE, ReviewSettings
from runs.errors import StudyError
from runs.files.connections import require_writable
from runs.keeping.verifying import damage_told
from runs.sharing.reading import StudyView
from runs.study import Study


@contextmanager
def reading(request: Request) -> Generator[Study]:
    """The study, to look at.

    Raises:
        StudyError: It cannot be read, or is damaged.
    """
    path = settings_of(request).study
    with closing(StudyView(path, patience=PATIENCE)) as study, damage_told(path):
        yield study


@contextmanager
def writing(request: Request) -> Generator[Study]:
    """The study, to store something in; what ``study.writing()`` has stored when it ends is on the disk.

    Raises:
        StudyError: It may not be written, cannot be, or is damaged.
    """
    settings = settings_of(request)
    if settings.read_only:
        raise StudyError(
            "Nothing can be decided here.",
            why="The app was started with --read-only.",
            do="Start it without, and decide again.",
        )
    turn = app_of(request).turns.taken
    with closing(Study(settings.study, patience=PATIENCE, turn=turn)) as study, damage_told(settings.study):
        yield study


def may_decide(settings: ReviewSettings) -> bool:
    """Whether decisions can be stored: the app is not read-only, nor are the file and its folder."""
    if settings.read_only:
        return False
    try:
        require_writable(settings.study)
    except StudyError:
        return False
    return True
