import json
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from scripted import study_with_a_run

from coder.cli import main
from runs import Assignment, Coding, CodingStatus, Grounding, RaterKind, Transcript, Turn
from runs.coding_store import add_codings
from runs.errors import StudyError
from runs.ledger.entries import begin_exchange, finish_run, note_error, note_received
from runs.ledger.progress import STEP, Tally, progress_of, run_at_work
from runs.sharing.lease import lease
from runs.sharing.reading import StudyView, lease_is_held
from runs.study import Study
from runs.transcript_store import add_transcript

COMMAND = [sys.executable, "-c", "from coder.cli import main; main()"]
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOLDING = """
import sys
from pathlib import Path
from runs.sharing.lease import lease
from runs.study import Study
with lease(Study(Path(sys.argv[1])), "coding with [m]", now="{now}"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def study_of(path, turns=40, segments=None):
    study = study_with_a_run(path)
    marks = tuple(Turn(position=i + 1, speaker="P", start=i * 3, end=i * 3 + 2) for i in range(turns))
    add_transcript(study, Transcript(document="t", text="ab\n" * turns, turns=marks, format="x"), now="")
    study.connection.execute("update runs set started_at = ?", [(NOW - timedelta(hours=1)).isoformat()])
    if segments:
        study.connection.execute("update runs set made_with = ?", [json.dumps({"segments": segments})])
    return study


def code(study, turns, status=CodingStatus.CODED, codes=(), now=NOW):
    given = tuple(Assignment(code=c, quotation="", start=0, end=1, grounding=Grounding.UNIT) for c in codes)
    made = [
        Coding(document="t", rater="m", start=i * 3, end=i * 3 + 2, run=1, status=status, assignments=given)
        for i in turns
    ]
    add_codings(study, made, {"m": RaterKind.MODEL}, now=now.isoformat())


def send(study, key, *, cost=None, now=NOW):
    return begin_exchange(study, 1, key, "{}", {}, usable=bool, now=now.isoformat(), cost=cost)


@contextmanager
def somebody_at_work(path, now=NOW - timedelta(minutes=5)):
    """Another process that holds the lease until the block ends."""
    words = [sys.executable, "-c", HOLDING.format(now=now.isoformat()), str(path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        try:
            yield holder
        finally:
            holder.kill()


@contextmanager
def watching(path, *words):
    """The command as a terminal starts it, without a terminal."""
    listening = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)  # noqa: E731
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [*COMMAND, "runs", "watch", *words, "--study", str(path)]
    with subprocess.Popen(command, preexec_fn=listening, **pipes) as running:
        try:
            yield running
        finally:
            running.kill()


def test_a_state_tells_segments_requests_rate_spend_failures_and_the_time_left(tmp_path):
    path = tmp_path / "s.db"
    with closing(study_of(path, segments=40)) as study, somebody_at_work(path), closing(StudyView(path)) as view:
        send(study, "lost", now=NOW - timedelta(minutes=30), cost=0.5)
        note_received(study, send(study, "a", cost=1), "{}", http_status=200, seconds=1, cost=0.25)
        note_error(study, send(study, "b", cost=0.125), "HTTP 503", http_status=503, seconds=1)
        send(study, "flying", cost=0.25)
        note_received(study, send(study, "later"), "{}", http_status=200, seconds=1)
        code(study, range(5), now=NOW - timedelta(seconds=40))
        code(study, range(5, 9), codes=["strain"], now=NOW - timedelta(seconds=10))
        code(study, range(9, 10), CodingStatus.FAILED, now=NOW - timedelta(seconds=10))
        state = progress_of(view, 1, Tally(), NOW)
    assert state.segments == {"coded": 4, "failed": 1, "none applies": 5}
    assert (state.total, state.done, state.in_flight, state.lost, state.answered) == (40, 10, 1, 1, 2)
    assert state.failures == {"HTTP 503": 1}
    assert state.cost == pytest.approx(1.125)
    assert state.per_minute == pytest.approx(10)
    assert state.seconds_left == pytest.approx(180)
    assert "coding with [m]" in state.holder


def test_a_tally_that_goes_on_says_the_same_as_one_that_begins_anew(tmp_path):
    path = tmp_path / "s.db"
    with closing(study_of(path)) as study, somebody_at_work(path), closing(StudyView(path)) as view:
        tally = Tally()
        numbers = [send(study, str(i), cost=1) for i in range(4)]
        for step, number in enumerate((numbers[2], numbers[0], numbers[3], numbers[1])):
            note_received(study, number, "{}", http_status=200, seconds=1, cost=0.5)
            code(study, [step], CodingStatus.FAILED)
            code(study, [step - 1] if step else [], codes=["strain"])
            assert progress_of(view, 1, tally, NOW) == progress_of(view, 1, Tally(), NOW)
    assert tally.segments == {"failed": 1, "coded": 3}
    assert (tally.answered, tally.cost, tally.exchange) == (4, 2.0, 4)


def test_more_rows_than_one_step_reads_are_all_counted(tmp_path):
    path = tmp_path / "s.db"
    with closing(study_of(path)) as study:
        study.connection.execute("begin")
        for number in range(STEP + 7):
            study.connection.execute(
                "insert into exchanges (run_id, request_key, request, state, sent_at, cost)"
                " values (1, ?, '{}', 'received', '2026', 1)",
                [str(number)],
            )
            study.connection.execute(
                "insert into codings (rater_id, run_id, transcript_id, start, end, status, independent, fingerprint,"
                " created_at) values (1, 1, 1, ?, ?, 'coded', 1, '', '2026')",
                [number, number + 1],
            )
        study.connection.execute("commit")
        state = progress_of(study, 1, Tally(), NOW)
    assert (state.done, state.answered, state.cost) == (STEP + 7, STEP + 7, STEP + 7)


def test_without_a_process_at_work_nothing_is_in_flight(tmp_path):
    with closing(study_of(tmp_path / "s.db")) as study:
        send(study, "a")
        state = progress_of(study, 1, Tally(), NOW)
    assert (state.in_flight, state.lost, state.holder, state.seconds_left, state.cost) == (0, 1, None, None, None)


def test_the_view_writes_nothing_and_says_so_where_a_study_cannot_be_read(tmp_path):
    path = tmp_path / "s.db"
    study_of(path).close()
    before = path.read_bytes()
    with closing(StudyView(path)) as view, pytest.raises(StudyError), view.writing() as db:
        db.execute("delete from runs")
    assert path.read_bytes() == before
    with pytest.raises(StudyError, match="no study file"):
        StudyView(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "text.db").write_text("not a study at all, only some words", encoding="utf-8")
    with pytest.raises(StudyError, match="too short to be a study"):
        StudyView(tmp_path / "text.db")


def test_a_writer_goes_on_while_somebody_has_looked_and_has_the_file_open(tmp_path):
    path = tmp_path / "s.db"
    with closing(study_of(path)) as study, somebody_at_work(path), closing(StudyView(path)) as view:
        study.connection.execute("pragma busy_timeout = 0")
        for turn in range(20):
            progress_of(view, run_at_work(view), Tally(), NOW)
            code(study, [turn])


def test_the_lease_is_held_as_long_as_the_process_that_has_it(tmp_path):
    path = tmp_path / "s.db"
    with closing(study_of(path)) as study:
        assert not lease_is_held(study)
        with somebody_at_work(path):
            assert lease_is_held(study)
            with pytest.raises(StudyError, match="Another run"), lease(study, "x", now=""):
                pass
        assert not lease_is_held(study)


def test_once_shows_one_state_as_a_line_or_as_json(tmp_path):
    path = tmp_path / "s.db"
    with closing(study_of(path, segments=40)) as study:
        code(study, range(10))
    with somebody_at_work(path), watching(path, "--once") as running:
        out, said = running.communicate(timeout=60)
    assert (running.returncode, said) == (0, "")
    assert out.startswith("run 1 by m; segments 10 of 40 (25 %): 10 none applies; requests 0 answered, 0 in flight;")
    assert len(out.splitlines()) == 1
    done = CliRunner().invoke(main, ["runs", "watch", "--once", "--json", "--study", str(path)])
    progress = json.loads(done.stdout)
    assert (progress["schema_version"], progress["progress"]["done"], progress["progress"]["holder"]) == (1, 10, None)


def test_watching_ends_when_the_run_is_finished(tmp_path):
    path = tmp_path / "s.db"
    with closing(study_of(path)) as study, somebody_at_work(path) as holder, watching(path) as running:
        assert running.stdout.readline().startswith("run 1 by m; segments 0: none yet")
        code(study, range(40))
        finish_run(study, 1, now=NOW.isoformat())
        holder.kill()
        out, _ = running.communicate(timeout=60)
    assert running.returncode == 0
    assert "segments 40: 40 none applies" in out
    assert out.endswith("Run 1 is finished: 40 segments.\n")


def test_watching_ends_when_the_process_at_work_has_gone(tmp_path):
    path = tmp_path / "s.db"
    with closing(study_of(path)) as study, somebody_at_work(path) as holder, watching(path, "1") as running:
        running.stdout.readline()
        code(study, range(3))
        holder.kill()
        out, _ = running.communicate(timeout=60)
    assert running.returncode == 0
    assert "Nobody is at work on run 1 any more, and it is not finished: 3 segments are done." in out


def test_a_run_that_is_not_the_one_at_work_is_told_from_it(tmp_path):
    path = tmp_path / "s.db"
    with closing(study_of(path)) as study:
        study.connection.execute(
            "insert into runs (key, rater_id, codebook_id, model, settings, started_at)"
            " select 'other', rater_id, codebook_id, model, settings, ? from runs",
            [NOW.isoformat()],
        )
        with somebody_at_work(path), watching(path, "1") as running:
            out, _ = running.communicate(timeout=60)
        assert "Run 1 does not go on: the process at work is busy with run 2." in out
        assert run_at_work(study) == 2
        send(study, "a", now=NOW + timedelta(seconds=1))
        assert run_at_work(study) == 1


def test_ctrl_c_ends_the_watching_quietly_with_130(tmp_path):
    path = tmp_path / "s.db"
    study_of(path).close()
    with somebody_at_work(path), watching(path) as running:
        running.stdout.readline()
        time.sleep(0.2)
        running.send_signal(signal.SIGINT)
        out, said = running.communicate(timeout=60)
    assert (running.returncode, out, said) == (130, "", "")


def test_a_study_without_a_run_has_nothing_to_watch(tmp_path):
    path = tmp_path / "s.db"
    Study(path, create=True).close()
    done = CliRunner().invoke(main, ["runs", "watch", "--study", str(path)])
    assert done.exit_code == 2
    assert "There is no run to watch." in done.output
