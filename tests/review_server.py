"""The real server of ``intercoder review``, in a process of its own, and a browser's share of talking to it."""

import http.client
import re
import signal
import socket
from contextlib import closing, contextmanager
from dataclasses import dataclass
from subprocess import Popen
from urllib.parse import urlencode, urlsplit

from run_process import ending, started

from coder.cli.coding.demonstration import import_demo
from runs.study import Study

OWN = {"Sec-Fetch-Site": "same-origin"}
"""What a browser sends with what the app's own pages ask for."""


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass
class Served:
    """A review that listens.

    Attributes:
        url: Its address, such as ``http://127.0.0.1:8765``.
        link: The one-time link that was printed last, as far as it was read.
        process: The server.
        cookie: Of the session that ``log_in`` began; empty before.
    """

    url: str
    link: str
    process: Popen
    cookie: str = ""

    @property
    def port(self):
        return urlsplit(self.url).port

    def ask(self, path, *, method="GET", form=None, headers=(), body=None):
        """The answer to one request; redirects are not followed."""
        sent = {"Cookie": self.cookie} if self.cookie else {}
        if form is not None:
            body = urlencode(form)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=body, headers=sent | dict(headers))
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())
        finally:
            connection.close()

    def post(self, path, **form):
        """The answer to a form of the app's own."""
        return self.ask(path, method="POST", form=form, headers=OWN)

    def raw(self, *lines):
        """The status line and the rest of the answer to a request as it stands."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1"))
            said = b""
            while part := connection.recv(65536):
                said += part
        return said.decode()

    def log_in(self):
        """Use the link; the next one is read from the terminal."""
        parts = urlsplit(self.link)
        answer = self.ask(f"{parts.path}?{parts.query}")
        assert answer.status == 303, answer.text
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        self.link = next_link(self.process)
        return self

    def end(self, number=signal.SIGINT):
        """The exit code after a signal, and what the terminal then showed."""
        self.process.send_signal(number)
        out, said = self.process.communicate(timeout=30)
        return self.process.returncode, out, said


def next_link(process):
    """The link in the next line that the server prints."""
    line = process.stdout.readline()
    found = re.search(r"http://\S+", line)
    assert found, (line, process.poll(), process.stderr.read() if process.poll() is not None else "")
    return found.group()


@contextmanager
def served(study, *options, log_in=True, before=(), **more):
    """The review of a study, served by the real command until the block ends.

    Args:
        study: The study file.
        options: More words for ``intercoder review``.
        log_in: Whether to use the link at once.
        before: Options that stand before ``review``.
        more: For the process, as in ``run_process.started``.
    """
    words = [*before, "review", "--no-browser", "--study", study, *options]
    with ending(started(words, **more)) as process:
        link = next_link(process)
        parts = urlsplit(link)
        one = Served(f"{parts.scheme}://{parts.netloc}", link, process)
        yield one.log_in() if log_in else one


def demo_study(path):
    """The demo's study: six interviews, two people and their consensus."""
    with closing(Study(path, create=True)) as study:
        import_demo(study)
    return path
