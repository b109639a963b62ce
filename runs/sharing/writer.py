"""One thread that writes a study file, so that an event loop never waits for a disk."""

import asyncio
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, NamedTuple, TypeVar

from runs.study import Study

T = TypeVar("T")

AT_ONCE = 256
"""How many jobs are committed together at most."""


class _Job(NamedTuple):
    work: Callable[[Study], Any]
    loop: asyncio.AbstractEventLoop
    done: "asyncio.Future[Any]"


class Writer:
    """Writes to a study in the order in which jobs come; those that come during a commit are committed together.

    When a commit failed, every later job fails in the same way: what comes after it is never kept without it.

    Args:
        study: The study; this opens its file once more.

    Raises:
        StudyError: The file cannot be used.
    """

    def __init__(self, study: Study) -> None:
        self._study = Study(study.path, thread_bound=False)
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._broken: Exception | None = None
        self._thread = Thread(target=self._work, name="study writer", daemon=True)
        self._thread.start()

    def write(self, work: Callable[[Study], T]) -> "asyncio.Future[T]":
        """What the job returns, once it is on the disk; it is handed in at once, whether or not that is awaited.

        Raises:
            StudyError: When awaited: the study could not be written. Whether a commit that failed is there after all
                is not known, so that every job must be one that may be repeated.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._jobs.put(_Job(work, loop, done))
        return done

    def close(self) -> None:
        """Write what was handed in, and give the file back."""
        self._jobs.put(None)
        self._thread.join()
        self._study.close()

    def _work(self) -> None:
        while jobs := self._waiting():
            for job, result in zip(jobs, self._settled(jobs), strict=True):
                job.loop.call_soon_threadsafe(_tell, job.done, result)

    def _settled(self, jobs: list[_Job]) -> list[Any]:
        """What each job returned or raised; all failed where the disk failed, since nothing of them is kept then."""
        if self._broken is None:
            try:
                with self._study.writing():
                    return [_result(self._study, job) for job in jobs]
            except Exception as error:
                self._broken = error
        return [_Failed(self._broken)] * len(jobs)

    def _waiting(self) -> list[_Job]:
        """The jobs to commit together; none when all is written and no more will come."""
        first = self._jobs.get()
        jobs = [first] if first else []
        while jobs and len(jobs) < AT_ONCE:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            if job is None:
                self._jobs.put(None)
                break
            jobs.append(job)
        return jobs


def _result(study: Study, job: _Job) -> Any:
    """What a job returned or raised; one that fails does not take the others with it."""
    try:
        with study.writing():
            return job.work(study)
    except Exception as error:
        if not study.connection.in_transaction:
            raise
        return _Failed(error)


class _Failed(NamedTuple):
    error: Exception


def _tell(done: "asyncio.Future[Any]", result: object) -> None:
    if done.cancelled():
        return
    if isinstance(result, _Failed):
        done.set_exception(result.error)
    else:
        done.set_result(result)
