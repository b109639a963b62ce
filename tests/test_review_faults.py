"""U3, D4 and D7 of the review app: no decision that the page called saved is lost, none is stored twice."""

import random
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from deciding_person import CHOICES, Person, Restarted, held
from faulty_endpoint import FaultyEndpoint
from review_server import served
from reviewed_study import BOOK, NOW, disputed_study
from run_process import BOOK as ASKED
from run_process import JOURNALS, code_words, ending, finished, kept, started
from small_disk import filled, small_disk

from codebook import Codebook
from evaluation.review.turns import Turns
from runs.coding_store import add_codebook
from runs.study import Study

CASES, PEOPLE = 400, 8


def decided_with_kills(study, chance, *, cases, kills):
    """How many answers were lost while a person decided all cases, the server being killed at random moments.

    Each time the person finds that it does not answer, starts it, opens its link, and sends the same form again.
    """
    server = Restarted(study)
    try:
        person = Person(server.app)
        left = sorted(chance.sample(range(1, cases), kills))
        while person.case is not None:
            if left and len(person.told) >= left[0]:
                left.pop(0)
                threading.Timer(chance.uniform(0, 0.05), server.kill).start()
            choice = chance.choice(CHOICES)
            while not person.decide(choice):
                assert person.refused[-1][0] == 0, person.refused
                server.app.process.wait()
                person.app = server.again()
    finally:
        server.close()
    assert not left
    assert held(study) == (person.told, cases)
    return len(person.refused)


@pytest.mark.parametrize("seed", [1])
def test_of_four_hundred_decisions_none_is_lost_or_doubled_by_kills(seed, tmp_path):
    study = disputed_study(tmp_path / "study.db", documents=4, turns=CASES // 4)
    assert decided_with_kills(study, random.Random(seed), cases=CASES, kills=5) == 5
    ended = finished(["verify", "--study", study])
    assert ended.returncode == 0, ended.stderr


def test_a_full_disk_refuses_a_decision_and_takes_it_when_there_is_space(tmp_path):
    disk = tmp_path / "disk"
    with small_disk(disk, "2m") as enlarge:
        study = disputed_study(disk / "study.db", turns=100)
        with served(study, "--reviewer", "Lena") as app:
            person = Person(app)
            for number in range(20):
                assert person.decide(CHOICES[number % 4])
            filled(disk)
            while person.case is not None and person.decide("both"):
                pass
            status, said = person.refused[-1]
            assert status == 503
            assert "disk" in said
            assert person.case not in person.told
            assert not person.decide("both")
            assert held(study) == (person.told, len(person.told))
            enlarge("8m")
            while person.case is not None:
                assert person.decide("both")
        assert held(study) == (person.told, 100)


def test_a_file_that_another_program_holds_refuses_a_decision_and_takes_it_when_it_is_free(tmp_path):
    study = disputed_study(tmp_path / "study.db")
    with served(study, "--reviewer", "Lena") as app:
        person = Person(app)
        with closing(sqlite3.connect(study, isolation_level=None)) as other:
            other.execute("begin exclusive")
            assert not person.decide("a")
            assert person.refused[0][0] == 503
            assert "Another program holds it." in person.refused[0][1]
            other.execute("rollback")
        assert person.decide("a")
        assert held(study) == (person.told, 1)


def test_who_has_waited_too_long_for_a_turn_goes_on_without_and_gives_nobody_elses_back():
    turns = Turns(0.01)
    with turns.taken():
        with turns.taken():
            pass
        assert turns.is_taken
    assert not turns.is_taken


def decided_by_many_beside_a_run(study, first, *, documents, turns):
    """What so many people were told, each of whom decides all cases of an interview while a run codes all of them."""
    disputed_study(study, documents=documents, turns=turns)
    with closing(Study(study)) as opened:
        add_codebook(opened, Codebook(name="b", codes=(*BOOK.codes, *ASKED.codes)), now=NOW)
    with FaultyEndpoint(latency=0.05) as endpoint, served(study, "--reviewer", "Lena", first=first) as app:
        endpoint.hold(after=5)
        with ending(started(code_words(study, endpoint.url, 4), first=first)) as running:
            assert endpoint.wait_for(9)
            endpoint.release()
            with ThreadPoolExecutor(documents) as pool:
                people = list(pool.map(lambda number: all_decided(study, app, f"t{number}"), range(documents)))
            _, said = running.communicate(timeout=600)
        assert running.returncode == 0, said
        assert kept(study) == {"received": endpoint.requests}
        assert endpoint.sent_again == 0
    return people


def all_decided(study, app, document):
    """A person who has decided all cases of an interview."""
    with closing(sqlite3.connect(study, timeout=60)) as db:
        (first,) = db.execute(
            "select min(c.id) from cases c join transcripts t on t.id = c.transcript_id where document = ?", [document]
        ).fetchone()
    person = Person(app, first, f"?document={document}")
    while person.case is not None and person.decide(CHOICES[person.case % 4]):
        pass
    return person


@pytest.mark.parametrize("journal", JOURNALS)
def test_while_a_run_writes_eight_people_decide_and_nobody_is_told_that_the_file_is_locked(journal, tmp_path):
    study = tmp_path / "study.db"
    people = decided_by_many_beside_a_run(study, JOURNALS[journal], documents=PEOPLE, turns=20)
    assert [person.refused for person in people] == [[]] * PEOPLE
    assert [len(person.told) for person in people] == [20] * PEOPLE
    assert held(study) == ({case: choice for person in people for case, choice in person.told.items()}, 20 * PEOPLE)
