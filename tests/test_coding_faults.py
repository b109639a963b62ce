"""D4 of the review app for a person's own coding: what the page called kept outlives kill -9, and stands once."""

import random
import re
import threading
from contextlib import closing
from http.client import HTTPException

from deciding_person import SCRIPT, Restarted
from review_server import OWN
from reviewed_study import NOW, study_of_turns
from run_process import finished

from runs import Unit
from runs.coding_store import each_coding
from runs.reviews.coding_tasks import begin_task, task_of_documents
from runs.reviews.own_coding import said_of
from runs.study import Study
from runs.transcript_store import transcript

TURNS, KILLS = 60, 6
WAYS = (("give", "x"), ("give", "x", "undo"), ("give", "x", "give", "y"), ("none",))
"""What the person does to one segment after the other, in turn."""
MEANT = (["x"], None, ["x", "y"], [])
"""What then holds of it; None where it is as if it was not seen."""


class Coder:
    """Codes segment after segment by forms, as a browser sends them, and sends each again until it is answered."""

    def __init__(self, server):
        self.server, self.app, self.lost = server, server.app, 0
        self.show("")

    def show(self, query):
        self.read(self.answer(f"/coding/1/1{query}", headers=SCRIPT).text)

    def answer(self, path, **asked):
        while True:
            try:
                return self.app.ask(path, **asked)
            except (OSError, HTTPException):
                self.lost += 1
                self.server.app.process.wait()
                self.app = self.server.again()

    def read(self, page):
        self.form = {name: re.search(rf'name="{name}" value="([^"]*)"', page).group(1) for name in ("request", "at")}

    def act(self, way):
        codes = iter(way)
        for name in codes:
            self.send(name, **({"code": next(codes)} if name == "give" else {}))

    def send(self, name, **more):
        answer = self.answer(f"/coding/1/1/{name}", method="POST", form=self.form | more, headers=OWN | SCRIPT)
        assert answer.status == 200, answer.text
        if 'name="request"' in answer.text:
            self.read(answer.text)


def coded_with_kills(study, units, chance):
    """How many answers were lost while a person coded all units, the server being killed at random moments."""
    server = Restarted(study)
    try:
        person, left = Coder(server), sorted(chance.sample(range(1, len(units)), KILLS))
        for number, start in enumerate(units):
            if left and number >= left[0]:
                left.pop(0)
                threading.Timer(chance.uniform(0, 0.05), server.kill).start()
            person.show(f"?at={start}")
            person.act(WAYS[number % len(WAYS)])
    finally:
        server.close()
    return person.lost


def test_of_a_persons_own_coding_kills_lose_nothing_and_double_nothing(tmp_path):
    path = tmp_path / "study.db"
    with closing(study_of_turns(path, documents=1, turns=TURNS)) as study:
        begin_task(study, task_of_documents(study, "Lena", ["t0"], Unit.TURN), now=NOW)
        units = [turn.start for turn in transcript(study, "t0").turns]
    assert coded_with_kills(path, units, random.Random(1))
    with closing(Study(path)) as study:
        kept = said_of(study, "Lena", "t0")
        found = {start: sorted(each.code for each in said.assignments) for (start, _), said in kept.items()}
        stored = sum(coding.rater == "Lena" for coding in each_coding(study))
    meant = {start: MEANT[number % len(MEANT)] for number, start in enumerate(units)}
    assert found == {start: codes for start, codes in meant.items() if codes is not None}
    assert stored == sum(1 + way.count("undo") + (way.count("give") == 2) for way in WAYS) * TURNS // len(WAYS)
    assert finished(["verify", "--study", path]).returncode == 0
