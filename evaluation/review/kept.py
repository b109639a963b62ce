"""What takes long to compute from a study: made in the background, one thing at a time, and kept in memory."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runs.changes import State, state_of_judgements
from runs.keeping.verifying import damage_told
from runs.sharing.reading import StudyView
from runs.study import Study

MOST = 12
"""Results that are kept; what was asked for longest ago goes first."""


@dataclass(frozen=True)
class Made:
    """A result, and the state of the study that it was made from."""

    value: Any
    state: State


class Kept:
    """Results by what they are of.

    Args:
        study: The study file.
    """

    def __init__(self, study: Path) -> None:
        self._study = study
        self._made: OrderedDict[Hashable, Made] = OrderedDict()
        self._failed: dict[Hashable, tuple[Exception, State]] = {}
        self._under_way: dict[Hashable, Future[Made]] = {}
        self._lock, self._turn = threading.Lock(), threading.Lock()

    def get(self, key: Hashable, make: Callable[[Study], Any], state: State, *, patience: float) -> Made | None:
        """The result; one of an earlier state, or None, where it takes longer than one would wait.

        It then goes on being made, and a later call gets it.

        Args:
            key: What the result is of, with everything that ``make`` depends on beside the study.
            make: Makes the result; called in a thread of its own.
            state: The study's state now.
            patience: Seconds to wait.

        Raises:
            Exception: What ``make`` raised; the next call makes it anew.
        """
        with self._lock:
            known = self._made.get(key)
            if known and known.state == state:
                self._made.move_to_end(key)
                return known
            failure = self._failed.pop(key, None)
            if failure and failure[1] == state:
                raise failure[0]
            future = self._under_way.get(key) or self._begin(key, make)
        try:
            return future.result(timeout=patience)
        except TimeoutError:
            return known
        except Exception:
            with self._lock:
                self._failed.pop(key, None)
            raise

    def known(self, key: Hashable, state: State) -> Made | None:
        """The result where it is in memory and of this state; nothing is begun."""
        with self._lock:
            made = self._made.get(key)
        return made if made and made.state == state else None

    def _begin(self, key: Hashable, make: Callable[[Study], Any]) -> "Future[Made]":
        future = self._under_way[key] = Future()
        threading.Thread(target=self._work, args=(key, make, future), daemon=True).start()
        return future

    def _work(self, key: Hashable, make: Callable[[Study], Any], future: "Future[Made]") -> None:
        state: State = ()
        try:
            with self._turn, closing(StudyView(self._study)) as study, damage_told(self._study):
                state = state_of_judgements(study)
                made = Made(make(study), state)
        except Exception as error:
            with self._lock:
                self._failed[key] = (error, state)
                del self._under_way[key]
            future.set_exception(error)
            return
        with self._lock:
            self._made[key] = made
            self._made.move_to_end(key)
            while len(self._made) > MOST:
                self._made.popitem(last=False)
            del self._under_way[key]
        future.set_result(made)
