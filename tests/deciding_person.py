"""A person who decides case after case with the forms of the review app, as a browser sends them."""

import re
import signal
import sqlite3
from contextlib import closing
from html import unescape
from http.client import HTTPException

from review_server import OWN, served

SCRIPT = {"HX-Request": "true", "HX-Request-Type": "partial"}
CHOICES = ("a", "b", "both", "neither")


class Person:
    """One page of a browser, and what it was told.

    Attributes:
        app: The server, as far as it runs; it may be another one after a while.
        case: The case on the page; None where the queue was shown, which is at the end.
        told: The choices that the page said were saved, by case.
        refused: What the page said instead, by status.
    """

    def __init__(self, app, case=1, query=""):
        self.app, self.case, self.told, self.refused = app, case, {}, []
        self._show(app.ask(f"/case/{case}{query}", headers=SCRIPT).text)

    def decide(self, choice):
        """Whether the page says that the decision is saved; it then shows the next case, else still this one."""
        form = self._form | {"choice": choice}
        try:
            answer = self.app.ask(f"/case/{self.case}/decide", method="POST", form=form, headers=OWN | SCRIPT)
        except (OSError, HTTPException) as lost:
            self.refused.append((0, str(lost)))
            return False
        if answer.status != 200:
            self.refused.append((answer.status, answer.text))
            return False
        self.told[self.case] = choice
        self._show("" if "HX-Redirect" in answer.headers else answer.text)
        return True

    def _show(self, page):
        found = re.search(r'<form id="decide".*?action="/case/(\d+)/', page)
        self.case = int(found.group(1)) if found else None
        inside = page.partition('<form id="decide"')[2].partition("</form>")[0]
        hidden = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', inside)
        self._form = {name: unescape(value) for name, value in hidden}


class Restarted:
    """A server that is killed and started again where it listened before."""

    def __init__(self, study, **more):
        self._study, self._more, self._options = study, more, ()
        self._start()

    def _start(self):
        self._opened = served(self._study, "--reviewer", "Lena", *self._options, **self._more)
        self.app = self._opened.__enter__()
        self._options = ("--port", self.app.port)

    def kill(self):
        """End the server at once, as ``kill -9`` does."""
        self.app.process.send_signal(signal.SIGKILL)
        self.app.process.wait()

    def again(self):
        """The server, started again, with a browser that opened its link."""
        self.close()
        self._start()
        return self.app

    def close(self):
        """End the server, if it runs."""
        self._opened.__exit__(None, None, None)


def held(study):
    """The choices that hold by case, and how many decisions were stored in all, of a file that is whole."""
    with closing(sqlite3.connect(study)) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
        rows = db.execute(
            "select c.id, e.content ->> 'choice' from cases c join review_events e on e.id = c.state_event"
            " where c.state = 'decided'"
        ).fetchall()
        (events,) = db.execute("select count(*) from review_events where kind = 'decided'").fetchone()
    return dict(rows), events
