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


@pytest.mark.parametrize("journal", JOURNALS)
def test_nothing_is_sent_or_used_before_what_was_written_is_on_the_disk(journal, tmp_path):
    study, log = prepared(tmp_path / "study.db", turns=SEGMENTS, documents=1), tmp_path / "log"
    with FaultyEndpoint() as endpoint:
        before = [*traced(log, (*WRITES, "sendto", "recvfrom")), "-s", "100"]
        ended = finished(code_words(study, endpoint.url, 1), before=before, first=JOURNALS[journal])
    assert ended.returncode == 0, ended.stderr
    sent = kept(study)["received"]
    dirty, seen, commits = set(), Counter(), []
    for what, file in moments(log.read_text()):
        if (not file.startswith("study.db") and file) or file.endswith("-shm"):
            continue
        seen[what] += 1
        if what == "written":
            dirty.add(file)
        elif what == "synced":
            dirty.discard(file)
        elif what in {"sent", "told"}:
            assert not dirty, (what, seen)
        if what == "came":
            commits.append(0)
        elif what == "told" and commits:
            commits[-1] += 1
    assert seen["sent"] == seen["came"] == sent >= SEGMENTS
    # A row for the request, one for its reply, and one for the coding, each on the disk by itself.
    assert seen["synced"] >= sent + sent + SEGMENTS
    assert all(count >= 2 for count in commits)
