"""What was counted of runs, kept while the server runs, so that a page that asks again counts only what is new."""

import threading
from collections import defaultdict
from datetime import datetime

from runs.ledger.detail import RunDetail, run_detail
from runs.ledger.progress import RunProgress, Tally, progress_of
from runs.study import Study

MOST = 50
"""Runs of which the figures are kept."""


class RunMemory:
    """Tallies and figures of the runs of one study; one that was put in another's place is counted anew."""

    def __init__(self) -> None:
        self._file: tuple[int, int] | None = None
        self._tallies: defaultdict[int, Tally] = defaultdict(Tally)
        self._details: dict[int, tuple[RunProgress, RunDetail]] = {}
        self._lock = threading.Lock()

    def progress(self, study: Study, run: int, now: datetime) -> RunProgress:
        """How far a run is now."""
        with self._lock:
            self._look_at(study)
            return progress_of(study, run, self._tallies[run], now)

    def detail(self, study: Study, run: int, now: datetime) -> RunDetail:
        """A run's figures over all its replies, counted anew only where something has come since.

        Raises:
            InputError: There is no such run.
        """
        state = self.progress(study, run, now).model_copy(update={"per_minute": 0.0, "seconds_left": None})
        known = self._details.get(run)
        if known is None or known[0] != state:
            known = (state, run_detail(study, run))
            with self._lock:
                self._details.pop(run, None)
                self._details[run] = known
                while len(self._details) > MOST:
                    del self._details[next(iter(self._details))]
        return known[1]

    def _look_at(self, study: Study) -> None:
        found = study.path.stat()
        file = (found.st_dev, found.st_ino)
        if file != self._file:
            self._tallies.clear()
            self._details.clear()
            self._file = file
