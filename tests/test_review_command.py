"""``intercoder review``: where it listens, what it prints, how it ends, and that it connects to nothing."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from review_server import demo_study, next_link, served
from run_process import ending, finished, started

PAGES = ("/", "/settings", "/help", "/static/app.css", "/nowhere")
NO_WAY_OUT = """
import os, socket
def refused(*words, **more):
    os.write(2, b"CONNECTED")
    os._exit(77)
for name in ("connect", "connect_ex", "sendto", "sendmsg"):
    setattr(socket.socket, name, refused)
socket.getaddrinfo = socket.gethostbyname = refused
"""
"""Makes a process end that asks any address for anything."""
NO_BROWSER = "import webbrowser; webbrowser.open = lambda address: print('OPENED', address, flush=True); "


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return demo_study(tmp_path_factory.mktemp("review") / "study.db")


def test_the_app_never_opens_a_connection(study):
    with served(study, first=NO_WAY_OUT) as app:
        for path in PAGES:
            assert app.ask(path).status < 500
        assert app.post("/settings", reviewer="http://evil.example/").status == 303
        code, _, said = app.end()
    assert "CONNECTED" not in said
    assert code == 130


def test_the_guard_against_connections_sees_one():
    guarded = f"{NO_WAY_OUT}\nsocket.create_connection(('127.0.0.1', 9))"
    assert subprocess.run([sys.executable, "-c", guarded], check=False, capture_output=True).returncode == 77


def test_nothing_that_is_asked_for_or_typed_is_written_to_the_terminal(study):
    with served(study) as app:
        app.ask("/?q=zanzibar")
        app.ask("/zanzibar")
        app.post("/settings", reviewer="zanzibar")
        app.post("/settings", reviewer="")
        _, out, said = app.end()
    assert (out, "zanzibar" in said, said.count("\n")) == ("", False, 2)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=lambda each: str(each)
)
def test_it_ends_although_a_browser_keeps_its_connection(study, number, code):
    with served(study) as app, socket.create_connection(("127.0.0.1", app.port)) as kept:
        kept.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{app.port}\r\nCookie: {app.cookie}\r\n\r\n".encode())
        assert kept.recv(100).startswith(b"HTTP/1.1 200")
        ended, _, said = app.end(number)
    assert ended == code
    assert "Traceback" not in said


def test_a_port_that_is_taken_is_an_error_that_says_what_to_do(study):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = finished(["review", "--no-browser", "--study", study, "--port", port])
    assert ended.returncode == 2
    assert str(port) in ended.stderr
    assert "leave --port out" in ended.stderr


def test_a_port_that_is_named_is_taken(study):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with served(study, "--port", port) as app:
        assert app.port == port


def test_it_listens_on_this_machine_alone(study):
    with served(study) as app, pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", app.port), timeout=2)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", ""])
@pytest.mark.parametrize("more", [[], ["--allow-remote"]])
def test_other_machines_are_not_let_in_unasked(study, host, more):
    ended = finished(["review", "--no-browser", "--study", study, "--host", host, *more])
    assert ended.returncode == 2
    assert "--trusted-host" in ended.stderr
    assert ended.stdout == ""


def test_other_machines_are_let_in_loudly(study):
    more = ["--host", "0.0.0.0", "--allow-remote", "--trusted-host", "desk.example"]
    with ending(started(["review", "--no-browser", "--study", study, *more])) as process:
        link = next_link(process)
        assert "WARNING: other machines can reach this review, as desk.example" in process.stderr.readline()
        port, path = link.removeprefix("http://desk.example:").split("/", 1)
        said = _asked(port, f"/{path}", f"desk.example:{port}")
        cookie = said.split("set-cookie: ")[1].split(";")[0]
        assert "Other machines can reach this page" in _asked(port, "/", f"desk.example:{port}", cookie)
        assert "Other machines can reach this page" in _asked(port, "/help", f"localhost:{port}", cookie)
        assert " 400 " in _asked(port, "/", f"0.0.0.0:{port}", cookie)
        assert " 401 " in _asked(port, "/", f"desk.example:{port}")


def _asked(port, path, host, cookie=""):
    with socket.create_connection(("127.0.0.1", int(port))) as connection:
        connection.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode()
        )
        said = b""
        while part := connection.recv(65536):
            said += part
    return said.decode()


def test_a_trusted_host_without_permission_is_an_error_of_usage(study):
    ended = finished(["review", "--no-browser", "--study", study, "--trusted-host", "desk.example"])
    assert ended.returncode == 2
    assert "--allow-remote" in ended.stderr


def test_the_browser_is_opened_by_a_private_file_that_is_gone_in_the_end(study):
    with ending(started(["review", "--study", study], first=NO_BROWSER)) as process:
        lines = sorted(process.stdout.readline() for _ in range(2))
        address, link = lines[0].split()[1], lines[1].split()[1]
        assert "token" not in address
        file = Path(address.removeprefix("file://"))
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        assert link in file.read_text(encoding="utf-8")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
        assert process.returncode == 143
        assert not file.parent.exists()


def test_json_tells_the_link(study):
    with ending(started(["review", "--no-browser", "--json", "--study", study])) as process:
        said = ""
        while not said.endswith("}\n"):
            said += process.stdout.readline()
        told = json.loads(said)
    assert told["schema_version"] == 1
    assert told["link"].startswith("http://127.0.0.1:")


def test_a_study_that_is_not_there_is_told_before_anything_listens(tmp_path):
    ended = finished(["review", "--no-browser", "--study", tmp_path / "none.db"])
    assert (ended.returncode, ended.stdout) == (6, "")
    assert "There is no study file" in ended.stderr


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "a\nb", "a\u202eb"])
def test_a_reviewer_needs_a_name_that_can_be_read(study, name):
    ended = finished(["review", "--no-browser", "--study", study, "--reviewer", name])
    assert ended.returncode == 2
    assert "name" in ended.stderr


@pytest.mark.parametrize(
    "path", ["/../../etc/passwd", "/%2e%2e/study.db", "/static/%2e%2e%2fapp.py", "/static//etc/passwd", "/study.db"]
)
def test_no_path_leads_to_a_file_of_the_machine(study, path):
    with served(study) as app:
        answer = app.raw(f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{app.port}", f"Cookie: {app.cookie}")
    assert " 404 " in answer.splitlines()[0]
    assert "SQLite" not in answer
    assert "root:" not in answer
    assert "import" not in answer.split("\r\n\r\n", 1)[1][:200]


def test_a_link_out_of_the_folder_of_scripts_is_not_followed(study):
    from evaluation.review import app as module

    link = Path(module.__file__).parent / "static" / f"out-{os.getpid()}.txt"
    link.symlink_to(study)
    try:
        with served(study) as app:
            assert app.ask(f"/static/{link.name}").status == 404
    finally:
        link.unlink()


def test_numbers_in_addresses_are_whole_numbers(study):
    from evaluation.review.app import SCREENS

    for screen in SCREENS:
        for route in screen.ROUTES:
            assert route.path.count("{") == route.path.count(":int}"), route.path


def test_what_is_typed_as_a_name_is_shown_as_it_is(study):
    with served(study) as app:
        assert app.post("/settings", reviewer="<img src=x onerror=alert(1)> \"'&").status == 303
        page = app.ask("/settings").text
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
