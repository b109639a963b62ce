"""A clock that is wrong, or that somebody sets while a command runs; seconds that were counted go on as they are."""

import subprocess
from pathlib import Path

import pytest
from run_process import environment

LIBRARY = next(iter(sorted(Path("/usr/lib").glob("**/faketime/libfaketime.so.1"))), None)


def clock_at(moment=None, *, told_by=None):
    """The environment of a process whose clock begins at a moment such as ``@2039-01-19 03:14:08``.

    Args:
        moment: The moment.
        told_by: A file that tells the moment instead, read each time.
    """
    if LIBRARY is None:
        pytest.skip("NOT TESTED: clocks that jump. They need libfaketime (Debian: faketime).")
    told = {"FAKETIME_TIMESTAMP_FILE": str(told_by)} if told_by else {"FAKETIME": moment}
    faked = environment(LD_PRELOAD=str(LIBRARY), DONT_FAKE_MONOTONIC="1", FAKETIME_NO_CACHE="1", TZ="UTC", **told)
    seen = subprocess.run(["date", "+%Y"], env=faked, capture_output=True, text=True, check=False)
    if told_by is None and seen.stdout.strip() != moment[1:5]:
        pytest.skip("NOT TESTED: clocks that jump. libfaketime does not work here.")
    return faked
