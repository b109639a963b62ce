"""Power loss, by system calls: a row is on the disk before its request goes, and a reply before it is used."""

import re
from collections import Counter

import pytest
from faulty_endpoint import FaultyEndpoint
from run_process import JOURNALS, code_words, finished, kept, prepared
from small_disk import WRITES, traced

SEGMENTS = 4
CALL = re.compile(r"(\d+) +(?:(\w+)\(\d+<([^>]*)>(.*)|<\.\.\. (\w+) resumed>.*)")
"""A call with its thread, its file and the rest; or the end of one that another thread's call came between."""


def moments(log):
    """What happened, in order: writes to and syncs of a file; then ``told``, ``sent`` and ``came``."""
    begun = {}
    for thread, call, file, rest, ended in (found.groups() for found in map(CALL.match, log.splitlines()) if found):
        name = file.rpartition("/")[2] if file else begun.get(thread, "")
        if call in {"pwrite64", "ftruncate"}:
            yield "written", name
        elif call == "sendto":
            yield from [("sent", "")] if "POST /v1/chat" in rest else [("told", "")] if r'"\0", 1' in rest else []
        elif call == "recvfrom" and "HTTP/1.1 200" in rest:
            yield "came", ""
        elif (call or ended) in {"fdatasync", "fsync"}:
            if rest is not None and "unfinished" in rest:
                begun[thread] = name
            else:
                yield "synced", name


def checked(happened):
    """How often each thing happened, and how many commits were told after each reply; fails where one is missing."""
    dirty, seen, told = set(), Counter(), [0]
    for what, file in happened:
        seen[what] += 1
        if what == "written":
            dirty.add(file)
        elif what == "synced":
            dirty.discard(file)
        elif what == "told":
            assert not dirty, seen
            told[-1] += 1
        elif what == "came":
            told.append(0)
        elif what == "sent":
            # The rows of the reply before and of this request are on the disk; a coding may be on its way there.
            assert told[-1] >= min(2, seen["sent"]), seen
    return seen, told[1:]


@pytest.mark.parametrize("journal", JOURNALS)
def test_nothing_is_sent_or_used_before_what_was_written_is_on_the_disk(journal, tmp_path):
    study, log = prepared(tmp_path / "study.db", turns=SEGMENTS, documents=1), tmp_path / "log"
    with FaultyEndpoint() as endpoint:
        before = [*traced(log, (*WRITES, "sendto", "recvfrom")), "-s", "100"]
        ended = finished(code_words(study, endpoint.url, 1), before=before, first=JOURNALS[journal])
    assert ended.returncode == 0, ended.stderr
    sent = kept(study)["received"]
    of_the_study = (
        (what, file)
        for what, file in moments(log.read_text())
        if not file or (file.startswith("study.db") and not file.endswith("-shm"))
    )
    seen, told = checked(of_the_study)
    assert seen["sent"] == seen["came"] == sent >= SEGMENTS
    # The row of the first request; each reply, with the row of the next one; each coding.
    assert seen["synced"] >= 1 + sent + SEGMENTS
    assert all(count >= 2 for count in told)
