import json
import random
import shutil
import signal
import stat
import subprocess
from contextlib import closing

import pytest
from faulty_endpoint import FaultyEndpoint
from kept_study import SECRET, changed, content, intercoder, kept_study, overwritten, page_of
from run_process import code_words, ending, finished, kept, prepared, result_table, started

from codebook import InputError
from runs.keeping.backup import new_file, verified_copy
from runs.keeping.verifying import verify
from runs.study import Study, study_copy


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return kept_study(tmp_path_factory.mktemp("whole") / "study.db", bulk=3000)


@pytest.fixture
def study(whole, tmp_path):
    return shutil.copy(whole, tmp_path / "study.db")


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def test_a_backup_holds_all_that_the_study_holds_and_only_its_owner_may_read_it(study, tmp_path):
    said = intercoder("backup", tmp_path / "copy.db", "--study", study)
    assert said.exit_code == 0
    assert said.output.endswith(
        "copy of the study. 3 transcripts, 60 codings, 60 replies checked: nothing is damaged.\n"
    )
    assert content(tmp_path / "copy.db") == content(study)
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    assert names(tmp_path) == ["copy.db", "study.db"]
    assert intercoder("runs", "--study", tmp_path / "copy.db").exit_code == 0


def test_a_backup_replaces_no_file_and_follows_no_link(study, tmp_path):
    (tmp_path / "there.db").write_text("mine", encoding="utf-8")
    (tmp_path / "link.db").symlink_to(tmp_path / "nothing.db")
    for name in ("there.db", "link.db", "study.db"):
        for words in ((), ("--salvage",)):
            said = intercoder("backup", *words, tmp_path / name, "--study", study)
            assert (said.exit_code, "already" in said.output) == (2, True)
    assert (tmp_path / "there.db").read_text(encoding="utf-8") == "mine"
    assert names(tmp_path) == ["link.db", "study.db", "there.db"]


def test_a_file_that_came_meanwhile_is_not_replaced(tmp_path):
    target = tmp_path / "copy.db"

    def make():
        with new_file(target) as made:
            made.write_text("ours", encoding="utf-8")
            target.write_text("theirs", encoding="utf-8")

    with pytest.raises(InputError, match="already"):
        make()
    assert target.read_text(encoding="utf-8") == "theirs"
    assert names(tmp_path) == ["copy.db"]


def test_a_backup_into_a_folder_that_is_not_there_is_told_in_a_sentence(study, tmp_path):
    said = intercoder("backup", tmp_path / "none" / "copy.db", "--study", study)
    assert (said.exit_code, "cannot be used" in said.output) == (2, True)


def test_a_damaged_study_is_not_copied_and_nothing_is_left(study, tmp_path):
    changed(
        study, "update exchanges set reply = 'x' where id in (7, 8)", "update codings set reason = 'x' where id = 3"
    )
    said = intercoder("backup", tmp_path / "copy.db", "--study", study)
    assert said.exit_code == 6
    assert "exchanges 7, 8: the reply is not the one that was stored" in said.output
    assert "--salvage" in said.output
    assert names(tmp_path) == ["study.db"]


def test_salvage_saves_what_is_right_and_counts_what_is_not(study, tmp_path):
    changed(
        study,
        "update exchanges set reply = 'x' where id in (7, 8)",
        "update assignments set rationale = 'x' where coding_id = 5 and position = 0",
        "update transcripts set text = text || 'x' where id = 2",
    )
    said = json.loads(intercoder("backup", "--salvage", tmp_path / "saved.db", "--study", study, "--json").stdout)
    assert said["left_out"] == {
        "transcripts": 1,
        "turns": 20,
        "exchanges": 2,
        "codings": 21,
        "assignments": len([row for row in content(study)["assignments"] if 20 < row[0] <= 40 or row[0] == 5]),
    }
    saved, before = content(tmp_path / "saved.db"), content(study)
    assert saved["exchanges"] == [row for row in before["exchanges"] if row[0] not in (7, 8)]
    assert saved["transcripts"] == [row for row in before["transcripts"] if row[0] != 2]
    assert verify(tmp_path / "saved.db").whole
    said = intercoder("backup", "--salvage", tmp_path / "again.db", "--study", study)
    assert (said.exit_code, SECRET in said.output) == (3, False)
    assert "Left out, because damaged or belonging to what is: 1 transcript, " in said.output


def test_salvage_of_a_whole_study_leaves_nothing_out(study, tmp_path):
    assert intercoder("backup", "--salvage", tmp_path / "saved.db", "--study", study).exit_code == 0
    assert content(tmp_path / "saved.db") == content(study)


def test_salvage_keeps_every_decision_but_a_damaged_one_and_chains_them_anew(study, tmp_path):
    changed(study, "update review_events set content = '{}' where id = 1", "update case_codes set given_by = 3")
    said = json.loads(intercoder("backup", "--salvage", tmp_path / "saved.db", "--study", study, "--json").stdout)
    assert (said["left_out"], said["copied"]["cases"]) == ({"review_events": 1}, 2)
    saved = content(tmp_path / "saved.db")
    assert [row[0] for row in saved["review_events"]] == [2, 3]
    assert [row[-4:] for row in saved["cases"]] == [("open", None, 0, 0)] * 2
    assert {row[-1] for row in saved["case_codes"]} == {1}
    assert verify(tmp_path / "saved.db").whole


def test_salvage_reads_on_behind_a_page_that_cannot_be_read(tmp_path):
    study = kept_study(tmp_path / "study.db", transcripts=4, turns=100)
    before = content(study)["exchanges"]
    at, _ = page_of(study, "exchanges", number=5)
    overwritten(study, at, b"\xff" * 100)
    said = intercoder("backup", "--salvage", tmp_path / "saved.db", "--study", study)
    assert (said.exit_code, "exchanges: at 1 places rows cannot be read" in said.output) == (3, True)
    saved = content(tmp_path / "saved.db")["exchanges"]
    missing = [row[0] for row in before if row not in saved]
    assert set(saved) < set(before)
    assert missing == list(range(missing[0], missing[-1] + 1))
    assert 1 < len(missing) < 20


@pytest.mark.parametrize("seed", range(20))
def test_what_is_salvaged_after_random_damage_is_right(seed, whole, study, tmp_path):
    chance = random.Random(seed)
    for _ in range(3):
        overwritten(study, chance.randrange(100, study.stat().st_size), chance.randbytes(chance.choice((16, 4096))))
    said = intercoder("backup", "--salvage", tmp_path / "saved.db", "--study", study)
    assert said.exit_code in (0, 3, 6)
    if said.exit_code == 6:
        assert names(tmp_path) == ["study.db"]
        return
    saved, before = content(tmp_path / "saved.db"), content(whole)
    for table in ("transcripts", "assignments", "request_parts"):
        assert set(saved[table]) <= set(before[table])
    assert {(row[0], row[6]) for row in saved["exchanges"]} <= {(row[0], row[6]) for row in before["exchanges"]}


def test_nothing_readable_is_said_and_leaves_no_file(study, tmp_path):
    overwritten(study, 100, random.Random(1).randbytes(study.stat().st_size - 100))
    said = intercoder("backup", "--salvage", tmp_path / "saved.db", "--study", study)
    assert said.exit_code == 6
    assert names(tmp_path) == ["study.db"]


def test_a_backup_while_a_run_writes_ends_and_is_whole_and_the_run_goes_on(tmp_path):
    study = prepared(tmp_path / "study.db")
    with FaultyEndpoint(latency=0.2) as endpoint, ending(started(code_words(study, endpoint.url))) as running:
        made = []
        while running.poll() is None and endpoint.wait_for(endpoint.requests + 10, timeout=20):
            made.append(tmp_path / f"copy{len(made)}.db")
            ended = finished(["backup", made[-1], "--study", study])
            assert ended.returncode == 0, ended.stderr
        assert running.wait(60) == 0
    assert made
    assert len(result_table(study)) == 200
    sent = [kept(copy)["received"] for copy in made]
    assert sent == sorted(sent)
    assert sent[0] < kept(study)["received"]
    assert all(verify(copy).whole for copy in made)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_backup_that_is_interrupted_leaves_nothing(number, tmp_path):
    study = kept_study(tmp_path / "study.db", transcripts=20, turns=100, bulk=20_000)
    with ending(started(["backup", tmp_path / "copy.db", "--study", study], stdout=subprocess.DEVNULL)) as running:
        while running.poll() is None and not any(name.endswith(".part") for name in names(tmp_path)):
            pass
        running.send_signal(number)
        assert running.wait(60) == 128 + number
    assert {"study.db"} <= set(names(tmp_path)) <= {"study.db", "study.db-journal"}
    assert verify(study).whole


def test_a_preview_works_on_a_copy_that_is_gone_afterwards(study):
    before = study.read_bytes()
    with study_copy(study) as copy:
        copy.connection.execute("delete from lease")
        place = copy.path
    assert not place.exists()
    assert study.read_bytes() == before


def test_a_study_in_wal_mode_is_copied_with_what_is_not_in_the_file_yet(study, tmp_path):
    with closing(Study(study)) as opened:
        opened.connection.execute("pragma journal_mode = wal")
        opened.connection.execute("insert into allowed_hosts values ('host', '')")
        verified_copy(study, tmp_path / "copy.db")
        assert ("host", "") in content(tmp_path / "copy.db")["allowed_hosts"]
