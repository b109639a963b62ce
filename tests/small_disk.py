"""A disk that fills, and a disk that fails: real ones, made by the kernel."""

import os
import resource
import shutil
import signal
import subprocess
from contextlib import contextmanager, suppress

import pytest

WRITES = ("pwrite64", "fdatasync", "fsync", "ftruncate")
"""The system calls by which SQLite changes a file that is there."""


@contextmanager
def small_disk(folder, size):
    """A file system of so many bytes in a folder; what it gives makes it larger."""
    folder.mkdir(parents=True, exist_ok=True)
    _mount(folder, f"size={size}")
    try:
        yield lambda larger: _mount(folder, f"remount,size={larger}")
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _mount(folder, options):
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("NOT TESTED: a full disk. Mounting a small one needs root.")
    asked = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"NOT TESTED: a full disk. No small one could be mounted here: {done.stderr.strip()}")


def filled(folder):
    """Take all the space that is left on the disk of a folder."""
    with (folder / "ballast").open("ab", buffering=0) as out:
        for size in (1 << 16, 1 << 12):
            with suppress(OSError):
                while True:
                    out.write(bytes(size))


def no_file_larger_than(size):
    """To be done in a new process: each of its files ends at so many bytes."""

    def limit():
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def traced(log, calls=WRITES, fault=None):
    """What goes before a command so that its system calls are in a log, and one of them fails.

    Args:
        log: The log.
        calls: The calls.
        fault: What becomes of a call, as strace says it: ``error=EIO`` or ``signal=KILL``; and the how many-eth of
            a thread it is.
    """
    named = ",".join(calls)
    injected = ["-e", f"inject={named}:{fault[0]}:when={fault[1]}"] if fault else []
    before = ["strace", "-f", "-qq", "-y", "-o", str(log), "-e", f"trace={named}"]
    if not shutil.which("strace"):
        pytest.skip("NOT TESTED: errors of the disk. They need strace.")
    tried = subprocess.run([*before, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"NOT TESTED: errors of the disk. strace may not trace here: {tried.stderr.strip()}")
    # Fast filtering sends no signals.
    fast = [] if fault and fault[0].startswith("signal") else ["--seccomp-bpf"]
    return [*before, *fast, *injected]
