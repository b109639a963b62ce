"""A clock that is set back or forward: what was coded later counts, leases stay, and durations are of another clock."""

import json
import re
from contextlib import closing

import pytest
from faulty_endpoint import FaultyEndpoint
from run_process import code_words, copied, doubled, ending, finished, result_table, started, uninterrupted
from tampered_clock import clock_at

from runs.exchange.registry import forms
from runs.study import Study

AT_ONCE = 4
FAILS_FIRST = "In week 3 of 0 I said what it was like."
A_DAY = 86_400
"""Seconds. No test takes so long, and each jump is longer."""


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The prepared study, and what a run makes of it while nobody touches the clock."""
    return uninterrupted(tmp_path_factory.mktemp("plain"), turns=40, documents=2)


def asked(study, *words):
    """What a study answers to a query, as rows."""
    with closing(Study(study)) as opened:
        return opened.connection.execute(*words).fetchall()


def runs_say(study, *words, **how):
    """What ``intercoder runs`` prints as JSON."""
    ended = finished(["runs", *words, "--json", "--study", study], **how)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def killed_half_way(study, endpoint, clock):
    """A run under a clock, killed when some of its replies had come."""
    endpoint.hold(after=10)
    with ending(started(code_words(study, endpoint.url, AT_ONCE), env=clock)) as running:
        assert endpoint.wait_for(10 + AT_ONCE)
        running.kill()
    endpoint.release()


@pytest.mark.parametrize("jumps", [("2050-06-01", "1999-06-01"), ("1999-06-01", "2050-06-01")])
def test_a_clock_that_is_set_during_a_run_changes_nothing_that_the_run_makes(jumps, plain, tmp_path):
    study, clock = copied(plain[0], tmp_path), tmp_path / "clock"
    clock.write_text("@2026-03-29 00:59:58\n")
    with FaultyEndpoint() as endpoint:
        words = [*code_words(study, endpoint.url, AT_ONCE), "--json"]
        endpoint.hold(after=8)
        with ending(started(words, env=clock_at(told_by=clock))) as running:
            for day in jumps:
                assert endpoint.wait_for(endpoint.hold_from + AT_ONCE)
                clock.write_text(f"@{day} 12:00:00\n")
                second = finished(words, env=clock_at(told_by=clock))
                assert (second.returncode, f"process {running.pid} on" in second.stderr) == (6, True)
                endpoint.release()
                endpoint.hold(after=8)
            endpoint.release()
            out, told = running.communicate(timeout=60)
        assert running.returncode == 0, told
        assert endpoint.sent_again == 0
    assert 0 <= json.loads(out)["seconds"] < A_DAY
    assert result_table(study) == plain[1]
    assert doubled(study) == 0
    assert {moment[:4] for (moment,) in asked(study, "select sent_at from exchanges")} == {"2026", "2050", "1999"}
    ((shortest, longest),) = asked(study, "select min(seconds), max(seconds) from exchanges")
    assert 0 <= shortest <= longest < A_DAY


@pytest.mark.parametrize(("before", "after"), [("2039-01-19", "1999-02-28"), ("1999-02-28", "2039-01-19")])
def test_a_killed_run_goes_on_by_a_clock_that_is_years_off(before, after, plain, tmp_path):
    study = copied(plain[0], tmp_path)
    with FaultyEndpoint() as endpoint:
        killed_half_way(study, endpoint, clock_at(f"@{before} 03:14:08"))
        ended = finished(code_words(study, endpoint.url, AT_ONCE), env=clock_at(f"@{after} 03:14:08"))
        assert ended.returncode == 0, ended.stderr
        assert endpoint.sent_again <= AT_ONCE
    assert result_table(study) == plain[1]
    assert doubled(study) == 0
    (run,) = runs_say(study)["runs"]
    assert (run["started_at"][:16], run["finished_at"][:13]) == (f"{before}T03:14", f"{after}T03")


def test_the_coding_that_was_made_later_counts_although_its_date_is_earlier(plain, tmp_path):
    study, later, earlier = (
        copied(plain[0], tmp_path),
        clock_at("@2039-01-19 03:14:08"),
        clock_at("@1999-02-28 03:14:08"),
    )
    with FaultyEndpoint() as endpoint:
        endpoint.failing.add(FAILS_FIRST)
        words = code_words(study, endpoint.url, AT_ONCE)
        assert finished(words, env=later).returncode == 3
        endpoint.failing.clear()
        assert finished(words, env=earlier).returncode == 0
        assert finished(words, env=later).returncode == 0
        assert endpoint.requests == len(endpoint.seen) + 5
    assert result_table(study) == plain[1]
    (run,) = runs_say(study, env=earlier)["runs"]
    assert "failed" not in run["segments"]
    shown = finished(["runs", "show", "1", "--study", study], env=earlier)
    assert re.search(r"started        2039-01-19 03:14:\d\d UTC", shown.stdout)
    watched = runs_say(study, "watch", "1", "--once", env=earlier)["progress"]
    assert (watched["done"], watched["per_minute"], watched["seconds_left"]) == (40, 0, None)


@pytest.mark.parametrize("form", forms())
def test_an_export_is_written_whatever_the_clock_says(form, plain, tmp_path):
    study, file = copied(plain[0], tmp_path), tmp_path / f"codings.{form}"
    with FaultyEndpoint(latency=0) as endpoint:
        assert finished(code_words(study, endpoint.url)).returncode == 0
    for moment in ("@1970-01-02 00:00:00", "@2039-01-19 03:14:08", "@2110-01-01 00:00:00"):
        ended = finished(["export", form, file, "--study", study, "--overwrite"], env=clock_at(moment))
        assert ended.returncode == 0, ended.stderr
        assert all(line.startswith("left out: ") for line in ended.stderr.splitlines())
        assert file.stat().st_size
